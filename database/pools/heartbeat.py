"""The heartbeat: is the server there, and does it take writes? Asked every second.

Each server process asks on a connection of its own, which comes from no pool. Where the
server stays silent for two beats, every connection of the process is cut: who waits on
one gets an error, and the page is answered with 503.
"""

import time
from dataclasses import dataclass, field
from threading import Event

import structlog
from django.db import DEFAULT_DB_ALIAS, connections

from database.monitoring.process import this
from database.monitoring.writability import ONLY_READS, ROOM
from database.pools import keeping
from database.process.background import Background, after_fork
from database.transactions import Trouble, trouble_of_code

BEAT = 1.0  # seconds
MISSED = 2  # beats without an answer after which the server counts as silent
# Seconds after which an old answer says nothing: a beat, the wait for an answer, and
# some time for a machine that is busy.
STALE = BEAT * (MISSED + 1) + 1.5
ROOM_EVERY = 5  # beats between two looks for room on the disk

logger = structlog.get_logger(__name__)


@dataclass(slots=True)
class Pulse:
    """What is known of a server: when it last answered, and what is wrong with it."""

    answered_at: float = 0.0  # time.monotonic()
    trouble: Trouble | None = None
    felt: Event = field(default_factory=Event)

    @property
    def state(self) -> Trouble | None:
        """What keeps the shop from being served now, None if nothing does."""
        is_stale = time.monotonic() - self.answered_at > STALE
        return self.trouble or (Trouble.OPERATIONAL if is_stale else None)


class Heart:
    """Asks one server; `start()` of this module makes one for each."""

    def __init__(self, alias: str) -> None:
        from database.pools.line import Line, conninfo

        self.alias = alias
        self.pulse = Pulse()
        name = f"shop-heart:{this.name}"
        info = conninfo(connections[alias].settings_dict, name=name, limit=2000)
        self.line = Line(info, timeout=BEAT * MISSED)
        self._beats = 0

    def run(self) -> None:
        while True:
            started = time.monotonic()
            self.beat()
            time.sleep(max(0.0, BEAT - (time.monotonic() - started)))

    def beat(self) -> None:
        """Ask once, and act on the answer; never raises, never waits for long."""
        from database.pools.line import NoAnswer, TooLate

        before = self.pulse.trouble
        try:
            trouble = self._ask(look_for_room=before is Trouble.NO_ROOM)
        except TooLate:
            trouble = Trouble.OPERATIONAL
            self._is_silent()
        except NoAnswer as error:
            # Down, or out of slots: who asks is refused at once, so nobody hangs.
            trouble = trouble_of_code(error.code) or Trouble.OPERATIONAL
            keeping.silent.discard(self.alias)
        else:
            self._is_heard()
        self.pulse.trouble = trouble
        self.pulse.felt.set()
        if trouble is not before:
            log = logger.warning if trouble else logger.info
            log("database_pulse", alias=self.alias, trouble=trouble and trouble.name)

    def _ask(self, *, look_for_room: bool) -> Trouble | None:
        (only_reads,) = self.line.ask(ONLY_READS)
        if self.alias != DEFAULT_DB_ALIAS:
            return None  # a replica is there to read
        self._beats += 1
        if look_for_room or self._beats % ROOM_EVERY == 1:
            self.line.ask("; ".join(ROOM))
        return Trouble.READ_ONLY if only_reads == "1" else None

    def _is_silent(self) -> None:
        """Let nobody wait: neither on the connections there are, nor for new ones."""
        keeping.silent.add(self.alias)
        if count := keeping.cut(self.alias):
            logger.warning("database_silent", alias=self.alias, cut=count)

    def _is_heard(self) -> None:
        self.pulse.answered_at = time.monotonic()
        if self.alias in keeping.silent:
            keeping.silent.discard(self.alias)
            keeping.lost.set()
            logger.info("database_heard_again", alias=self.alias)


_hearts: dict[str, Heart] = {}
# A forked process has hearts of its own.
after_fork(_hearts.clear)


def start() -> None:
    """Start a heart for each PostgreSQL that has none, as the keeper starts."""
    for alias in connections:
        if connections[alias].vendor == "postgresql" and alias not in _hearts:
            heart = _hearts[alias] = Heart(alias)
            Background(f"heart-{alias}", heart.run).start()


def is_beating(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether this process asks the server: those that serve PostgreSQL do."""
    return alias in _hearts


def pulse(alias: str = DEFAULT_DB_ALIAS) -> Pulse:
    """Return what is known of a server that is asked."""
    known = _hearts[alias].pulse
    known.felt.wait(STALE)  # for the first beat of the process alone
    return known
