"""The arithmetic of the benchmark; the benchmark itself is `make bench`."""

from itertools import count

import pytest

from tests.bench import measure
from tests.bench.blocks import Block, Figures, Pair, in_turn
from tests.bench.load import Served
from tests.bench.measure import Ratio, Spread, interleave, percentile


def block(
    *, cpu: float = 1.0, system: float = 0.0, seconds: float = 1.0, answers: int = 10
) -> Block:
    return Block(Served(seconds, [20.0] * answers, 5000), cpu - system, system)


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


def test_a_block_s_cpu_is_shared_by_its_answers():
    one = block(cpu=0.5, system=0.2, seconds=2.0, answers=10)

    assert one.cpu_ms == 50.0
    assert one.system_ms == 20.0
    assert one.per_second == 5.0


def test_the_spread_is_half_of_what_lies_between_the_quartiles():
    assert Spread.of([1.0, 2.0, 3.0, 4.0, 100.0]) == Spread(3.0, 1.0)
    assert Spread.of([0.5]) == Spread(0.5, 0.0)
    assert Spread(0.5, 0.1).times(6) == Spread(3.0, pytest.approx(0.6))


def test_percentiles_are_times_that_somebody_waited():
    assert percentile(range(1, 101), 50) == 50
    assert percentile(range(1, 101), 99) == 99
    assert percentile([7.0], 99) == 7.0


def test_two_sides_are_compared_round_by_round():
    # In the second round something else slowed the machine: both sides alike.
    ours = Figures([block(cpu=0.5, seconds=1.0), block(cpu=1.0, seconds=2.0)])
    theirs = Figures([block(cpu=1.0, seconds=2.0), block(cpu=2.0, seconds=4.0)])

    pair = Pair(ours, theirs)

    assert pair.cpu == Spread(0.5, 0.0)
    assert pair.speed == Spread(2.0, 0.0)


def test_both_sides_of_a_row_run_next_to_each_other_and_the_first_round_warms_up():
    calls, rounds = [], []

    def side(name: str) -> Block:
        calls.append(name)
        return block(cpu=len(calls))

    rows = {
        name: [lambda name=name: side(f"our {name}"), lambda name=name: side(name)]
        for name in ("home", "search")
    }
    pairs = in_turn(rows, rounds=2, tell=rounds.append)

    assert rounds == [0, 1, 2]
    assert calls[:4] == ["home", "our home", "search", "our search"]
    assert calls[4:8] == ["our home", "home", "our search", "search"]
    assert calls[8:] == calls[:4]
    assert [block.cpu_ms for block in pairs["home"].one.blocks] == [500.0, 1000.0]
    assert [block.cpu_ms for block in pairs["home"].other.blocks] == [600.0, 900.0]
