"""The demo's worker lives as long as the demo, whatever ends that."""

import os
import signal
import subprocess
import sys
import time
from threading import Event

import psutil
import pytest

from config.demo import FOLDER
from database.queue.workers import end_with

DEMO = """
import os, sys, time
from config import demo, demo_data
lock = demo_data.mark_as_running(demo.FOLDER.__class__(sys.argv[1]))
print(demo.start_worker(lock).pid, flush=True)
time.sleep(60)
"""


def test_a_worker_whose_parent_lives_goes_on():
    stop = Event()

    end_with(os.getppid(), stop)

    assert not stop.wait(0.1)
    stop.set()


def test_a_worker_whose_parent_is_gone_ends():
    """A process whose parent ended gets another one."""
    stop = Event()

    end_with(os.getpid(), stop)

    assert stop.wait(5)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_worker_ends_with_the_demo_however_it_ends(number, tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", DEMO, str(tmp_path)],
        cwd=FOLDER,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/shop.sqlite3"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        worker = psutil.Process(int(parent.stdout.readline()))
        # Its own, the one that watches, and one for each lane.
        wait_until(lambda: worker.num_threads() >= 5)

        parent.send_signal(number)
        parent.wait(10)

    wait_until(lambda: has_ended(worker))


def has_ended(process: psutil.Process) -> bool:
    """Also where nobody asks for the exit code of a process without a parent."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def wait_until(is_so) -> None:
    give_up = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.1)
