"""What is known of one replica: pure, so that every case is tested by a table."""

from collections import deque
from dataclasses import dataclass
from enum import Enum

HISTORY = 240  # positions of the primary that are remembered
MOST_BYTES = 64 * 2**20


class State(Enum):
    """How a replica stands. Only the first one is read from."""

    STREAMING = "streaming"
    LAGGING = "lagging"
    PAUSED = "paused"
    BROKEN = "broken"
    PROMOTED = "promoted"
    DOWN = "down"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a replica says of itself. Positions in bytes, `silent` in seconds."""

    in_recovery: bool
    replayed: int
    is_paused: bool
    receivers: int
    # Since the last commit that it replayed; says nothing while nothing is missing.
    silent: float = 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a replica stood at a moment. Lags are None if nobody knows them."""

    state: State
    replayed: int = 0
    lag_bytes: int | None = None
    lag_seconds: float | None = None
    at: float = float("-inf")


class Positions:
    """Where the primary's log stood, and when: the lag in seconds without a clock.

    The replica's own clock says nothing on an idle primary: the time since the last
    replayed commit grows while nothing is missing.
    """

    def __init__(self) -> None:
        self._known: deque[tuple[float, int]] = deque(maxlen=HISTORY)

    @property
    def latest(self) -> int | None:
        return self._known[-1][1] if self._known else None

    def add(self, at: float, position: int) -> None:
        if self._known and position < self._known[-1][1]:
            # Another timeline: what was known says nothing about it.
            self._known.clear()
        self._known.append((at, position))

    def seconds_behind(self, replayed: int, now: float) -> float:
        """Return for how long at least something has been missing; 0.0 for nothing."""
        for at, position in self._known:
            if position > replayed:
                return now - at
        return 0.0


def judge(
    answer: Answer | None,
    positions: Positions,
    *,
    now: float,
    is_out: bool = False,
    most_seconds: float,
) -> Standing:
    """Return how a replica stands. A broken one never seems to be up to date."""
    if answer is None:
        return Standing(State.OUT if is_out else State.DOWN, at=now)
    bytes_behind = seconds_behind = None
    if positions.latest is not None:
        bytes_behind = max(positions.latest - answer.replayed, 0)
        seconds_behind = positions.seconds_behind(answer.replayed, now)
    state = _state(answer, bytes_behind, seconds_behind, is_out, most_seconds)
    if not answer.receivers:
        # Nothing is missing that it knows of; it just does not hear of anything.
        seconds_behind = answer.silent or None if bytes_behind else None
        bytes_behind = bytes_behind or None
    return Standing(
        state,
        replayed=answer.replayed,
        lag_bytes=bytes_behind,
        lag_seconds=seconds_behind,
        at=now,
    )


def _state(
    answer: Answer,
    bytes_behind: int | None,
    seconds_behind: float | None,
    is_out: bool,
    most_seconds: float,
) -> State:
    if is_out:
        return State.OUT
    if not answer.in_recovery:
        return State.PROMOTED
    if not answer.receivers:
        return State.BROKEN
    if answer.is_paused:
        return State.PAUSED
    if (bytes_behind or 0) > MOST_BYTES or (seconds_behind or 0) > most_seconds:
        return State.LAGGING
    return State.STREAMING
