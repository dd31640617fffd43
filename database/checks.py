"""System checks: `manage.py check --tag database --database default`."""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from database.brakes.rules import rules
from database.monitoring.process import KEEPER
from database.pools.on_connect import LOSSY, commits_lossily
from database.settings.limits import MIGRATION, PAGES, kind_of, limits_of

# What psycopg_pool takes and Django does not pass by itself.
POOL_OPTIONS = {
    "min_size", "max_size", "timeout", "max_lifetime", "max_idle", "max_waiting",
    "name", "num_workers", "reconnect_timeout", "reconnect_failed", "reset",
    "close_returns", "connection_class",
}  # fmt: skip


def check_pool(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse options of a pool that fail at the first query, long after the start."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        settings = connections.settings[alias]
        pool = settings.get("OPTIONS", {}).get("pool")
        if not isinstance(pool, dict):
            continue
        name = f"database {alias!r}"
        if "check" in pool:
            text = "The pool has the option `check`, which Django passes by itself."
            found.append(Error(text, hint=_POOL_HINT, obj=name, id="database.E001"))
        if unknown := sorted(set(pool) - POOL_OPTIONS - {"check"}):
            text = f"The pool has options that do not exist: {', '.join(unknown)}."
            found.append(Error(text, hint=_POOL_HINT, obj=name, id="database.E002"))
        if settings.get("CONN_MAX_AGE"):
            text = "CONN_MAX_AGE has to be 0 if there is a pool."
            found.append(Error(text, obj=name, id="database.E003"))
        if not settings.get("CONN_HEALTH_CHECKS"):
            text = (
                "CONN_HEALTH_CHECKS is off: if the database server restarts, "
                "requests fail."
            )
            found.append(Warning(text, obj=name, id="database.W020"))
    return found


_POOL_HINT = ".env.example lists all of them (DB_POOL_…)."


def check_limits(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Ask the server for the limits of a session, its slots and the role's rights."""
    return [
        message
        for alias in databases or []
        # A server that commits lossily is refused before it can be asked: E007 says so.
        if connections[alias].vendor == "postgresql" and not _is_lossy(alias)
        for message in _limits(alias)
    ]


def _limits(alias: str) -> Iterator[CheckMessage]:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT name, setting::int FROM pg_settings WHERE name IN"
            " ('statement_timeout', 'lock_timeout',"
            "  'idle_in_transaction_session_timeout', 'max_connections',"
            "  'superuser_reserved_connections')"
        )
        limits = dict(cursor.fetchall())
        is_superuser = _is_superuser(cursor)
    name = f"database {alias!r}"
    needed = _configured_connections(alias)
    room = limits["max_connections"] - limits["superuser_reserved_connections"]
    # Behind PgBouncer the pools are its clients, not the server's: see pool_report.
    if needed > room and not connections[alias].settings_dict.get("BEHIND_PGBOUNCER"):
        text = (
            f"The pools of all workers may open {needed} connections, but the "
            f"server has only {room}."
        )
        hint = "Lower DB_POOL_MAX_SIZE or WEB_CONCURRENCY, or raise max_connections."
        yield Error(text, hint=hint, obj=name, id="database.E004")
    for limit, variable in _LIMITS.items():
        # A migration has none on purpose, and is not what serves the shop.
        if not limits[limit] and kind_of(sys.argv) != MIGRATION:
            text = f"{limit} is off: one statement can block others for ever."
            hint = _how_to_limit(alias, limit, variable)
            yield Warning(text, hint=hint, obj=name, id="database.W012")
    if 0 < limits["statement_timeout"] <= limits["lock_timeout"] or _never_acts():
        text = "lock_timeout is not below statement_timeout, so it has no effect."
        hint = "DB_LOCK_TIMEOUT has to be less than DB_STATEMENT_TIMEOUT."
        yield Warning(text, hint=hint, obj=name, id="database.W018")
    if is_superuser:
        text = (
            "The shop connects as a superuser, and no limit of the server "
            "applies to superusers."
        )
        hint = "Create a separate role that owns the shop's tables and nothing else."
        yield Warning(text, hint=hint, obj=name, id="database.W014")


def _how_to_limit(alias: str, limit: str, variable: str) -> str:
    """Return what sets a limit that is missing."""
    connection = connections[alias]
    if not connection.settings_dict.get("BEHIND_PGBOUNCER"):
        return f"Set {variable}, or set the limit on the role or the database."
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        role, database = map(connection.ops.quote_name, cursor.fetchone())
    seconds = limits_of(settings.ENV)[PAGES].postgresql()[limit] // 1000
    return (
        f"PgBouncer takes no limits from the shop ({variable}), so they belong to the "
        f"role: ALTER ROLE {role} IN DATABASE {database} SET {limit} = '{seconds}s'; "
        "then RECONNECT on PgBouncer's console."
    )


def _never_acts() -> bool:
    """Tell whether the settings of another kind of process contradict each other."""
    kinds = limits_of(settings.ENV).values()
    return any(0 < one.statement <= one.lock for one in kinds)


def _is_superuser(cursor: Any) -> bool:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(cursor.fetchone()[0])


_LIMITS = {
    "statement_timeout": "DB_STATEMENT_TIMEOUT",
    "lock_timeout": "DB_LOCK_TIMEOUT",
    "idle_in_transaction_session_timeout": "DB_IDLE_IN_TRANSACTION_TIMEOUT",
}


def _configured_connections(alias: str) -> int:
    """Return what the web workers may open: a pool, the keeper's and the heart's."""
    pool = connections.settings[alias].get("OPTIONS", {}).get("pool")
    if not isinstance(pool, dict):
        return 0
    return settings.WEB_CONCURRENCY * (int(pool.get("max_size", 4)) + KEEPER)


def check_server(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a server that loads the shop before it forks, or has too many threads."""
    found: list[CheckMessage] = []
    if "--preload" in os.environ.get("GUNICORN_CMD_ARGS", ""):
        text = "gunicorn loads the shop before it forks (--preload)."
        hint = (
            "Pools do not survive a fork: they are opened again, so nothing is gained."
        )
        found.append(Warning(text, hint=hint, id="database.W010"))
    pool = connections.settings["default"].get("OPTIONS", {}).get("pool")
    threads = settings.WEB_THREADS
    if isinstance(pool, dict) and threads > int(pool.get("max_size", 4)):
        text = f"A worker has {threads} threads and {pool['max_size']} connections."
        hint = (
            "Raise DB_POOL_MAX_SIZE or lower WEB_THREADS: the other threads "
            "will time out."
        )
        found.append(Warning(text, hint=hint, id="database.W019"))
    return found


def check_durability(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a PostgreSQL that acknowledges orders it may forget."""
    return [
        Error(
            LOSSY,
            hint=(
                "ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf(); "
                "and see pg_db_role_setting for databases and roles."
            ),
            obj=f"database {alias!r}",
            id="database.E007",
        )
        for alias in databases or []
        if connections[alias].vendor == "postgresql" and _is_lossy(alias)
    ]


def _is_lossy(alias: str) -> bool:
    """Tell whether the server is, even if the connection itself is refused."""
    try:
        return commits_lossily(connections[alias])
    except ImproperlyConfigured:
        return True


def check_brakes(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Name a brake that the settings set and no app has."""
    found: list[CheckMessage] = []
    known = sorted(rules)
    for code in settings.BRAKES:
        if code not in known:
            text = f"BRAKES names {code!r}, but there is no such brake."
            hint = f"The brakes are: {', '.join(known)}."
            found.append(Error(text, hint=hint, id="database.E030"))
    return found


def check_brakes_are_on(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a shop that anybody may flood with orders."""
    if settings.BRAKES_ON:
        return []
    text = "BRAKES is off: orders, sign-ups and mails have no limit."
    hint = "Leave BRAKES empty, or raise the limits that get in your way."
    return [Warning(text, hint=hint, id="database.W030")]
