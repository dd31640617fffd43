"""What was wanted and what was acknowledged, on disk before anybody relies on it."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Self
from uuid import uuid4


@dataclass(frozen=True)
class Act:
    """Something a person did, or saw done, with one order."""

    name: str
    order: str = ""  # the order's number
    mark: str = ""  # what the act left in the shop that nothing else has
    facts: dict[str, Any] = field(default_factory=dict)


class Journal:
    """An append-only file, flushed to the disk with every line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.open("a")
        self.lock = Lock()

    def intend(self, act: Act) -> None:
        """Note that the act is going to be asked for."""
        self._write("intent", act)

    def acknowledge(self, act: Act) -> None:
        """Note that the shop said yes: from now on it has to be there."""
        self._write("ack", act)

    def _write(self, kind: str, act: Act) -> None:
        line = json.dumps({"kind": kind, **asdict(act)})
        with self.lock:
            self.file.write(line + "\n")
            self.file.flush()
            os.fsync(self.file.fileno())

    def close(self) -> Self:
        self.file.close()
        return self

    def read(self, kind: str) -> Iterator[Act]:
        """Return the acts that were noted as `intent` or `ack`."""
        for line in self.path.read_text().splitlines():
            fields = json.loads(line)
            if fields.pop("kind") == kind:
                yield Act(**fields)


def new_mark() -> str:
    return uuid4().hex
