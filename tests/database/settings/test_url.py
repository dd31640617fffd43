"""DATABASE_URL and its companions become Django's settings."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from database.settings.env import Env
from database.settings.url import (
    ENGINES,
    chosen,
    database_settings,
    parse_url,
    pool_settings,
)

FOLDER = Path("/srv/shop")


def settings_for(**variables: str) -> dict:
    env = Env(variables)
    return database_settings(chosen(env), env, FOLDER)


@pytest.mark.parametrize(
    ("url", "kind", "host", "port", "user", "password", "database"),
    [
        ("sqlite:///shop.sqlite3", "sqlite", "", "", "", "", "shop.sqlite3"),
        ("sqlite:////var/shop.db", "sqlite", "", "", "", "", "/var/shop.db"),
        ("postgresql://u:p@h:1/d", "postgresql", "h", "1", "u", "p", "d"),
        ("postgres://u@h/d", "postgresql", "h", "", "u", "", "d"),
        ("postgresql://u:p%40%2F@[::1]/d", "postgresql", "::1", "", "u", "p@/", "d"),
        ("postgresql://%2Frun%2Fpg/d", "postgresql", "/run/pg", "", "", "", "d"),
        ("mysql://u:p@h:3307/d", "mysql", "h", "3307", "u", "p", "d"),
        ("mariadb://u@h/d", "mysql", "h", "", "u", "", "d"),
    ],
)
def test_parts_of_a_url(url, kind, host, port, user, password, database):
    parts = parse_url(url)

    assert parts["kind"] == kind
    assert (parts["host"], parts["port"]) == (host, port)
    assert (parts["user"], parts["password"]) == (user, password)
    assert parts["database"] == database


@pytest.mark.parametrize(
    "url",
    [
        "oracle://u:hunter2@h/d",
        "hunter2",
        "postgresql://u:hunter2@h:port/d",
        "postgresql://u:hunter2#x@[h/d",
        "postgresql://u:hunter2@h:999999/d",
        "postgresql://u:hunter2@h",
        "sqlite://",
        "sqlite:///",
    ],
)
def test_a_url_that_is_none_is_refused_without_the_password(url):
    with pytest.raises(ImproperlyConfigured) as caught:
        chosen(Env({"DATABASE_URL": url}))

    assert str(caught.value).startswith("DATABASE_URL ")
    assert "hunter2" not in str(caught.value)


def test_an_empty_environment_means_sqlite_beside_the_project():
    settings = settings_for()

    assert settings["ENGINE"] == "django.db.backends.sqlite3"
    assert settings["NAME"] == "/srv/shop/shop.sqlite3"
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "foreign_keys=ON" in settings["OPTIONS"]["init_command"]
    assert "journal_mode=WAL" in settings["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("variables", "engine", "name"),
    [
        ({"SQLITE_PATH": "a.db"}, "sqlite", "/srv/shop/a.db"),
        ({"SQLITE_PATH": ":memory:"}, "sqlite", ":memory:"),
        ({"POSTGRES_HOST": "db"}, "postgresql", "kontor"),
        ({"POSTGRES_PORT": "5433"}, "postgresql", "kontor"),
        ({"DATABASE_TYPE": "postgresql", "POSTGRES_DB": "s"}, "postgresql", "s"),
        ({"MYSQL_USER": "shop"}, "mysql", "kontor"),
        ({"DATABASE_TYPE": "MySQL", "MYSQL_DB": "s"}, "mysql", "s"),
    ],
)
def test_the_split_form(variables, engine, name):
    settings = settings_for(**variables)

    assert settings["ENGINE"] == ENGINES[engine]
    assert settings["NAME"] == name


@pytest.mark.parametrize(
    "split",
    [
        {"POSTGRES_HOST": "h", "POSTGRES_USER": "u", "POSTGRES_DB": "d"},
        {"DATABASE_TYPE": "postgresql"},
        {"POSTGRES_HOST": "h", "POSTGRES_PASSWORD": "other"},
        {"POSTGRES_PORT": "5433"},
    ],
)
def test_url_and_split_form_that_agree_are_fine(split):
    settings = settings_for(DATABASE_URL="postgresql://u:p@h:5433/d", **split)

    assert (settings["HOST"], settings["PORT"]) == ("h", "5433")
    assert settings["PASSWORD"] == "p"


@pytest.mark.parametrize(
    "split",
    [
        {"POSTGRES_HOST": "elsewhere"},
        {"POSTGRES_PORT": "5433"},
        {"POSTGRES_USER": "somebody"},
        {"POSTGRES_DB": "other"},
        {"DATABASE_TYPE": "mysql"},
        {"MYSQL_PORT": "5432"},
        {"SQLITE_PATH": "d"},
    ],
)
def test_url_and_split_form_that_differ_are_refused(split):
    with pytest.raises(ImproperlyConfigured, match="two different databases"):
        settings_for(DATABASE_URL="postgresql://u:p@h/d", **split)


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(
        ImproperlyConfigured, match=r"POSTGRES_PORT is .* from 1 to 65535"
    ):
        settings_for(DATABASE_TYPE="postgresql", POSTGRES_PORT=port)


def test_an_unknown_type_is_refused_with_the_known():
    with pytest.raises(
        ImproperlyConfigured, match="Allowed: sqlite, postgresql or mysql"
    ):
        settings_for(DATABASE_TYPE="oracle")


def test_postgresql_gets_limits_and_a_pool():
    settings = settings_for(
        DATABASE_URL="postgresql://u@h/d",
        DB_STATEMENT_TIMEOUT="5",
        DB_LOCK_TIMEOUT="1.5",
    )

    assert "statement_timeout=5000" in settings["OPTIONS"]["options"]
    assert "lock_timeout=1500" in settings["OPTIONS"]["options"]
    assert (settings["CONN_MAX_AGE"], settings["CONN_HEALTH_CHECKS"]) == (0, True)
    assert settings["OPTIONS"]["pool"]["max_size"] == 8


def test_health_checks_are_switched_by_the_name_of_sqlalchemys_pool():
    settings = settings_for(DATABASE_URL="postgresql://u@h/d", DB_POOL_PRE_PING="0")

    assert settings["CONN_HEALTH_CHECKS"] is False


@pytest.mark.parametrize(
    ("variables", "seconds"),
    [
        ({}, 30),
        ({"DB_QUERY_TIMEOUT": "7"}, 7),
        ({"DB_STATEMENT_TIMEOUT": "5"}, 5),
        ({"DB_STATEMENT_TIMEOUT": "5", "DB_QUERY_TIMEOUT": "7"}, 5),
        ({"DB_QUERY_TIMEOUT": "0"}, 0),
        ({"DB_QUERY_TIMEOUT": "1.5"}, 1.5),
    ],
)
def test_the_limit_of_a_statement_and_its_alias(variables, seconds):
    postgresql = settings_for(DATABASE_URL="postgresql://u@h/d", **variables)
    mariadb = settings_for(DATABASE_URL="mysql://u@h/d", **variables)

    limits = postgresql["OPTIONS"]["options"]
    assert f"-c statement_timeout={int(seconds * 1000)} " in limits
    command = mariadb["OPTIONS"]["init_command"]
    assert f"/*M!100100 , max_statement_time={seconds:g} */" in command
    assert f"/*!50708 , max_execution_time={int(seconds * 1000)} */" in command


@pytest.mark.parametrize(
    ("variables", "sizes"),
    [
        ({}, (2, 8)),
        ({"DB_POOL_MIN_SIZE": "1", "DB_POOL_MAX_SIZE": "5"}, (1, 5)),
        ({"DB_POOL_SIZE": "4"}, (4, 10)),
        ({"DB_POOL_SIZE": "5", "DB_MAX_OVERFLOW": "10"}, (5, 15)),
    ],
)
def test_sizes_of_the_pool(variables, sizes):
    pool = pool_settings(Env(variables))

    assert (pool["min_size"], pool["max_size"]) == sizes


def test_times_of_the_pool_and_their_aliases():
    own = pool_settings(
        Env(
            {
                "DB_POOL_TIMEOUT": "3",
                "DB_POOL_MAX_LIFETIME": "60",
                "DB_POOL_MAX_IDLE": "9",
            }
        )
    )
    alias = pool_settings(Env({"DB_QUERY_TIMEOUT": "3", "DB_POOL_RECYCLE": "60"}))

    assert (own["timeout"], own["max_lifetime"], own["max_idle"]) == (3, 60, 9)
    # A limit of statements says nothing about how long one waits for a connection.
    assert (alias["timeout"], alias["max_lifetime"]) == (2, 60)


def test_no_pool_where_its_largest_size_is_zero():
    assert pool_settings(Env({"DB_POOL_MAX_SIZE": "0"})) is None


def test_a_pool_smaller_than_its_least_is_refused():
    with pytest.raises(ImproperlyConfigured, match="DB_POOL_MAX_SIZE is 1"):
        pool_settings(Env({"DB_POOL_MIN_SIZE": "4", "DB_POOL_MAX_SIZE": "1"}))


def test_tls_of_postgresql():
    options = settings_for(
        DATABASE_URL="postgresql://u@h/d",
        DB_SSL_MODE="verify-full",
        DB_SSL_CA="/ca.pem",
        DB_SSL_CERT="/c.pem",
        DB_SSL_KEY="/k.pem",
    )["OPTIONS"]

    assert options["sslmode"] == "verify-full"
    assert (options["sslrootcert"], options["sslcert"]) == ("/ca.pem", "/c.pem")
    assert options["sslkey"] == "/k.pem"


def test_tls_of_mysql():
    url = "mysql://u@h/d"

    assert "ssl" not in settings_for(DATABASE_URL=url)["OPTIONS"]
    assert settings_for(DATABASE_URL=url, DB_SSL_MODE="require")["OPTIONS"]["ssl"]
    ssl = settings_for(DATABASE_URL=url, DB_SSL_CA="/ca.pem")["OPTIONS"]["ssl"]
    assert ssl == {"ca": "/ca.pem"}


def test_an_unknown_tls_mode_is_refused():
    with pytest.raises(ImproperlyConfigured, match="DB_SSL_MODE is 'always'"):
        settings_for(DATABASE_URL="postgresql://u@h/d", DB_SSL_MODE="always")


def test_options_of_the_url_reach_the_driver():
    settings = settings_for(DATABASE_URL="postgresql://u@h/d?application_name=shop")

    assert settings["OPTIONS"]["application_name"] == "shop"


def test_connects_have_deadlines_that_the_address_may_change():
    options = settings_for(DATABASE_URL="postgresql://u@h/d")["OPTIONS"]
    own = settings_for(DATABASE_URL="postgresql://u@h/d?connect_timeout=9")["OPTIONS"]
    mariadb = settings_for(DATABASE_URL="mysql://u@h/d")["OPTIONS"]

    assert (options["connect_timeout"], options["tcp_user_timeout"]) == ("3", "5000")
    assert (options["keepalives"], options["keepalives_idle"]) == ("1", "5")
    assert own["connect_timeout"] == "9"
    assert mariadb["connect_timeout"] == 3


def test_behind_pgbouncer_nothing_outlives_a_transaction():
    settings = settings_for(
        DATABASE_URL="postgresql://u@h/d", DB_BEHIND_PGBOUNCER="1", DB_LOCK_TIMEOUT="1"
    )

    assert "options" not in settings["OPTIONS"]
    assert settings["OPTIONS"]["prepare_threshold"] is None
    assert settings["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert settings["BEHIND_PGBOUNCER"] is True
    assert "DISABLE_SERVER_SIDE_CURSORS" not in settings_for(
        DATABASE_URL="postgresql://u@h/d", DB_BEHIND_PGBOUNCER="0"
    )


def test_sqlite_and_mariadb_do_not_ask_for_pgbouncer():
    env = Env({"DB_BEHIND_PGBOUNCER": "1"})
    database_settings(chosen(env), env, FOLDER)

    assert "DB_BEHIND_PGBOUNCER" not in env.readings


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kontor:hun@ter2/x@db:5432/kontor",
        "postgresql://kontor:hunter2#x@db/kontor",
        "mysql://kontor:hunter2?x@db/kontor",
    ],
)
def test_a_password_that_is_not_encoded_is_refused_and_no_piece_of_it_named(url):
    with pytest.raises(ImproperlyConfigured, match="percent-encoded") as caught:
        parse_url(url)

    assert "hunter2" not in str(caught.value)
    assert "ter2" not in str(caught.value)


def test_a_file_of_sqlite_may_have_any_name():
    assert parse_url("sqlite:////srv/shop@home/a.sqlite3")["database"] == (
        "/srv/shop@home/a.sqlite3"
    )
