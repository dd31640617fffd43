"""Deep calls get their memory once, not at every call that crosses a border.

Counted by page faults, in a process of its own and in a page of the shop.
"""

import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_THREAD, getrusage
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from tests.factories import CategoryFactory, ProductFactory

ROOT = Path(__file__).resolve().parents[2]
# At every depth from 0 to 200 a function calls a small one 400 times.
PROBE = """
import json
from resource import RUSAGE_SELF, getrusage

from config.frames import in_one_chunk


def small():
    pass


def deep(depth):
    if depth:
        return deep(depth - 1)
    before = getrusage(RUSAGE_SELF).ru_minflt
    for _call in range(400):
        small()
    return getrusage(RUSAGE_SELF).ru_minflt - before


print(json.dumps([max(map(way, range(200))) for way in (deep, in_one_chunk(deep))]))
"""


def test_a_deep_call_asks_for_memory_once_where_each_call_asked_before():
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    without, with_room = json.loads(done.stdout)

    assert without >= 400
    assert with_room < 20


def faults_at_the_worst_depth(answer: Callable[[], Any]) -> int:
    """Return the page faults of one answer, begun at depths a quarter of KB apart."""

    def deeper(frames: int) -> Any:
        return deeper(frames - 1) if frames else answer()

    deeper.__code__ = deeper.__code__.replace(co_stacksize=16)
    counts = []
    for frames in range(80):
        before = getrusage(RUSAGE_THREAD).ru_minflt
        deeper(frames)
        counts.append(getrusage(RUSAGE_THREAD).ru_minflt - before)
    return max(counts[1:])


@pytest.fixture
def served(monkeypatch) -> Callable[..., Any]:
    """Give the application as the web server gets it, without its threads."""
    for name in (
        "database.monitoring.process.serve",
        "database.diagnosis.waiting.wait_for_database",
        "database.queue.outbox.deliver_in_background",
    ):
        monkeypatch.setattr(name, lambda *_arguments: None)
    return runpy.run_path(str(ROOT / "config" / "wsgi.py"))["application"]


@pytest.mark.slow  # 160 pages, measured: how deep they lie differs between machines
@pytest.mark.django_db
def test_no_depth_of_the_web_server_makes_a_page_ask_again_and_again(served):
    shelf = CategoryFactory(slug="shelf")
    ProductFactory.create_batch(24, category=shelf)

    def answered_by(application: Callable[..., Any]) -> Callable[[], None]:
        def answer() -> None:
            environ = RequestFactory().get("/c/shelf/").environ
            application(environ, lambda *_arguments: None).close()

        return answer

    without = faults_at_the_worst_depth(answered_by(get_wsgi_application()))
    with_room = faults_at_the_worst_depth(answered_by(served))

    assert without > 2 * with_room
    assert with_room < 80
