"""The CPU of a server: its children's too, what it does afterwards, and its end."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.bench import processes
from tests.bench.processes import Cpu, Process, cpu_at_rest, cpu_of

WORKER = """
import time
while time.process_time() < 0.2:
    pass
print("done", flush=True)
time.sleep(60)
"""
MASTER = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-S", "-c", {WORKER!r}])
time.sleep(60)
"""


@pytest.fixture
def server(tmp_path: Path):
    """Return a master whose worker has done its work, and ends with the test."""
    log = tmp_path / "log"
    command = [sys.executable, "-S", "-c", MASTER]
    server = Process(command, folder=tmp_path, environment=dict(os.environ), log=log)
    try:
        while "done" not in server.last_words():
            assert server.lives
            time.sleep(0.02)
        yield server
    finally:
        server.stop()


def test_a_busy_loop_takes_cpu_and_a_sleep_takes_none():
    before = cpu_of(os.getpid())
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    busy = cpu_of(os.getpid()) - before
    before = cpu_of(os.getpid())
    time.sleep(0.1)
    asleep = cpu_of(os.getpid()) - before

    assert busy.total == pytest.approx(0.1, abs=0.05)
    assert asleep.total < 0.05


def test_the_cpu_of_the_workers_counts_and_they_end_with_their_master(server):
    used = cpu_of(server.pid)
    workers = psutil.Process(server.pid).children()

    server.stop()

    assert used.total == pytest.approx(0.25, abs=0.1)
    assert len(workers) == 1
    assert not server.lives
    assert not workers[0].is_running()


def test_what_is_done_after_the_last_answer_counts(monkeypatch):
    looks = iter([1.0, 1.4, 1.8, 1.81, 9.0])
    monkeypatch.setattr(processes, "cpu_of", lambda _pid: Cpu(next(looks)))
    monkeypatch.setattr(processes, "PAUSE", 0)

    assert cpu_at_rest(1) == Cpu(1.81)


def test_a_process_that_is_gone_takes_nothing():
    gone = subprocess.Popen([sys.executable, "-S", "-c", ""])
    gone.wait()

    assert cpu_of(gone.pid) == Cpu(0.0, 0.0)
