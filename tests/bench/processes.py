"""Processes that are measured: started, timed by the kernel, and ended by their id."""

import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

STOPS_WITHIN = 25  # seconds; what does not listen is killed
PAUSE = 0.1  # seconds between two looks
STILL = 0.02  # CPU seconds: what a resting server's own threads may take in a pause


@dataclass(frozen=True)
class Cpu:
    """CPU seconds, in the program and in the kernel for it."""

    user: float = 0.0
    system: float = 0.0

    @property
    def total(self) -> float:
        return self.user + self.system

    def __add__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.user + other.user, self.system + other.system)

    def __sub__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.user - other.user, self.system - other.system)


def cpu_of(pid: int) -> Cpu:
    """Return the CPU that a process and all below it took since they began.

    Those that ended count as well, once their parent took note of it.
    """
    used = Cpu()
    with suppress(psutil.NoSuchProcess):
        master = psutil.Process(pid)
        for process in (master, *master.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                used += Cpu(times.user, times.system)
                used += Cpu(times.children_user, times.children_system)
    return used


def cpu_at_rest(pid: int, *, patience: float = 15) -> Cpu:
    """Return the same once the processes rest: what they do afterwards counts too."""
    give_up = time.monotonic() + patience
    before = cpu_of(pid)
    while time.monotonic() < give_up:
        time.sleep(PAUSE)
        now = cpu_of(pid)
        if (now - before).total < STILL:
            return now
        before = now
    return before


class Process:
    """A server that writes to a log, and is ended with all that it started."""

    def __init__(
        self, command: Sequence[str], *, folder: Path, environment: dict, log: Path
    ) -> None:
        self.log = log
        with log.open("a") as file:
            self._started = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdout=file,
                stderr=file,
                # Ctrl-C is for the one who started it, who then ends it.
                start_new_session=True,
            )
        self.pid = self._started.pid

    @property
    def lives(self) -> bool:
        return self._started.poll() is None

    def wait(self) -> int:
        """Wait for its end and return its exit code."""
        return self._started.wait()

    def stop(self) -> None:
        """End it politely, and by force what is left of it."""
        family = []
        with suppress(psutil.NoSuchProcess):
            family = psutil.Process(self.pid).children(recursive=True)
        self._started.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._started.wait(STOPS_WITHIN)
        for process in family:
            # psutil knows a process by its start too: a number used again is not it.
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._started.kill()
        self._started.wait()
        psutil.wait_procs(family, timeout=STOPS_WITHIN)

    def last_words(self) -> str:
        """Return the end of what it wrote."""
        return self.log.read_text()[-2000:]
