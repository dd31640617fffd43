"""System checks of the replicas: `manage.py check --tag database`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.db import DEFAULT_DB_ALIAS
from django.db import Error as DatabaseProblem

from database.replicas.slots import BOUND_THEM, UNBOUNDED, slots

_LOCAL = {"", "localhost", "127.0.0.1", "::1"}


def check_replicas(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a replica that is its own primary, or that tests would write to."""
    entries = settings.DATABASES
    found: list[CheckMessage] = []
    for alias in settings.REPLICAS:
        if _place(entries[alias]) == _place(entries[DEFAULT_DB_ALIAS]):
            found.append(_same_place(alias))
        mirrored = entries[alias].get("TEST", {}).get("MIRROR")
        if mirrored != DEFAULT_DB_ALIAS:
            found.append(_no_mirror(alias))
    if settings.REPLICAS and DEFAULT_DB_ALIAS in (databases or []):
        found += _check_slots()
    return found


def _place(entry: dict[str, Any]) -> tuple[str, str]:
    host = str(entry["HOST"])
    return "here" if host in _LOCAL else host, str(entry["PORT"] or "5432")


def _same_place(alias: str) -> CheckMessage:
    return Error(
        f"{alias} is the primary itself: same host, same port.",
        hint="Put the replica's own URL in DATABASE_REPLICA_URLS.",
        obj=f"database {alias!r}",
        id="database.E005",
    )


def _no_mirror(alias: str) -> CheckMessage:
    return Error(
        f"Tests would create a database of their own on {alias}, which accepts no "
        "writes.",
        hint="Give it TEST = {'MIRROR': 'default'}; it copies the name only.",
        obj=f"database {alias!r}",
        id="database.E006",
    )


def _check_slots() -> list[CheckMessage]:
    try:
        found, is_unbounded = slots(using=DEFAULT_DB_ALIAS)
    except DatabaseProblem:
        # Whether the database can be used at all is not the question here.
        return []
    if not found or not is_unbounded:
        return []
    return [
        CheckWarning(
            str(UNBOUNDED),
            hint=BOUND_THEM,
            obj=f"database {DEFAULT_DB_ALIAS!r}",
            id="database.W016",
        )
    ]
