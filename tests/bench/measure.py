"""Measuring rivals side by side, so that what slows the machine slows them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Job = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """Our median time against that of the least work that could do."""

    ours: str
    limit: str
    our_ms: float
    limit_ms: float

    @property
    def ratio(self) -> float:
        """Return our speed as a part of the limit's: 0.5 takes twice as long."""
        return self.limit_ms / self.our_ms

    def to_dict(self) -> dict[str, object]:
        return {
            "ours": self.ours,
            "limit": self.limit,
            "our_ms": round(self.our_ms, 3),
            "limit_ms": round(self.limit_ms, 3),
            "ratio": round(self.ratio, 3),
        }


def interleave(
    jobs: Mapping[str, Job],
    *,
    rounds: int,
    warm_up: int = 10,
    afterwards: Job | None = None,
) -> dict[str, float]:
    """Run every job once a round and return each one's median in milliseconds.

    Who begins changes with the round, so that nobody always runs in another's wake.
    `afterwards` clears up behind each job and is not counted.
    """
    times: dict[str, list[float]] = {name: [] for name in jobs}
    names = list(jobs)
    for number in range(-warm_up, rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            began = perf_counter()
            jobs[name]()
            if number >= 0:
                times[name].append((perf_counter() - began) * 1000)
            if afterwards:
                afterwards()
    return {name: median(taken) for name, taken in times.items()}
