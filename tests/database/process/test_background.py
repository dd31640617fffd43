"""Threads beside the requests: one a process, and a fork's own."""

import subprocess
import sys
from threading import Event, current_thread

from database.process.background import Background

FORKING = """
import os
from threading import Event
from database.process.background import Background

seen = []
thread = Background("noting", lambda: seen.append(os.getpid()) or Event().wait())
assert thread.start() and not thread.start()
child = os.fork()
if child:
    _pid, status = os.waitpid(child, 0)
    assert status == 0 and seen == [os.getpid()], (status, seen)
    print("parent and child had a thread each")
else:
    assert not thread.is_alive
    assert thread.start() and not thread.start()
    while os.getpid() not in seen:
        pass
    os._exit(0)
"""


def test_the_thread_is_started_once_and_by_its_name():
    go_on, seen = Event(), []
    thread = Background("noting", lambda: seen.append(current_thread()) or go_on.wait())

    started = [thread.start() for _ in range(3)]
    go_on.set()
    thread.join()

    assert started == [True, False, False]
    assert [(one.name, one.daemon) for one in seen] == [("noting", True)]


def test_a_thread_that_ended_can_be_started_anew():
    seen: list[int] = []
    thread = Background("noting", lambda: seen.append(1))

    for _ in range(2):
        assert thread.start() is True
        thread.join()

    assert (len(seen), thread.is_alive) == (2, False)


def test_nothing_runs_before_it_is_started():
    thread = Background("noting", lambda: None)

    thread.join()

    assert thread.is_alive is False


def test_a_forked_process_starts_a_thread_of_its_own():
    done = subprocess.run(
        [sys.executable, "-c", FORKING],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("parent and child had a thread each\n", "")
