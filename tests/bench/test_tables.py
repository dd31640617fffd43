"""What the benchmark prints fits a terminal and says what it means."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from tests.bench import tables
from tests.bench.blocks import Block, Figures, Pair
from tests.bench.load import Served
from tests.bench.rows import NAMES, Plan
from tests.bench.served import Result
from tests.bench.shops import Shop


def figures(cpu_ms: float, per_second: float) -> Figures:
    served = Served(10 / per_second, [1234.0] * 10, 220_000)
    return Figures([Block(served, cpu_ms / 100, 0.0)] * 2)


def shop(name: str, **counted: int) -> Shop:
    return Shop(name, Path("/"), Path("/"), {}, counted)


def beside_the_limit() -> Result:
    """Return pages that cost ten times the limit, and a checkout that costs twenty."""
    limit = figures(2.0, 500.0)
    pairs = {name: Pair(figures(20.0, 50.0), limit) for name in NAMES}
    pairs["checkout"] = Pair(figures(40.0, 25.0), limit)
    plan = Plan(queries=dict.fromkeys(NAMES, 7))
    return Result(pairs, [plan], [shop("now", orders=2000)])


def beside_another(now: float, before: float) -> Result:
    pairs = {name: Pair(figures(20.0, 50.0), figures(20.0, 50.0)) for name in NAMES}
    pairs["category"] = Pair(figures(now, 100.0), figures(before, 50.0))
    plans = [
        Plan(queries=dict.fromkeys(NAMES, 108), cards={"home": 8}),
        Plan(queries=dict.fromkeys(NAMES, 110), cards={"home": 9}),
    ]
    shops = [
        shop("now", orders=2000, people=50),
        shop("before", orders=1990, people=50),
    ]
    return Result(pairs, plans, shops)


def printed(table: object) -> str:
    output = io.StringIO()
    Console(file=output, width=80).print(table)
    return output.getvalue()


def test_pages_are_shown_as_parts_of_the_limit():
    text = printed(tables.limit_table(beside_the_limit(), "today"))

    rows = {line[:13].strip(): line[13:].split() for line in text.splitlines()}
    assert rows["checkout"] == "40.0 0.0 25.0 1234 1234 7 220 0.05 0.00 0.05".split()
    assert rows["the limit"][0] == "2.0"
    # Six pages of it, since a journey is six.
    assert rows["guest journey"][7:] == ["0.60", "0.00", "0.60"]


@pytest.mark.parametrize(
    "table",
    [
        tables.limit_table(beside_the_limit(), "today"),
        tables.against_table(beside_another(10.0, 20.0), "before, and now"),
    ],
)
def test_a_terminal_of_80_columns_shows_every_figure(table):
    text = printed(table)

    assert "…" not in text
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "guest journey" in text


def test_two_commits_are_shown_with_their_ratios():
    text = printed(tables.against_table(beside_another(10.0, 20.0), "before, and now"))

    row = next(line for line in text.splitlines() if line.startswith("category"))
    assert row.split()[1:] == [
        *("20.0", "10.0", "0.50", "0.00"),
        *("50.0", "100", "2.00", "0.00", "110→108", "220→220"),
    ]


def test_the_verdict_names_what_is_furthest_from_the_limit():
    verdict = tables.limit_verdict(beside_the_limit())

    assert verdict == "Furthest from the limit by CPU: checkout, 0.05 of its speed."


@pytest.mark.parametrize(
    ("now", "less", "more", "same"),
    [
        (10.0, "1 of 10 rows (category 0.50x)", "0", 9),
        (30.0, "0 of 10 rows", "1 (category)", 9),
        (20.3, "0 of 10 rows", "0", 10),
    ],
)
def test_the_verdict_on_two_commits_counts_rows(now, less, more, same):
    verdict = tables.against_verdict(beside_another(now, 20.0))

    assert verdict == (
        f"Less CPU in {less}, more in {more}, no clear difference in {same}."
    )


def test_what_the_shops_do_not_have_alike_is_said():
    told = beside_another(10.0, 20.0).differences

    assert told == "Not alike: orders 1990 → 2000, products on home 9 → 8."
    assert beside_the_limit().differences == ""


def test_programs_read_the_same():
    alone = json.loads(json.dumps(tables.to_dict(beside_the_limit())))
    both = json.loads(json.dumps(tables.to_dict(beside_another(10.0, 20.0))))

    checkout = next(row for row in alone["rows"] if row["name"] == "checkout")
    assert checkout["now"]["cpu_ms"] == 40.0
    assert checkout["now"]["queries"] == 7
    assert checkout["share_by_cpu"] == {"middle": 0.05, "around": 0.0}
    category = next(row for row in both["rows"] if row["name"] == "category")
    assert category["cpu_ratio"] == {"middle": 0.5, "around": 0.0}
    assert category["before"]["queries"] == 110
    assert both["data"]["before"] == {"orders": 1990, "people": 50}
