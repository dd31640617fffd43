"""The arithmetic of the benchmark; the benchmark itself is `make bench`."""

from itertools import count

from tests.bench import measure
from tests.bench.measure import Ratio, interleave


def test_a_ratio_is_our_speed_as_a_part_of_the_limit_s():
    row = Ratio("ours", "limit", our_ms=4.0, limit_ms=1.0)

    assert row.ratio == 0.25
    assert row.to_dict()["ratio"] == 0.25


def test_jobs_take_turns_and_the_warm_up_is_not_counted(monkeypatch):
    calls, clock = [], count(step=0.5)
    monkeypatch.setattr(measure, "perf_counter", lambda: next(clock))

    jobs = {"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}
    medians = interleave(jobs, rounds=2, warm_up=1)

    assert medians == {"a": 500.0, "b": 500.0}
    assert calls == ["b", "a", "a", "b", "b", "a"]


def test_what_clears_up_is_not_counted(monkeypatch):
    calls, clock = [], count(step=0.5)
    monkeypatch.setattr(measure, "perf_counter", lambda: next(clock))

    medians = interleave(
        {"a": lambda: calls.append("a")},
        rounds=2,
        warm_up=0,
        afterwards=lambda: calls.append(next(clock)),
    )

    assert medians == {"a": 500.0}
    assert calls == ["a", 1.0, "a", 2.5]
