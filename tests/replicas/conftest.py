"""A real replica, and what may happen to it."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from database.replicas.fleet import fleet
from database.replicas.states import State

ROOT = Path(__file__).resolve().parents[2]
UNDO = {"pause": "resume", "cut": "join", "kill": "start"}


def control(word: str) -> None:
    """Do to the replica what `.ci/replica WORD` does."""
    subprocess.run(
        [ROOT / ".ci" / "replica", word], check=True, env=os.environ, timeout=180
    )


def wait_for(state: State, *, within: float = 30.0) -> float:
    """Probe until the replica is in the state; return the seconds it took."""
    started = time.monotonic()
    while time.monotonic() - started < within:
        fleet.probe_now()
        replica = fleet.replicas["replica1"]
        if replica.standing.state is state and not replica.is_tripped:
            return time.monotonic() - started
        time.sleep(0.1)
    raise AssertionError(f"Still {fleet.replicas['replica1'].standing}.")


@pytest.fixture(scope="session", autouse=True)
def no_probe_at_the_end(django_db_setup) -> Iterator[None]:
    """Let nobody hold the test database when it is dropped."""
    yield
    fleet.close()


@pytest.fixture
def replica(transactional_db) -> Iterator[Callable[[str], None]]:
    """Wait for the replica, give `replica(word)`, and undo at the end what it did."""
    assert settings.REPLICAS == ["replica1"]
    wait_for(State.STREAMING)
    done: list[str] = []

    def change(word: str) -> None:
        control(word)
        done.append(word)

    yield change
    for word in reversed(done):
        if word in UNDO:
            control(UNDO[word])
    wait_for(State.STREAMING)
