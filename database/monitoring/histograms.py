"""Times counted by size: cheap to add to, to send, to add up and to ask."""

from bisect import bisect_left
from collections.abc import Sequence

# Seconds; the last count is for everything longer.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# A histogram is a list: one count for each bound, one for the rest, the sum of all.
EMPTY = [0.0] * (len(BOUNDS) + 2)
Histogram = list[float]


def new() -> Histogram:
    return EMPTY.copy()


def observe(histogram: Histogram, seconds: float) -> None:
    """Count one time. The caller holds the lock, where there is one."""
    histogram[bisect_left(BOUNDS, seconds)] += 1
    histogram[-1] += seconds


def merge(into: Histogram, other: Sequence[float]) -> None:
    """Add the counts and the sum of another histogram."""
    for index, value in enumerate(other):
        into[index] += value


def count(histogram: Sequence[float]) -> int:
    return int(sum(histogram[:-1]))


def quantile(histogram: Sequence[float], share: float) -> float | None:
    """Return the time that `share` of all did not exceed; None of nothing.

    Linear inside the bucket, so it is right to the width of a bucket. What is longer
    than the last bound counts as the last bound.
    """
    number = count(histogram)
    if not number:
        return None
    rank, seen, lower = share * number, 0.0, 0.0
    for bound, here in zip(BOUNDS, histogram, strict=False):
        if here and seen + here >= rank:
            return lower + (bound - lower) * (rank - seen) / here
        seen, lower = seen + here, bound
    return BOUNDS[-1]
