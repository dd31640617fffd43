"""Rows that are written behind the pages."""

import os
import subprocess
import sys
import threading

import pytest
from django.db import DatabaseError

from database.queue import write_behind
from database.queue.write_behind import WriteBehind
from database.rows.ids import uuid7
from shop.models import Activity

FORKING = """
import os
import django
django.setup()
from django.conf import settings
settings.WRITE_BEHIND = False
from database.queue.write_behind import WriteBehind
from shop.models import Activity

behind = WriteBehind(Activity)
behind.put(Activity(kind="search", text="typed before the fork"))
child = os.fork()
if child:
    _pid, status = os.waitpid(child, 0)
    raise SystemExit(status or len(behind._waiting) != 1)
print(f"the child keeps {len(behind._waiting)} rows", flush=True)
os._exit(0)
"""


def row(text="", user_id=None):
    return Activity(user_id=user_id or uuid7(), kind="search", text=text)


def texts():
    return list(Activity.objects.order_by("id").values_list("text", flat=True))


@pytest.mark.django_db
def test_rows_are_written_together(django_assert_num_queries):
    behind = WriteBehind(Activity)
    for number in range(20):
        behind.put(row(f"{number:02}"))
    assert texts() == []

    with django_assert_num_queries(1):
        assert behind.flush() == 20

    assert texts() == [f"{number:02}" for number in range(20)]
    assert behind.flush() == 0


def test_putting_a_row_aside_asks_the_database_nothing():
    # Without the mark the test would fail at the first statement.
    WriteBehind(Activity).put(row())


@pytest.mark.django_db
def test_the_oldest_are_forgotten_where_too_many_wait():
    behind = WriteBehind(Activity)
    for number in range(write_behind.MOST_WAITING + 3):
        behind.put(row(str(number)))

    behind.flush()

    assert Activity.objects.count() == write_behind.MOST_WAITING
    assert not Activity.objects.filter(text__in=["0", "1", "2"]).exists()


@pytest.mark.django_db
def test_what_the_database_refused_is_tried_again(monkeypatch):
    behind, manager = WriteBehind(Activity), Activity._base_manager
    behind.put(row("kept"))
    with monkeypatch.context() as away:
        away.setattr(type(manager), "bulk_create", refuse)
        with pytest.raises(DatabaseError):
            behind.flush()

    assert behind.flush() == 1
    assert texts() == ["kept"]


def refuse(*args, **kwargs):
    raise DatabaseError("away")


@pytest.mark.django_db
def test_a_thread_that_cannot_write_says_so_and_goes_on(monkeypatch):
    said = []
    monkeypatch.setattr(
        write_behind.logger, "warning", lambda *words: said.append(words)
    )
    behind = WriteBehind(Activity)
    behind.put(row())
    monkeypatch.setattr(behind, "flush", refuse)
    monkeypatch.setattr(write_behind.connections, "close_all", lambda: None)

    behind._write()

    ((text, model, error),) = said
    assert text % (model, error) == "Rows of shop.Activity wait: away"


def test_a_process_starts_one_thread(settings, monkeypatch):
    settings.WRITE_BEHIND = True
    started = []
    monkeypatch.setattr(write_behind.atexit, "register", lambda _function: None)
    monkeypatch.setattr(threading.Thread, "start", lambda self: started.append(self))
    monkeypatch.setattr(threading.Thread, "is_alive", lambda self: self in started)
    behind = WriteBehind(Activity)

    for _ in range(3):
        behind.put(row())

    (thread,) = started
    assert (thread.daemon, thread.name) == (True, "write-behind shop.activity")


def test_what_waits_at_a_fork_is_written_by_the_parent_alone():
    done = subprocess.run(
        [sys.executable, "-c", FORKING],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "the child keeps 0 rows\n"), (
        done.stderr
    )
