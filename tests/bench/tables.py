"""What was measured, for people: tables that fit a terminal of 80 columns."""

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.table import Table

from tests.bench.blocks import Figures, Pair
from tests.bench.measure import Ratio, Spread
from tests.bench.rows import JOURNEY, PAGES
from tests.bench.served import Result

TITLES = {row.name: row.title for row in PAGES} | {JOURNEY: "guest journey"}
LIMIT_COLUMNS = (
    *("", "CPU\nms", "\nkernel", "\nreq/s", "p50\nms", "p99\nms", "\nqueries"),
    *("\nkB", "limit\nCPU", "\n±", "limit\nreq/s"),
)
AGAINST_COLUMNS = (
    *("", "CPU ms\nbefore", "\nnow", "\nratio", "\n±"),
    *("req/s\nbefore", "\nnow", "\nratio", "\n±", "\nqueries", "\nkB"),
)
UNCERTAIN = 0.02  # a ratio this near to 1 is no difference, whatever its spread


def limit_table(result: Result, title: str) -> Table:
    """Return each row beside the bare project's page."""
    table = _table(title, LIMIT_COLUMNS)
    for name, pair in result.pairs.items():
        steps = result.steps(name)
        share = _share(pair, steps)
        table.add_row(
            TITLES[name],
            *_figures(pair.one, result.plans[0].queries.get(name)),
            f"{share.middle:.2f}",
            f"{share.around:.2f}",
            f"{pair.speed.times(steps).middle:.2f}",
        )
    limits = [part for pair in result.pairs.values() for part in pair.other.blocks]
    table.add_row("the limit", *_figures(Figures(limits), 1), "1", "", "1")
    return table


def _share(pair: Pair, steps: int) -> Spread:
    """Return the least CPU that could do as a part of ours."""
    return Pair(pair.other, pair.one).cpu.times(steps)


def _figures(figures: Figures, queries: int | None) -> tuple[str, ...]:
    return (
        _short(figures.cpu_ms.middle),
        _short(figures.system_ms.middle),
        _short(figures.per_second.middle),
        f"{figures.time(50):.0f}",
        f"{figures.time(99):.0f}",
        "–" if queries is None else str(queries),
        f"{figures.size / 1000:.0f}",
    )


def limit_verdict(result: Result) -> str:
    """Return one line: what is furthest from the limit."""
    shares = {
        name: _share(pair, result.steps(name)).middle
        for name, pair in result.pairs.items()
    }
    least = min(shares, key=lambda name: shares[name])
    title, share = TITLES[least], f"{shares[least]:.2f}"
    return f"Furthest from the limit by CPU: {title}, {share} of its speed."


def against_table(result: Result, title: str) -> Table:
    """Return each row before and now, with both ratios."""
    table = _table(title, AGAINST_COLUMNS)
    now, before = result.plans
    for name, pair in result.pairs.items():
        queries = (before.queries.get(name), now.queries.get(name))
        sizes = (pair.other.size / 1000, pair.one.size / 1000)
        table.add_row(
            TITLES[name],
            _short(pair.other.cpu_ms.middle),
            _short(pair.one.cpu_ms.middle),
            f"{pair.cpu.middle:.2f}",
            f"{pair.cpu.around:.2f}",
            _short(pair.other.per_second.middle),
            _short(pair.one.per_second.middle),
            f"{pair.speed.middle:.2f}",
            f"{pair.speed.around:.2f}",
            "→".join("–" if count is None else str(count) for count in queries),
            "→".join(f"{size:.0f}" for size in sizes),
        )
    return table


def against_verdict(result: Result) -> str:
    """Return one line: how many rows take less CPU than before, and how many more."""
    less, more, same = [], [], []
    for name, pair in result.pairs.items():
        apart = pair.cpu.middle - 1
        if abs(apart) <= max(pair.cpu.around, UNCERTAIN):
            same.append(name)
        else:
            (less if apart < 0 else more).append(name)
    text = f"Less CPU in {len(less)} of {len(result.pairs)} rows"
    if less:
        best = min(less, key=lambda name: result.pairs[name].cpu.middle)
        text += f" ({TITLES[best]} {result.pairs[best].cpu.middle:.2f}x)"
    more_names = ", ".join(TITLES[name] for name in more)
    text += f", more in {len(more)}" + (f" ({more_names})" if more else "")
    return f"{text}, no clear difference in {len(same)}."


def to_dict(result: Result) -> dict[str, Any]:
    """Return the same for programs."""
    shops = {shop.name: shop.figures for shop in result.shops}
    return {"data": shops, "rows": [_row(result, name) for name in result.pairs]}


def _row(result: Result, name: str) -> dict[str, Any]:
    pair = result.pairs[name]
    queries = [plan.queries.get(name) for plan in result.plans]
    row = {"name": name, "now": {**pair.one.to_dict(), "queries": queries[0]}}
    if len(result.shops) > 1:
        row["before"] = {**pair.other.to_dict(), "queries": queries[1]}
        row |= {"cpu_ratio": pair.cpu.to_dict(), "speed_ratio": pair.speed.to_dict()}
        return row
    steps = result.steps(name)
    row |= {"limit": pair.other.to_dict(), "steps": steps}
    row["share_by_cpu"] = _share(pair, steps).to_dict()
    row["share_by_speed"] = pair.speed.times(steps).to_dict()
    return row


def ratio_table(ratios: Sequence[Ratio], title: str) -> Table:
    """Return what is measured without a server."""
    table = _table(title, ("ours", "ms", "limit", "ms", "of the limit"))
    table.columns[2].justify = "left"
    for row in ratios:
        our_ms, limit_ms = f"{row.our_ms:.2f}", f"{row.limit_ms:.2f}"
        table.add_row(row.ours, our_ms, row.limit, limit_ms, f"{row.ratio:.2f}")
    return table


def _short(figure: float) -> str:
    return f"{figure:.1f}" if figure < 100 else f"{figure:.0f}"


def _table(title: str, headings: Sequence[str]) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=0,
        pad_edge=False,
    )
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left", no_wrap=True)
    return table
