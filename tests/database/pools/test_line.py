"""The address of a line that is opened beside the pool."""

from psycopg.conninfo import conninfo_to_dict

from database.pools.line import conninfo

ENTRY = {
    "HOST": "db.shop.example",
    "PORT": "5433",
    "USER": "kontor",
    "PASSWORD": "secret",
    "NAME": "kontor",
    "OPTIONS": {
        "application_name": "shop-web",
        "options": "-c statement_timeout=30000",
        "sslmode": "require",
        "pool": {"max_size": 4},
    },
}


def test_the_name_and_the_limits_are_the_lines_own():
    parts = conninfo_to_dict(conninfo(ENTRY, name="shop-ops:diagnose", limit=2000))

    assert parts == {
        "host": "db.shop.example",
        "port": "5433",
        "user": "kontor",
        "password": "secret",
        "dbname": "kontor",
        "sslmode": "require",
        "application_name": "shop-ops:diagnose",
        "options": "-c statement_timeout=2000 -c lock_timeout=200",
    }


def test_pgbouncer_is_sent_no_options():
    info = conninfo({**ENTRY, "BEHIND_PGBOUNCER": True}, name="shop", limit=2000)

    assert "options" not in conninfo_to_dict(info)
