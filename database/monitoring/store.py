"""Where processes leave what others read: a hash in Redis, or a table.

A record is a name, a time and plain data. The counters of a process that is gone are
added to the record GONE, so that sums never fall.
"""

import json
import time
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from database.models import ProcessSample
from database.rows.insert import insert_once

ALIVE = 20.0  # seconds without a word until a process counts as gone
FOLDED = 60.0  # seconds until its record is folded into GONE
GONE = "gone"
WISH = "wish "  # begins the names of records that are wishes, not processes


class Record(NamedTuple):
    """What a process last said. `at` is seconds since 1970."""

    name: str
    at: float
    payload: dict[str, Any]

    @property
    def is_process(self) -> bool:
        return self.name != GONE and not self.name.startswith(WISH)

    @property
    def is_alive(self) -> bool:
        return self.is_process and time.time() - self.at < ALIVE

    @property
    def is_folded(self) -> bool:
        return self.is_process and time.time() - self.at > FOLDED


class Store(Protocol):
    def put(self, name: str, payload: dict[str, Any]) -> None: ...
    def drop(self, name: str) -> None: ...
    def all(self) -> list[Record]: ...
    def fold(self) -> None: ...


def store() -> Store:
    """Return Redis where there is one, else the table."""
    return InRedis() if settings.REDIS_URL else InTable()


def add_up(into: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Add counters to counters: numbers, lists of numbers, and both by name."""
    for name, value in other.items():
        if isinstance(value, dict):
            into[name] = add_up(into.get(name, {}), value)
        elif isinstance(value, list):
            known = into.get(name) or [0] * len(value)
            into[name] = [a + b for a, b in zip(known, value, strict=True)]
        else:
            into[name] = into.get(name, 0) + value
    return into


def _folded(records: list[Record]) -> tuple[dict[str, Any], list[str]]:
    """Return the new payload of GONE and the names of the records that went into it."""
    gone: dict[str, Any] = next((r.payload for r in records if r.name == GONE), {})
    counters = gone.get("counters", {})
    dead = [record for record in records if record.is_folded]
    for record in dead:
        counters = add_up(counters, record.payload.get("counters", {}))
    return {"counters": counters}, [record.name for record in dead]


class InRedis:
    """One hash; a field is a record."""

    KEY = "kontor:processes"

    def __init__(self) -> None:
        # Imported here: without Redis nobody pays for it.
        from django_redis import get_redis_connection

        self.client = get_redis_connection("default")

    def put(self, name: str, payload: dict[str, Any]) -> None:
        value = json.dumps({"at": time.time(), "payload": payload})
        self.client.hset(self.KEY, name, value)

    def drop(self, name: str) -> None:
        self.client.hdel(self.KEY, name)

    def all(self) -> list[Record]:
        return self._records(self.client.hgetall(self.KEY))

    def fold(self) -> None:
        self.client.transaction(self._fold, self.KEY)

    def _fold(self, pipe: Any) -> None:
        """Rewrite the hash, unless somebody changes it meanwhile: then again."""
        gone, dead = _folded(self._records(pipe.hgetall(self.KEY)))
        pipe.multi()
        if dead:
            pipe.hset(self.KEY, GONE, json.dumps({"at": time.time(), "payload": gone}))
            pipe.hdel(self.KEY, *dead)

    def _records(self, raw: dict[bytes, bytes]) -> list[Record]:
        return [
            Record(name.decode(), **json.loads(value))
            for name, value in sorted(raw.items())
        ]


class InTable:
    """The table of process samples, in the default database."""

    def put(self, name: str, payload: dict[str, Any]) -> None:
        row = ProcessSample(name=name, at=timezone.now(), payload=payload)
        known = ProcessSample.objects.filter(name=name)
        if not known.update(at=row.at, payload=payload) and not insert_once(row):
            known.update(at=row.at, payload=payload)

    def drop(self, name: str) -> None:
        ProcessSample.objects.filter(name=name).delete()

    def all(self) -> list[Record]:
        rows = ProcessSample.objects.order_by("name")
        return [Record(row.name, row.at.timestamp(), row.payload) for row in rows]

    def fold(self) -> None:
        if not any(record.is_folded for record in self.all()):
            return
        with transaction.atomic():
            insert_once(ProcessSample(name=GONE, at=_beginning()))
            # Whoever folds at the same time waits here, and finds nothing left.
            ProcessSample.objects.select_for_update().get(name=GONE)
            gone, dead = _folded(self.all())
            self.put(GONE, gone)
            ProcessSample.objects.filter(name__in=dead).delete()


def _beginning() -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC)
