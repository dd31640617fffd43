"""Days are read in the one order that the whole column proves, or not at all."""

from datetime import date

import pytest

from database.sheets import DayOrder, UnreadableCell, decide_day_order, read_day

NOVEMBER = date(2026, 11, 2)


def decided(*texts):
    return decide_day_order(enumerate(texts, start=2))


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (("02/11/2026", "13/11/2026"), DayOrder.DAY),
        (("11/02/2026", "11/13/26"), DayOrder.MONTH),
        (("13-11-2026", "02-11-2026"), DayOrder.DAY),
        (("2026-11-02", "02.11.2026", "2 Nov 2026"), DayOrder.DAY),
        (("11/11/2026",), DayOrder.DAY),
        (("no day", "99/99/2026", "1/31/2026"), DayOrder.MONTH),
    ],
)
def test_one_cell_decides_for_the_column(texts, order):
    assert decided(*texts).value == order


def test_days_that_can_be_read_in_two_ways_are_left_open():
    found = decided("11/11/2026", "02/11/2026", "05/12/2026")

    assert (found.is_open, found.doubt) == (True, (3, "02/11/2026"))


def test_days_that_contradict_each_other_are_left_open():
    found = decided("13/11/2026", "11/13/2026")

    assert found.is_open
    assert [way for way, _cell in found.proofs] == [DayOrder.DAY, DayOrder.MONTH]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02",
        "2026-11-02 14:30:05",
        "2026-11-02T14:30:05.123Z",
        "2026/11/02",
        "20261102",
        "02.11.2026",
        "2.11.26",
        "02. 11. 2026",
        "02/11/2026",
        "02-11-26",
        "2 Nov 2026",
        "02-Nov-26",
        "2. November 2026",
        "Nov 2, 2026",
        "November 2, 2026",
    ],
)
def test_a_day_is_read_however_it_is_written(text):
    assert read_day(text, DayOrder.DAY) == NOVEMBER


def test_the_order_of_the_column_holds_for_slashes_and_not_for_dots():
    assert read_day("11/02/2026", DayOrder.MONTH) == NOVEMBER
    assert read_day("02.11.2026", DayOrder.MONTH) == NOVEMBER


def test_german_months_are_known():
    days = [
        read_day(f"1. {name} 2026", DayOrder.DAY) for name in ("März", "Mai", "Okt")
    ]

    assert [day.month for day in days] == [3, 5, 10]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "The date is empty"),
        ("2026-11-31", "“2026-11-31” is not a date"),
        ("31/02/2026", "is not a date"),
        ("13/13/2026", "is not a date"),
        ("2026-13-01", "is not a date"),
        ("2026-1-1", "is not a date"),
        ("00.11.2026", "is not a date"),
        ("02.11.", "is not a date"),
        ("02.11-2026", "is not a date"),
        ("46328", "is not a date"),
        ("2 Novembre 2026", "is not a date"),
        ("٢/11/2026", "is not a date"),
        ("yesterday", "is not a date"),
        ("0001-01-01", "too far in the past or in the future"),
        ("9999-12-31", "too far in the past or in the future"),
        ("02.11.2126", "too far in the past or in the future"),
        ("1.1.70", "too far in the past or in the future"),
    ],
)
def test_what_is_not_a_day_is_refused_with_its_text(text, why):
    with pytest.raises(UnreadableCell, match=why):
        read_day(text, DayOrder.DAY)


def test_the_caller_says_what_days_make_sense():
    old = date(1999, 5, 1)

    assert read_day("1999-05-01", DayOrder.DAY, latest=old) == old
    with pytest.raises(UnreadableCell, match="too far"):
        read_day("1999-05-02", DayOrder.DAY, latest=old)
