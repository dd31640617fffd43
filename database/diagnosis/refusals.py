"""A server's refusal of a login: on which rung it belongs, and what fixes it."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.diagnosis.ladder import Fell


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a server's code means. The sentences know %(user)s, %(name)s, %(words)s."""

    at: str
    cause: Promise | str
    fix: Promise | str
    passes: bool = False

    def fall(self, names: dict[str, str]) -> Fell:
        return Fell(
            str(self.cause) % names,
            str(self.fix) % names,
            at=self.at,
            passes=self.passes,
        )


# https://www.postgresql.org/docs/15/errcodes-appendix.html
_POSTGRESQL = {
    "28P01": Refusal(
        "auth",
        gettext_lazy(
            "The server does not accept the password of %(user)s, or there is no "
            "such role."
        ),
        gettext_lazy(
            "Correct user and password in DATABASE_URL (special characters "
            "percent-encoded), or set it: ALTER ROLE … PASSWORD …"
        ),
    ),
    "28000": Refusal(
        "auth",
        gettext_lazy("The server does not let %(user)s in: %(words)s"),
        gettext_lazy(
            'CREATE ROLE "%(user)s" LOGIN PASSWORD …; or correct the user in '
            "DATABASE_URL. If pg_hba.conf has no line for it, add one for this "
            "role, database and client address."
        ),
    ),
    "3D000": Refusal(
        "database",
        gettext_lazy("The server has no database %(name)s."),
        gettext_lazy(
            'CREATE DATABASE "%(name)s" OWNER "%(user)s"; or correct the name in '
            "DATABASE_URL."
        ),
    ),
    "42501": Refusal(
        "database",
        gettext_lazy("%(user)s may not connect to the database %(name)s."),
        'GRANT CONNECT ON DATABASE "%(name)s" TO "%(user)s";',
    ),
    "53300": Refusal(
        "slots",
        gettext_lazy("No connection is free: %(words)s"),
        gettext_lazy(
            "See who is using them (pg_stat_activity); lower DB_POOL_MAX_SIZE or "
            "the number of workers, or raise max_connections or the role's "
            "CONNECTION LIMIT."
        ),
        passes=True,
    ),
    "57P03": Refusal(
        "auth",
        gettext_lazy("The server is not ready: %(words)s"),
        gettext_lazy("Wait: manage.py diagnose --retries 10 tries again."),
        passes=True,
    ),
}
# PostgreSQL's words where no code is known (they are English in most servers).
_PHRASES = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("sasl authentication failed", "28P01"),
    ("no pg_hba.conf entry", "28000"),
    ("permission denied for database", "42501"),
    ("too many", "53300"),
    ("remaining connection slots", "53300"),
    # Starting up, shutting down, in recovery mode, not yet accepting connections.
    ("the database system is", "57P03"),
    ('database "', "3D000"),
    ('role "', "28000"),
)

# PgBouncer's words; its codes say little. Those of the server behind it are passed on.
_PGBOUNCER = (
    (
        "unsupported startup parameter",
        Refusal(
            "auth",
            gettext_lazy(
                "PgBouncer answers there, but refuses the limits that the shop "
                "sends when it connects: %(words)s"
            ),
            gettext_lazy(
                "Set DB_BEHIND_PGBOUNCER=1, and set the limits on the role: "
                "manage.py check --tag database --database default prints the "
                "statements."
            ),
        ),
    ),
    (
        "no more connections allowed",
        Refusal(
            "slots",
            gettext_lazy("PgBouncer accepts no more clients: %(words)s"),
            gettext_lazy(
                "Raise max_client_conn in pgbouncer.ini, or lower DB_POOL_MAX_SIZE "
                "or the number of workers."
            ),
            passes=True,
        ),
    ),
    (
        "no such database",
        Refusal(
            "database",
            gettext_lazy("PgBouncer knows no database %(name)s."),
            gettext_lazy(
                "Add a line for it, or one for *, to [databases] in pgbouncer.ini."
            ),
        ),
    ),
    (
        '"trust" authentication failed',
        Refusal(
            "auth",
            gettext_lazy("PgBouncer does not know the user %(user)s."),
            gettext_lazy("Add the user to auth_file of PgBouncer, or set auth_query."),
        ),
    ),
    (
        "server login has been failing",
        Refusal(
            "tcp",
            gettext_lazy("PgBouncer cannot log in to the server: %(words)s"),
            gettext_lazy(
                "See PgBouncer's log; correct the line of [databases], or start "
                "PostgreSQL."
            ),
            passes=True,
        ),
    ),
    (
        "pgbouncer cannot connect to server",
        Refusal(
            "tcp",
            gettext_lazy("PgBouncer cannot reach the server behind it."),
            gettext_lazy(
                "Start PostgreSQL, or correct host and port in [databases] of "
                "pgbouncer.ini."
            ),
            passes=True,
        ),
    ),
    (
        "query_wait_timeout",
        Refusal(
            "slots",
            gettext_lazy("PgBouncer had no connection to the server in time."),
            gettext_lazy(
                "See PgBouncer's log: start PostgreSQL behind it, correct its line in "
                "[databases], or raise default_pool_size."
            ),
            passes=True,
        ),
    ),
)

_NO_ENTRY = Refusal(
    "auth",
    gettext_lazy("The server does not let %(user)s in: %(words)s"),
    gettext_lazy(
        "Correct user and password in DATABASE_URL (special characters "
        "percent-encoded), or allow the user from this host."
    ),
)
_FULL = Refusal(
    "slots",
    gettext_lazy("No connection is free: %(words)s"),
    gettext_lazy(
        "See who is using them (SHOW PROCESSLIST); lower the number of workers, or "
        "raise max_connections or the user's limit."
    ),
    passes=True,
)
_NO_TLS = Refusal(
    "tls",
    gettext_lazy("No TLS with the server: %(words)s"),
    gettext_lazy(
        "Switch TLS on in the server, correct DB_SSL_CA, or set DB_SSL_MODE=prefer "
        "if the network is private."
    ),
)
# https://mariadb.com/kb/en/mariadb-error-code-reference/
_MYSQL = {
    1045: _NO_ENTRY,
    1130: _NO_ENTRY,
    1698: _NO_ENTRY,
    1049: Refusal(
        "database",
        gettext_lazy("The server has no database %(name)s."),
        gettext_lazy(
            "CREATE DATABASE `%(name)s` CHARACTER SET utf8mb4; or correct the name in "
            "DATABASE_URL."
        ),
    ),
    1044: Refusal(
        "database",
        gettext_lazy("%(user)s may not use the database %(name)s."),
        "GRANT ALL ON `%(name)s`.* TO '%(user)s'@'%%';",
    ),
    1040: _FULL,
    1203: _FULL,
    1226: _FULL,
    2026: _NO_TLS,
}
_GONE = {2003, 2006, 2013}


def postgresql(code: str, words: str, entry: dict[str, Any]) -> Fell:
    """Return what a refused login means. `code` is the SQLSTATE, where it is known."""
    for phrase, refusal in _PGBOUNCER:
        if phrase in words:
            return _fall(refusal, _said(words), entry, passes=False)
    if not code:
        code = next((c for phrase, c in _PHRASES if phrase in words.lower()), "")
    return _fall(_POSTGRESQL.get(code), _said(words), entry, passes=not code)


def mysql(number: int, words: str, entry: dict[str, Any]) -> Fell:
    """Return what MariaDB's refusal means. `number` is its error number."""
    refusal = _MYSQL.get(number) or (_NO_TLS if "SSL" in words else None)
    return _fall(refusal, words, entry, passes=number in _GONE)


def _fall(
    refusal: Refusal | None, words: str, entry: dict[str, Any], *, passes: bool
) -> Fell:
    if refusal:
        names = {"user": entry["USER"], "name": entry["NAME"], "words": words}
        return refusal.fall(names)
    if words:
        cause = _("The server refused the login: %(words)s") % {"words": words}
    else:
        cause = _("The server did not finish the login in time.")
    return Fell(cause, _("Read the server's log."), at="auth", passes=passes)


def _said(words: str) -> str:
    """Return what the server said, without what the driver put before it."""
    return words.splitlines()[-1].rpartition("FATAL:")[2].strip() if words else ""
