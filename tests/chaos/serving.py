"""The shop as it runs in production: gunicorn's workers, and one for the outbox."""

import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from tests.chaos.ports import free_port

WORKERS = 3
THREADS = 4
PATIENCE = 180  # seconds until a server counts as not starting
MAIL_WORKER = ["manage.py", "deliver_outbox", "--forever"]


class Shop:
    """A running shop, whose processes can be killed and come back."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.environment = {
            **os.environ,
            **environment,
            # A crowd of shoppers comes from one address.
            "BRAKES": "off",
            "PORT": str(port),
            "WEB_CONCURRENCY": str(WORKERS),
            "WEB_THREADS": str(THREADS),
        }
        self.log = (folder / "shop.log").open("a")
        self.log_path = folder / "shop.log"
        self.kills = 0

    def start(self) -> None:
        """Start it, and wait until it answers."""
        gunicorn = [
            "-m",
            "tests.chaos.master",
            "-c",
            "config/gunicorn.py",
            "tests.chaos.wsgi",
        ]
        self.master = self._spawn(gunicorn)
        self.mailer = self._spawn(MAIL_WORKER)
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            with suppress(URLError, OSError), urlopen(f"{self.address}/readyz"):
                return
            time.sleep(0.2)
        raise RuntimeError(f"The shop does not start:\n{self.log_path.read_text()}")

    def kill_somebody(self) -> None:
        """Kill one worker of gunicorn's, now and then the mail's, without a word."""
        if random.random() < 0.1:
            self.mailer.kill()
            self.mailer.wait()
            self.mailer = self._spawn(MAIL_WORKER)
            self.kills += 1
        else:
            self._kill(random.sample(self._workers(), 1))

    def kill_everybody(self) -> None:
        """Kill all workers of gunicorn's at once, as the kernel does without memory."""
        self._kill(self._workers())

    def _workers(self) -> list[psutil.Process]:
        """Return gunicorn's workers; wait for one where none is left."""
        master = psutil.Process(self.master.pid)
        while not (workers := [one for one in master.children() if _lives(one)]):
            if self.master.poll() is not None:
                raise RuntimeError(f"gunicorn ended by itself:\n{self.last_words()}")
            time.sleep(0.05)
        return workers

    def _kill(self, workers: list[psutil.Process]) -> None:
        for worker in workers:
            with suppress(psutil.NoSuchProcess):
                worker.kill()
                self.kills += 1

    def stop(self) -> None:
        """End it politely; what does not listen is killed."""
        for process in (self.mailer, self.master):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        self.log.close()

    def last_words(self) -> str:
        """Return the end of what the processes wrote."""
        return self.log_path.read_text()[-3000:]

    def _spawn(self, arguments: list[str]) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )


def _lives(worker: psutil.Process) -> bool:
    """Tell whether it can still be killed: the dead count once."""
    with suppress(psutil.NoSuchProcess):
        return worker.status() != psutil.STATUS_ZOMBIE
    return False
