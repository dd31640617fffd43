"""Blocks of requests to one server: what they cost, and two servers in turn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.load import Served
from tests.bench.measure import Spread, percentile
from tests.bench.processes import cpu_at_rest
from tests.bench.shops import Server


@dataclass(frozen=True)
class Block:
    """What the clients were answered in one go, and the CPU of the server for it."""

    served: Served
    user: float
    system: float

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU for one answer, the kernel's part included."""
        return (self.user + self.system) * 1000 / self.served.count

    @property
    def system_ms(self) -> float:
        return self.system * 1000 / self.served.count

    @property
    def per_second(self) -> float:
        return self.served.count / self.served.seconds


@dataclass(frozen=True)
class Figures:
    """The blocks of all rounds of one side."""

    blocks: Sequence[Block]

    @property
    def cpu_ms(self) -> Spread:
        return Spread.of([block.cpu_ms for block in self.blocks])

    @property
    def system_ms(self) -> Spread:
        return Spread.of([block.system_ms for block in self.blocks])

    @property
    def per_second(self) -> Spread:
        return Spread.of([block.per_second for block in self.blocks])

    @property
    def size(self) -> float:
        return self.blocks[-1].served.size

    def time(self, hundredth: int) -> float:
        """Return the time that so many of a hundred answers did not exceed, in ms."""
        times = [ms for block in self.blocks for ms in block.served.milliseconds]
        return percentile(times, hundredth)

    def to_dict(self) -> dict[str, Any]:
        return {
            "cpu_ms": round(self.cpu_ms.middle, 3),
            "system_ms": round(self.system_ms.middle, 3),
            "per_second": round(self.per_second.middle, 2),
            "p50_ms": round(self.time(50), 2),
            "p99_ms": round(self.time(99), 2),
            "bytes": round(self.size),
            "answers": sum(block.served.count for block in self.blocks),
        }


@dataclass(frozen=True)
class Pair:
    """Two sides that took turns, block by block."""

    one: Figures
    other: Figures

    @property
    def cpu(self) -> Spread:
        """The CPU of the one as a part of the other's, round by round."""
        return self._ratio(lambda block: block.cpu_ms)

    @property
    def speed(self) -> Spread:
        """The answers a second of the one as a part of the other's."""
        return self._ratio(lambda block: block.per_second)

    def _ratio(self, figure: Callable[[Block], float]) -> Spread:
        both = zip(self.one.blocks, self.other.blocks, strict=True)
        return Spread.of([figure(one) / figure(other) for one, other in both])


def block(server: Server, task: Callable[[], Served]) -> Block:
    """Carry the task out and return what the server spent on it.

    What it still does when the last answer is out, a mail above all, counts too.
    """
    before = cpu_at_rest(server.process.pid)
    served = task()
    used = cpu_at_rest(server.process.pid) - before
    return Block(served, used.user, used.system)


def in_turn(
    rows: Mapping[str, Sequence[Callable[[], Block]]],
    *,
    rounds: int,
    tell: Callable[[int], None],
) -> dict[str, Pair]:
    """Run both sides of every row once a round, next to each other.

    Who begins changes with the round. Round 0 warms up and does not count.
    """
    found: dict[str, list[list[Block]]] = {name: [[], []] for name in rows}
    for number in range(rounds + 1):
        tell(number)
        for name, sides in rows.items():
            for side in (0, 1) if number % 2 else (1, 0):
                measured = sides[side]()
                if number:
                    found[name][side].append(measured)
    return {
        name: Pair(Figures(one), Figures(other)) for name, (one, other) in found.items()
    }
