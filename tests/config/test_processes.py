"""The settings as a process of its own reads them."""

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tests.thoroughly import thorough_but

ROOT = Path(__file__).resolve().parents[2]


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with these variables and no others."""
    keep = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**keep, "ENV_FILE": "", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_empty_environment_starts():
    done = manage("check")

    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


@pytest.mark.thorough  # `make check` asks it too
def test_the_documented_production_environment_is_clean():
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING", ENV_FILE="docs/production.env"
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "eighty"),
        ("DEBUG", "perhaps"),
        ("SITE_URL", "shop.example"),
        ("SITE_URL", "https://"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("WEB_THREADS", "0"),
        ("CURRENCY", "JPY"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "oracle://u:hunter2@h/d"),
        ("REDIS_URL", "http://:hunter2@h"),
        ("EMAIL_URL", "imap://u:hunter2@h"),
        ("SLOW_QUERY_THRESHOLD", "soon"),
        ("CACHE_TTL", "-1"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_its_variable(variable, value, monkeypatch):
    monkeypatch.setattr(os, "environ", {"ENV_FILE": "", variable: value})

    with pytest.raises(ImproperlyConfigured) as refusal:
        runpy.run_path(str(ROOT / "config" / "settings.py"))

    sentence = str(refusal.value)
    assert sentence.startswith(variable)
    assert "\n" not in sentence
    assert "hunter2" not in sentence


def test_a_command_ends_with_the_sentence_of_the_refusal_and_exit_2():
    done = manage("check", DATABASE_URL="oracle://u:hunter2@h/d")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("DATABASE_URL")
    assert done.stderr.count("\n") == 1
    assert "hunter2" not in done.stderr


def test_the_web_server_reads_the_file_as_the_shop_does(tmp_path, monkeypatch):
    file = tmp_path / "env"
    file.write_text("PORT=9123\nWEB_CONCURRENCY=3\nTRUSTED_PROXIES=10.0.0.0/8, ::1\n")
    monkeypatch.setenv("ENV_FILE", str(file))
    for name in ("BIND", "PORT", "WEB_CONCURRENCY", "WEB_THREADS", "TRUSTED_PROXIES"):
        monkeypatch.delenv(name, raising=False)

    read = runpy.run_path(str(ROOT / "config" / "gunicorn.py"))

    assert (read["bind"], read["workers"], read["threads"]) == ("127.0.0.1:9123", 3, 4)
    assert read["forwarded_allow_ips"] == "10.0.0.0/8,::1"


def test_a_shop_for_others_does_not_start_on_the_sample_key():
    done = manage("check", SITE_URL="https://shop.example")

    assert done.returncode == 2
    assert "SECRET_KEY is a sample" in done.stderr
    assert "ALLOW_SQLITE=1" in done.stderr


@pytest.mark.parametrize(
    "switch",
    thorough_but(["ECHO_SQL=1"], ["ECHO_SQL=1", "SQL_ECHO=1", "SQL_ECHO=0"]),
)
def test_sql_echo_prints_the_statements(switch, tmp_path):
    name, _sign, echo = switch.partition("=")
    variables = {name: echo, "DATABASE_URL": f"sqlite:///{tmp_path}/echo.sqlite3"}

    done = manage("migrate", "contenttypes", "--plan", **variables)

    assert done.returncode == 0
    assert ("SELECT" in done.stderr) is (echo == "1")


def test_a_database_out_of_reach_is_exit_4():
    done = manage(
        "check_consistency",
        "--json",
        DATABASE_URL="postgresql://kontor:hunter2@127.0.0.1:9/kontor",
        DB_POOL_TIMEOUT="1",
        DB_POOL_MAX_SIZE="0",
        DB_POOL_MIN_SIZE="0",
    )

    assert done.returncode == 4
    assert '"status": "error"' in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


PROBE = """
from django.test import Client
client = Client(headers={"host": "127.0.0.1"})
print(*(client.get(path).status_code for path in ("/healthz", "/readyz")))
"""


def test_without_its_database_the_process_lives_but_is_not_ready():
    done = manage(
        "shell",
        "--no-imports",
        "--command",
        PROBE,
        DATABASE_URL="postgresql://kontor:hunter2@127.0.0.1:9/kontor",
        DB_POOL_TIMEOUT="1",
        LOG_LEVEL="CRITICAL",
    )

    assert done.stdout == "200 503\n"
    assert "hunter2" not in done.stderr


def test_an_unknown_option_is_exit_2():
    done = manage("check_consistency", "--socks")

    assert done.returncode == 2
    assert "unrecognized arguments: --socks" in done.stderr


@pytest.fixture
def forgetful(transactional_db) -> Iterator[str]:
    """Give the address of a PostgreSQL database with synchronous_commit off."""
    server = connection.settings_dict
    name = connection.ops.quote_name(server["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        yield (
            f"postgresql://{server['USER']}:{server['PASSWORD']}@{server['HOST']}:"
            f"{server['PORT']}/{server['NAME']}"
        )
        cursor.execute(f"ALTER DATABASE {name} RESET synchronous_commit")


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("site", "code"), [("https://shop.example", 5), ("http://127.0.0.1:8000", 0)]
)
def test_a_shop_for_others_refuses_postgresql_that_forgets(forgetful, site, code):
    done = manage(
        "deliver_outbox",
        SITE_URL=site,
        SECRET_KEY="a1b2" * 15,
        DATABASE_URL=forgetful,
        DB_POOL_MAX_SIZE="0",
        DB_POOL_MIN_SIZE="0",
    )

    assert done.returncode == code
    assert ("synchronous_commit = off" in done.stderr) is (code == 5)


@pytest.mark.postgresql
@pytest.mark.parametrize("site", ["https://shop.example", "http://127.0.0.1:8000"])
def test_the_system_check_refuses_it_everywhere(forgetful, site):
    done = manage(
        "check",
        "--database",
        "default",
        SITE_URL=site,
        SECRET_KEY="a1b2" * 15,
        DATABASE_URL=forgetful,
        DB_POOL_MAX_SIZE="0",
        DB_POOL_MIN_SIZE="0",
    )

    assert done.returncode == 1
    assert "(database.E007) PostgreSQL runs with synchronous_commit" in done.stderr
