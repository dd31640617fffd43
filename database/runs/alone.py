"""One worker at a time for each operation: a lock of the database's session.

The server itself gives the lock free when the session ends, so a process that is killed
holds it not a moment longer, and one that merely stands still keeps it. It is taken in
a connection of its own, outside the pool: what the work does with the others is no
matter. SQLite has no sessions and PgBouncer lends none; there the lease of the row
alone decides (`database.runs.jobs`).
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Any

from django.db import connections

PATIENCE = 5.0  # seconds: what is over soon is waited for
PAUSE = 0.1


class Hold(Enum):
    """What is known of rivals."""

    ALONE = auto()  # the lock is ours: who had it is dead or done
    BUSY = auto()  # a rival is alive
    UNKNOWN = auto()  # no lock here; ask the leases


@contextmanager
def alone(name: str, *, patience: float = PATIENCE) -> Iterator[Hold]:
    """Hold the lock of this name until the block ends, and say what that means."""
    default = connections["default"]
    behind_pgbouncer = default.settings_dict.get("BEHIND_PGBOUNCER")
    if default.vendor not in _TAKE or behind_pgbouncer:
        yield Hold.UNKNOWN
        return
    own: Any = default.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    try:
        taken = _taken(own, name, give_up=time.monotonic() + patience)
        yield Hold.ALONE if taken else Hold.BUSY
    finally:
        own.close()


def _taken(own: Any, name: str, *, give_up: float) -> bool:
    key = f"{own.settings_dict['NAME']}:{name}"
    with own.cursor() as cursor:
        while True:
            cursor.execute(_TAKE[own.vendor], [_KEYS[own.vendor](key)])
            if cursor.fetchone()[0]:
                return True
            if time.monotonic() >= give_up:
                return False
            time.sleep(PAUSE)


def _number(key: str) -> int:
    """Return a number of 64 bits with a sign, as PostgreSQL takes it."""
    digest = hashlib.sha256(f"kontor run {key}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


_TAKE = {
    "postgresql": "SELECT pg_try_advisory_lock(%s)",
    "mysql": "SELECT coalesce(GET_LOCK(%s, 0), 0)",
}
_KEYS = {
    "postgresql": _number,
    # A name has 64 characters at most.
    "mysql": lambda key: f"kontor run {_number(key)}",
}
