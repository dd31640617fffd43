"""Measuring rivals side by side, so that what slows the machine slows them all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
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


@dataclass(frozen=True)
class Spread:
    """The middle of what the rounds found, and how far they lie apart.

    `around` is half of what lies between the quartiles: half of the rounds are no
    further from the middle. A single round says nothing about that: it is 0.
    """

    middle: float
    around: float

    @classmethod
    def of(cls, found: Sequence[float]) -> "Spread":
        if len(found) == 1:
            return cls(found[0], 0.0)
        first, middle, third = quantiles(found, n=4, method="inclusive")
        return cls(middle, (third - first) / 2)

    def times(self, factor: float) -> "Spread":
        return Spread(self.middle * factor, self.around * factor)

    def to_dict(self) -> dict[str, float]:
        return {"middle": round(self.middle, 4), "around": round(self.around, 4)}


def percentile(found: Sequence[float], hundredth: int) -> float:
    """Return the value that so many of a hundred do not exceed."""
    ordered = sorted(found)
    return ordered[max(0, -(-len(ordered) * hundredth // 100) - 1)]


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
