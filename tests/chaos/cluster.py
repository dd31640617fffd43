"""A PostgreSQL of its own, which may be stopped as a power cut stops it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.chaos.ports import free_port

DATABASE = "chaos"
START = 180  # seconds that a recovery may take
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "100",
    "shared_buffers": "64MB",
}


class Cluster:
    """A cluster in a folder of its own, on a free port, with fsync on unless told."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.settings = {**SETTINGS, **settings}
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "postgres.log"
        self.port = free_port()
        self.bin = _binaries()
        self.stops = 0

    @property
    def url(self) -> str:
        return f"postgresql://chaos@127.0.0.1:{self.port}/{DATABASE}"

    def create(self) -> None:
        """Make the cluster and its database, and start it."""
        self._run(
            "initdb", "-D", self.data, "-U", "chaos", "--auth=trust", "-E", "UTF8"
        )
        lines = [f"{name} = '{value}'\n" for name, value in self.settings.items()]
        lines.append(f"port = {self.port}\n")
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(lines)
        self.start()
        self._run(
            "createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "chaos", DATABASE
        )

    def start(self) -> None:
        """Start it, and wait until it has recovered."""
        self._pg_ctl("start", "-w", "-t", START, "-l", self.log)

    def stop_hard(self) -> None:
        """Stop at once: no checkpoint, no goodbye. What was committed is in the log."""
        self._pg_ctl("stop", "-m", "immediate")
        self.stops += 1

    def restart(self) -> None:
        """Restart it as an administrator does: sessions are ended at once."""
        self._pg_ctl("restart", "-m", "fast", "-w", "-t", START, "-l", self.log)

    def processes(self) -> list[psutil.Process]:
        """Return the server's processes, the first of them last."""
        number = (self.data / "postmaster.pid").read_text().split()[0]
        first = psutil.Process(int(number))
        return [*first.children(recursive=True), first]

    def freeze(self) -> None:
        """Let it take connections and packets, and never answer: SIGSTOP to all."""
        first = self.processes()[-1]
        first.suspend()
        for process in first.children(recursive=True):
            process.suspend()

    def freeze_sessions(self) -> None:
        """Stop the sessions of the shop's database; the server takes new ones."""
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                if DATABASE in " ".join(process.cmdline()[:1]):
                    process.suspend()

    def thaw(self) -> None:
        """Let it go on; a session that its client gave up may end while we ask."""
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def _pg_ctl(self, *arguments: object) -> None:
        self._run("pg_ctl", "-D", self.data, *arguments)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.bin / program), *map(str, arguments)]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            command,
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.strip()}")


@contextmanager
def own_cluster(place: Path | None = None, **settings: str) -> Iterator[Cluster]:
    """Give a running cluster, in a new folder of `place`, and leave nothing of it."""
    folder = Path(tempfile.mkdtemp(prefix="kontor-chaos-", dir=place))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    cluster = Cluster(folder, **settings)
    try:
        cluster.create()
        yield cluster
    finally:
        if (cluster.data / "postmaster.pid").exists():
            cluster.stop_hard()
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """Return the folder of the newest server's programs. Raises SystemExit."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parent.parent.name),
    )
    if found:
        return found[-1].parent
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    raise SystemExit(
        "Chaos needs PostgreSQL's programs (initdb, pg_ctl). Install the package "
        "postgresql."
    )
