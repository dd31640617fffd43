"""What this process is: a server, which keeps its pools and publishes, or a command."""

import os
import socket
import time
from dataclasses import dataclass

from django.db import connections

COMMAND = "command"
# Connections of a server process that come from no pool: the keeper's, the heartbeat's.
KEEPER = 2
# The pool itself tries again after 1, 2 and 4 s: a server that restarts within 2 s kept
# requests waiting for 8. The keeper tries sooner, once the pool has given up.
GIVE_UP_AFTER = 0.1  # seconds
LONGEST_HOST = 30  # characters: an application name on PostgreSQL has 63


@dataclass(slots=True)
class Process:
    """This process. `kind` is `web`, `outbox` or `command`."""

    kind: str = COMMAND
    pid: int = 0
    started: float = 0.0

    @property
    def host(self) -> str:
        return socket.gethostname()[:LONGEST_HOST]

    @property
    def name(self) -> str:
        return f"{self.host}:{self.pid}"

    @property
    def application_name(self) -> str:
        return f"shop-{self.kind}:{self.name}"

    @property
    def is_server(self) -> bool:
        return self.kind != COMMAND


this = Process()


def serve(kind: str) -> None:
    """Say that this process is a server, before it connects to the database.

    The server of the database then shows its sessions under the name of the process.
    """
    this.kind = kind
    begin()


def begin() -> None:
    """Take the process's number, also in a forked one, and name its connections."""
    this.pid, this.started = os.getpid(), time.time()
    if not this.is_server:
        return
    for settings in connections.settings.values():
        if settings["ENGINE"] == "database.pools.backend":
            settings["OPTIONS"]["application_name"] = this.application_name
            if pool := settings["OPTIONS"].get("pool"):
                pool["reconnect_timeout"] = GIVE_UP_AFTER
