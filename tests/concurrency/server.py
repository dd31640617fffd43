"""A real server on a port of its own, on the database of the running test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

THREADS = 10
PATIENCE = 30  # seconds until a server counts as not starting


@dataclass(frozen=True)
class Server:
    """Where it answers, and the fuse that kills its worker at the next checkout."""

    address: str
    fuse: Path
    log: Path


@contextmanager
def serve(database: str, folder: Path, **variables: str) -> Iterator[Server]:
    """Run gunicorn with one worker, which is replaced when it dies."""
    port = _free_port()
    server = Server(f"http://127.0.0.1:{port}", folder / "fuse", folder / "server.log")
    environment = {
        **os.environ,
        # Crowds come from one address here.
        "BRAKES": "off",
        "DATABASE_URL": database,
        "DB_POOL_MIN_SIZE": "1",
        "DB_POOL_MAX_SIZE": str(THREADS),
        "DJANGO_SETTINGS_MODULE": "tests.support.killing_settings",
        "EMAIL_URL": f"filemail://{folder}/mail",
        "KILL_FUSE": str(server.fuse),
        "LOG_LEVEL": "WARNING",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": str(THREADS),
        **variables,
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]
    with server.log.open("w") as log:
        process = subprocess.Popen(
            [*command, "config.wsgi"], env=environment, stdout=log, stderr=log
        )
        try:
            _wait_for(server)
            yield server
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(server: Server) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        try:
            with urlopen(f"{server.address}/healthz", timeout=PATIENCE):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"The server does not start:\n{server.log.read_text()}")
