"""How a replica is judged, without one."""

import pytest

from database.replicas.states import Answer, Positions, State, judge

GOOD = {"in_recovery": True, "replayed": 1000, "is_paused": False, "receivers": 1}


def positions(*points: tuple[float, int]) -> Positions:
    known = Positions()
    for at, position in points:
        known.add(at, position)
    return known


def standing(answer: Answer | None, *points: tuple[float, int], is_out: bool = False):
    return judge(
        answer, positions(*points), now=100.0, is_out=is_out, most_seconds=10.0
    )


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, State.STREAMING),
        ({"is_paused": True}, State.PAUSED),
        ({"receivers": 0}, State.BROKEN),
        ({"receivers": 0, "is_paused": True}, State.BROKEN),
        ({"in_recovery": False}, State.PROMOTED),
    ],
)
def test_what_it_says_of_itself_decides_its_state(changes, state):
    assert standing(Answer(**{**GOOD, **changes}), (99.0, 1000)).state is state


def test_one_that_does_not_answer_is_down_and_has_no_lag():
    seen = standing(None, (99.0, 1000))

    assert (seen.state, seen.lag_bytes, seen.lag_seconds) == (State.DOWN, None, None)


def test_one_taken_out_is_out_whether_it_answers_or_not():
    assert standing(None, is_out=True).state is State.OUT
    assert standing(Answer(**GOOD), is_out=True).state is State.OUT


def test_the_lag_is_what_is_missing_and_for_how_long():
    seen = standing(Answer(**GOOD), (90.0, 900), (95.0, 1500), (99.0, 2000))

    assert (seen.lag_bytes, seen.lag_seconds) == (1000, 5.0)
    assert seen.state is State.STREAMING


def test_too_long_behind_is_lagging():
    assert standing(Answer(**GOOD), (80.0, 1500)).state is State.LAGGING


def test_too_much_behind_is_lagging():
    assert standing(Answer(**GOOD), (99.9, 10**9)).state is State.LAGGING


def test_an_idle_primary_makes_no_lag():
    seen = standing(Answer(**GOOD), (10.0, 1000), (99.0, 1000))

    assert (seen.lag_bytes, seen.lag_seconds) == (0, 0.0)


def test_a_broken_one_is_never_shown_as_0():
    seen = standing(Answer(**{**GOOD, "receivers": 0}), (99.0, 1000))

    assert (seen.lag_bytes, seen.lag_seconds) == (None, None)


def test_a_broken_one_that_misses_something_says_for_how_long_at_most():
    answer = Answer(**{**GOOD, "receivers": 0}, silent=42.0)
    seen = standing(answer, (99.0, 1500))

    assert (seen.lag_bytes, seen.lag_seconds) == (500, 42.0)


def test_without_the_primary_nobody_knows_the_lag():
    seen = standing(Answer(**GOOD))

    assert (seen.lag_bytes, seen.lag_seconds) == (None, None)


def test_another_timeline_forgets_what_was_known():
    known = positions((90.0, 5000), (95.0, 800))

    assert known.seconds_behind(1000, 100.0) == 0.0
