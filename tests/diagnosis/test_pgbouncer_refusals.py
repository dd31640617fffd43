"""What PgBouncer says where it refuses a login, on the rung where it belongs."""

import pytest

from database.diagnosis import refusals

ENTRY = {"USER": "kontor", "NAME": "shop"}
BEFORE = 'connection to server at "127.0.0.1", port 6432 failed: FATAL:  '


@pytest.mark.parametrize(
    ("words", "rung", "fix", "passes"),
    [
        ("unsupported startup parameter: options", "auth", "DB_BEHIND_PGBOUNCER=1", 0),
        (
            "no more connections allowed (max_client_conn)",
            "slots",
            "max_client_conn",
            1,
        ),
        ("no such database: shop", "database", "[databases]", 0),
        ('"trust" authentication failed', "auth", "auth_file", 0),
        ("SASL authentication failed", "auth", "Correct user and password", 0),
        ("password authentication failed", "auth", "Correct user and password", 0),
        ("query_wait_timeout", "slots", "default_pool_size", 1),
        ("server login has been failing, try again later", "tcp", "[databases]", 1),
        ("pgbouncer cannot connect to server", "tcp", "Start PostgreSQL", 1),
        ('role "kontor" does not exist', "auth", "CREATE ROLE", 0),
        ('database "shop" does not exist', "database", "CREATE DATABASE", 0),
    ],
)
def test_each_refusal_names_its_rung_and_what_mends_it(words, rung, fix, passes):
    fell = refusals.postgresql("", BEFORE + words, ENTRY)

    assert (fell.at, fell.passes) == (rung, bool(passes))
    assert fix in fell.fix
