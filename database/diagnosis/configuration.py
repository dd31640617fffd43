"""What the environment decided: each value, where it came from, and what is odd."""

import difflib
import re
from dataclasses import asdict, astuple
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.ops.command import Finding, Result, Table
from database.ops.operation import Operation
from database.settings.env import Env, Reading
from database.settings.limits import (
    COMMAND,
    MIGRATION,
    PAGES,
    WORKER,
    Limits,
    limits_of,
)

# Variables that only some databases read; whatever was read is known anyway.
CONDITIONAL = frozenset(
    """
    DATABASE_URL DATABASE_TYPE SQLITE_PATH POSTGRES_HOST POSTGRES_PORT POSTGRES_USER
    POSTGRES_PASSWORD POSTGRES_DB MYSQL_HOST MYSQL_PORT MYSQL_USER MYSQL_PASSWORD
    MYSQL_DB DATABASE_REPLICA_URLS DB_POOL_MIN_SIZE DB_POOL_MAX_SIZE DB_POOL_TIMEOUT
    DB_POOL_MAX_LIFETIME DB_POOL_MAX_IDLE DB_POOL_SIZE DB_MAX_OVERFLOW DB_POOL_RECYCLE
    DB_POOL_PRE_PING
    DB_POOL_MAX_WAITING DB_QUERY_TIMEOUT DB_STATEMENT_TIMEOUT DB_LOCK_TIMEOUT
    DB_IDLE_IN_TRANSACTION_TIMEOUT DB_WORKER_STATEMENT_TIMEOUT DB_WORKER_LOCK_TIMEOUT
    DB_COMMAND_STATEMENT_TIMEOUT DB_COMMAND_LOCK_TIMEOUT DB_MIGRATION_LOCK_TIMEOUT
    DB_COMMAND_IDLE_IN_TRANSACTION_TIMEOUT DB_BEHIND_PGBOUNCER
    DB_SSL_MODE DB_SSL_CERT DB_SSL_KEY DB_SSL_CA
    """.split()
)
# The rest of the environment belongs to other programs.
OURS = ("DB_", "DATABASE_")
MASK = "***"
# What the web server reads as well, at its own start.
SERVER = {"BIND", "PORT", "SITE_URL", "TRUSTED_PROXIES"}
_PASSWORD = re.compile(r"(?<=://)([^/@\s]*?):([^@\s]*)@")
_IN_QUERY = re.compile(r"(?i)([?&](?:password|sslpassword)=)[^&,\s]*")


def restart_needs(name: str) -> str:
    """Return what has to be done for a change of the variable to count."""
    if name in {"DATABASE_URL", "DATABASE_TYPE", "SQLITE_PATH"} or name.endswith("_DB"):
        return _("restart, then migrate the new database")
    if name == "SECRET_KEY":
        return _(
            "restart; everybody has to sign in again, unless the old key is in "
            "SECRET_KEY_FALLBACKS"
        )
    if name == "CURRENCY":
        return _("restart; old orders keep their currency")
    if name in SERVER or name.startswith("WEB_"):
        return _("restart the web server too")
    return _("restart")


def masked(reading: Reading) -> str:
    """Return the value as it may be shown: addresses without password, secrets not."""
    if "://" in reading.value:
        return _IN_QUERY.sub(rf"\1{MASK}", _PASSWORD.sub(rf"\1:{MASK}@", reading.value))
    return MASK if reading.is_secret and reading.value else reading.value


def show_config(env: Env) -> Result:
    """Return every value that counts, its source, and names nobody knows."""
    env_names = {name for name in env if name in env}
    rows = [
        {
            "name": name,
            "value": masked(reading),
            "source": reading.source,
            "restart": restart_needs(name),
        }
        for name, reading in sorted(env.readings.items())
    ]
    ignored = sorted((env_names & CONDITIONAL) - env.readings.keys())
    result = Result(
        data={"settings": rows, "ignored": ignored},
        findings=[*_unknown(env, env_names), *_problem()],
        tables=[_table(rows), *_not_used(ignored)],
    )
    if limits := _readable_limits(env):
        result.data["limits"] = {kind: asdict(one) for kind, one in limits.items()}
        result.tables.insert(1, _limits(limits))
    result.verdict = _(
        "%(count)d settings, %(set)d of them set; %(odd)d need a look."
    ) % {
        "count": len(rows),
        "set": sum(row["source"] != "default" for row in rows),
        "odd": len(result.findings),
    }
    return result


def _table(rows: list[dict[str, str]]) -> Table:
    return Table(
        title=_("Settings in use"),
        columns=[_("Setting"), _("Value"), _("From"), _("To change it")],
        rows=[list(row.values()) for row in rows],
    )


def _readable_limits(env: Env) -> dict[str, Limits]:
    """Return the limits where this database has any and all of them can be read.

    Where one cannot, nothing starts, and a finding says which.
    """
    if "DB_STATEMENT_TIMEOUT" not in env.readings:
        return {}
    try:
        return limits_of(env)
    except ImproperlyConfigured:
        return {}


def _limits(limits: dict[str, Limits]) -> Table:
    """Return how long each kind of process may take; a zero is no limit."""
    names = {
        PAGES: _("pages"),
        WORKER: _("worker (deliver_outbox)"),
        COMMAND: _("other commands"),
        MIGRATION: _("migrations"),
    }
    return Table(
        title=_("Limits of a session for each kind of process, in seconds (0: none)"),
        columns=[_("Process"), _("Statement"), _("Lock"), _("Idle in transaction")],
        rows=[[names[kind], *astuple(one)] for kind, one in limits.items()],
    )


def _not_used(ignored: list[str]) -> list[Table]:
    if not ignored:
        return []
    return [
        Table(
            title=_("Set, but not used with this database"),
            columns=[_("Setting")],
            rows=[[name] for name in ignored],
        )
    ]


def _problem() -> list[Finding]:
    problem = settings.DATABASE_PROBLEM
    if not problem:
        return []
    return [
        Finding(
            id="config.database",
            severity="critical",
            object="DATABASE_URL",
            message=problem,
            fix=_("Correct it; no other command starts with this value."),
            command="manage.py diagnose",
        )
    ]


def _unknown(env: Env, names: set[str]) -> list[Finding]:
    """Return a finding for each name that looks like ours and is none."""
    known = CONDITIONAL | env.readings.keys()
    findings = []
    for name in sorted(names - known - {f"{name}_FILE" for name in known}):
        if env.source(name) != "file" and not name.startswith(OURS):
            continue
        near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
        findings.append(_stranger(name, near[0] if near else ""))
    return findings


def _stranger(name: str, near: str) -> Finding:
    names: dict[str, Any] = {"name": name, "near": near}
    return Finding(
        id="config.unknown",
        severity="warning",
        object=name,
        message=_("There is no setting %(name)s, so it has no effect.") % names,
        fix=_("Did you mean %(near)s?") % names if near else _("Remove it."),
        command="manage.py show_config",
    )


def _run(**options: Any) -> Result:
    return show_config(settings.ENV)


SHOW_CONFIG = Operation(
    name="show_config",
    title=gettext_lazy("Settings"),
    description=gettext_lazy(
        "Show every setting in use, where it came from, and what a change "
        "needs. Secrets are masked."
    ),
    for_shell=gettext_lazy(
        "Exit code 1 if a name is misspelt. Example: manage.py show_config --json"
    ),
    run=_run,
)
