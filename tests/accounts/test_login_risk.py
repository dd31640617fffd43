"""What speaks against a login, by itself and together."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.visits.risk import Seen, assess, kilometres

LONDON, BATH, SYDNEY = (51.51, -0.13), (51.38, -2.36), (-33.87, 151.21)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOME = {"device": "Firefox on Linux", "network": "203.0.113.0/24"}


def seen(hours: float = 0, **other: object) -> Seen:
    """Return a login so many hours before noon, from home unless said otherwise."""
    return Seen(NOON - timedelta(hours=hours), **{**HOME, **other})


@pytest.mark.parametrize(
    ("now", "before", "failures", "score", "reasons"),
    [
        (seen(), [], 0, 0, []),
        (seen(), [seen(24)], 2, 0, []),
        (seen(), [], 3, 40, ["many_failures"]),
        (seen(device="curl"), [seen(24)], 0, 30, ["new_device"]),
        (seen(network="198.51.100.0/24"), [seen(24)], 0, 30, ["new_network"]),
        (seen(), [seen(h) for h in (22, 46, 70, 94, 118)], 0, 0, []),
        (seen(), [seen(h) for h in (36, 60, 84, 108, 132)], 0, 10, ["unusual_hour"]),
        (seen(), [seen(h) for h in (36, 60, 84, 108)], 0, 0, []),
        (seen(place=SYDNEY), [seen(2, place=LONDON)], 0, 50, ["impossible_travel"]),
        (seen(place=SYDNEY), [seen(24, place=LONDON)], 0, 0, []),
        (seen(place=BATH), [seen(0.01, place=LONDON)], 0, 0, []),
        (seen(place=SYDNEY), [seen(2)], 0, 0, []),
    ],
)
def test_each_reason_has_its_weight(now, before, failures, score, reasons):
    risk = assess(now, before, failures=failures)

    assert (risk.score, risk.reasons) == (score, reasons)


def test_the_score_ends_at_100():
    stranger = {"device": "curl", "network": "", "place": SYDNEY}
    before = [seen(h, place=LONDON) for h in (12, 36, 60, 84, 108)]

    risk = assess(seen(**stranger), before, failures=9)

    assert risk.score == 100
    assert len(risk.reasons) == 5


@pytest.mark.parametrize(
    ("reason", "is_unusual"),
    [(seen(device="curl"), True), (seen(network=""), True), (seen(), False)],
)
def test_a_new_device_or_network_is_unusual_by_itself(reason, is_unusual):
    assert assess(reason, [seen(24)]).is_unusual is is_unusual


def test_an_odd_hour_alone_is_not_unusual():
    risk = assess(seen(), [seen(h) for h in (36, 60, 84, 108, 132)])

    assert (risk.score, risk.is_unusual) == (10, False)


def test_the_way_round_the_globe():
    assert round(kilometres(LONDON, SYDNEY), -1) == 16990
    assert kilometres(BATH, BATH) == 0
