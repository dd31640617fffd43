"""A pytest plugin: runs the tests once as they are, then once a change in a child.

The database is made once; every child has a copy of its file. Which tests enter which
function is noted in the first run, so that a change is shown to no others.
"""

import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.mutants.generating import Mutant
from tests.mutants.swapping import swap

AT_ONCE = 2
# A change may make a loop that never ends; on a busy machine tests take their time.
SECONDS, TIMES = 30.0, 20.0
SURVIVED, KILLED, BROKEN = 0, 1, 3


@dataclass
class Outcome:
    """What became of a change: which test noticed it, if any did."""

    mutant: Mutant
    status: str
    by: str = ""


@dataclass
class _Child:
    mutant: Mutant
    pid: int
    started: float
    limit: float
    note: Path


@dataclass
class Plugin:
    """Holds the tests' durations, and which functions each of them entered."""

    files: set[str]
    work: Callable[["Plugin"], None]
    items: list[pytest.Item] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    entered: dict[tuple[str, str], set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )
    problem: str = ""
    _killers: list[str] = field(default_factory=list)

    def pytest_configure(self) -> None:
        """Let hypothesis stop at the first example that fails, the same every time."""
        import hypothesis  # not before pytest rewrites what it imports

        hypothesis.settings.register_profile(
            "mutants",
            phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
            derandomize=True,
            database=None,
            deadline=None,
        )

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items, self._session = list(session.items), session
        for item in self.items:
            if not self._first_run(item):
                self.problem = f"{item.nodeid} fails without any change."
                return True
        connections.close_all()
        with tempfile.TemporaryDirectory(prefix="kontor-mutants-") as folder:
            self._folder = Path(folder)
            self.work(self)
        return True

    def try_all(
        self, mutants: Iterable[Mutant], tests: tuple[str, ...]
    ) -> Iterator[Outcome]:
        """Yield what became of each change, as the tests of these files see it."""
        waiting = [(mutant, self._tests_of(mutant, tests)) for mutant in mutants]
        waiting.reverse()
        running: list[_Child] = []
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                mutant, items = waiting.pop()
                if items:
                    running.append(self._start(mutant, items))
                else:
                    yield Outcome(mutant, "survived", "no test enters it")
            for child in list(running):
                if outcome := self._ended(child):
                    running.remove(child)
                    yield outcome
            time.sleep(0.01)

    def nothing_changed(self, tests: tuple[str, ...]) -> bool:
        """Tell whether all tests pass in a child in which nothing was changed."""
        none = Mutant("", "", False, 0, "", "", "")
        child = self._start(none, self._of_files(tests))
        while not (outcome := self._ended(child)):
            time.sleep(0.01)
        if outcome.status != "survived":
            self.problem = f"{outcome.by} fails in a child without any change."
        return outcome.status == "survived"

    def _first_run(self, item: pytest.Item) -> bool:
        started = time.monotonic()
        with self._watching(item.nodeid):
            passed = self._run(item)
        self.seconds[item.nodeid] = time.monotonic() - started
        return passed

    def _run(self, item: pytest.Item) -> bool:
        """Run one test; what the session shares, the database above all, stays."""
        reports = runtestprotocol(item, log=False, nextitem=self._session_alone())
        return not any(report.failed for report in reports)

    def _session_alone(self) -> Any:
        class Next:
            listchain = staticmethod(lambda: [self._session])

        return Next()

    @contextmanager
    def _watching(self, test: str) -> Iterator[None]:
        def enter(frame: Any, event: str, _argument: Any) -> None:
            code = frame.f_code
            if event == "call" and code.co_filename in self.files:
                name = code.co_qualname.split(".<locals>")[0]
                self.entered[code.co_filename, name].add(test)

        threading.setprofile(enter)
        sys.setprofile(enter)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    def _of_files(self, tests: tuple[str, ...]) -> list[pytest.Item]:
        return [one for one in self.items if one.nodeid.startswith(tests)]

    def _tests_of(self, mutant: Mutant, tests: tuple[str, ...]) -> list[pytest.Item]:
        items = self._of_files(tests)
        if mutant.is_function:
            names = self.entered[str(Path(mutant.file).resolve()), mutant.owner]
            items = [item for item in items if item.nodeid in names]
        return items

    def _start(self, mutant: Mutant, items: list[pytest.Item]) -> _Child:
        """Begin a child; the fastest tests first, before them the last that noticed."""
        recent = self._killers[-3:]
        items = sorted(
            items,
            key=lambda item: (item.nodeid not in recent, self.seconds[item.nodeid]),
        )
        note = Path(tempfile.mkstemp(dir=self._folder)[1])
        limit = SECONDS + TIMES * sum(self.seconds[item.nodeid] for item in items)
        pid = os.fork()
        if not pid:
            os._exit(self._be_the_child(mutant, items, note))
        return _Child(mutant, pid, time.monotonic(), limit, note)

    def _be_the_child(
        self, mutant: Mutant, items: list[pytest.Item], note: Path
    ) -> int:
        try:
            _silence()
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            entry = connections["default"].settings_dict
            copy = note.with_suffix(".sqlite3")
            shutil.copyfile(entry["NAME"], copy)
            entry["NAME"] = str(copy)
            if mutant.file:
                swap(mutant)
        except BaseException as error:
            note.write_text(f"{type(error).__name__}: {error}")
            # A value that cannot even be made stops the program at its start.
            return BROKEN if mutant.is_function or not mutant.file else KILLED
        for item in items:
            try:
                passed = self._run(item)
            except BaseException:
                passed = False
            if not passed:
                note.write_text(item.nodeid)
                return KILLED
        return SURVIVED

    def _ended(self, child: _Child) -> Outcome | None:
        pid, status = os.waitpid(child.pid, os.WNOHANG)
        if not pid:
            if time.monotonic() - child.started < child.limit:
                return None
            os.kill(child.pid, signal.SIGKILL)
            _pid, status = os.waitpid(child.pid, 0)
        by = child.note.read_text()
        for file in self._folder.glob(f"{child.note.name}*"):
            file.unlink()
        if os.WIFSIGNALED(status):
            return Outcome(child.mutant, "stopped", f"signal {os.WTERMSIG(status)}")
        code = os.WEXITSTATUS(status)
        if code == BROKEN:
            return Outcome(child.mutant, "broken", by)
        if code == KILLED:
            self._killers.append(by)
        return Outcome(child.mutant, "survived" if code == SURVIVED else "killed", by)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
