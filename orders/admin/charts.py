"""Charts as unfold draws them, with axes that speak the reader's language.

unfold's own options write a suffix behind every number and nothing else. Ours let the
browser format money; `charts.js` keeps the colours readable in the dark and in print.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from orders.reports.registry import Answer, Kind
from orders.reports.rendering import as_people_read, locale, time_text

MOST_SERIES = 4
MOST_BARS = 36
MOST_LYING_BARS = 15
MOST_POINTS = 200
LONGEST_LABEL = 18
STEPS = 5  # of the axis of figures
# Up to so many days the points of a line are named with their time of day.
FEW_DAYS = 3
# Far enough from each other in the light, in the dark and in grey.
COLOURS = ("var(--color-primary-500)", "#c9862b", "#5b7fb5", "#9a6aa8")
FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.MONEY: {
        "style": "currency",
        "currency": settings.CURRENCY,
        "notation": "compact",
        "maximumFractionDigits": 1,
        "minimumFractionDigits": 0,
    },
    Kind.COUNT: {"maximumFractionDigits": 1},
}


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers in one colour, and what they are."""

    label: str
    values: Sequence[float]
    kind: Kind


def drawn(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    is_line: bool = False,
    is_lying: bool = False,
) -> dict[str, Any]:
    """Return `data` and `options` for unfold's chart components."""
    shape = _line if is_line else _bar
    datasets = [
        {"label": one.label, "data": one.values, **shape(COLOURS[number])}
        for number, one in enumerate(series[:MOST_SERIES])
    ]
    return {
        "data": json.dumps({"labels": labels, "datasets": datasets}),
        "options": json.dumps(_options(series, is_line=is_line, is_lying=is_lying)),
    }


def _bar(colour: str) -> dict[str, Any]:
    return {"backgroundColor": colour, "borderRadius": 3, "maxBarThickness": 28}


def _line(colour: str) -> dict[str, Any]:
    return {"borderColor": colour, "borderWidth": 2, "pointRadius": 0, "tension": 0}


def _options(
    series: Sequence[Series], *, is_line: bool, is_lying: bool
) -> dict[str, Any]:
    values = {
        # The length of a bar is its figure; a line shows how it moves.
        "beginAtZero": not is_line,
        "border": {"display": False},
        "grid": {"color": "#8884"},
        "ticks": {"format": _figures(series, is_line), "maxTicksLimit": STEPS + 1},
    }
    names = {
        "grid": {"display": False},
        "ticks": {
            "autoSkip": not is_lying,
            "autoSkipPadding": 16,
            "maxTicksLimit": 12,
            "maxRotation": 0,
        },
    }
    if is_lying:
        del names["ticks"]["maxTicksLimit"]
    return {
        "animation": False,
        "responsive": True,
        "maintainAspectRatio": False,
        "locale": locale().replace("_", "-"),
        "indexAxis": "y" if is_lying else "x",
        "interaction": {"mode": "index", "intersect": False, "axis": "xy"[is_lying]},
        "plugins": {
            "legend": {
                "display": len(series) > 1,
                "align": "start",
                "labels": {"boxWidth": 12, "boxHeight": 12},
            }
        },
        "scales": {"x": values, "y": names} if is_lying else {"x": names, "y": values},
    }


def _figures(series: Sequence[Series], is_line: bool) -> dict[str, Any]:
    """Return how the axis writes its figures.

    A line's axis begins anywhere, so its steps may be small beside the figures: as many
    decimals as tell them apart.
    """
    style = FORMATS[series[0].kind]
    values = [value for one in series for value in one.values] if is_line else [0]
    step = (max(values) - min(values)) / STEPS
    if not step:
        return style
    # Thousands are written as 1k, millions as 1m.
    unit = 1000 ** (int(math.log10(max(*values, 1))) // 3)
    decimals = 1 + math.ceil(math.log10(unit / step))
    return style | {"maximumFractionDigits": max(decimals, 1)}


def chart_of(answer: Answer) -> dict[str, Any]:
    """Return the chart of an answer; nothing where there is nothing to draw."""
    chart, report = answer.report.chart, answer.report
    if chart is None:
        return {}
    rows = [row for row in answer.rows if chart.only(row)]
    if chart.label == "month":
        rows.sort(key=lambda row: row["month"])
        rows = rows[-MOST_BARS:]
    elif chart.is_line:
        rows = _thinned(rows)
    else:
        rows = rows[:MOST_LYING_BARS]
    if not rows:
        return {}
    columns = [report.column(name) for name in chart.columns]
    columns = [c for c in columns if any(row[c.name] is not None for row in rows)]
    names = [row[chart.label] for row in rows]
    kind = report.column(chart.label).kind
    if kind is Kind.MOMENT and (names[-1] - names[0]).days < FEW_DAYS:
        labels = [time_text(name) for name in names]
    else:
        labels = [_short(as_people_read(kind, name)) for name in names]
    series = [
        Series(str(c.label), [float(row[c.name] or 0) for row in rows], c.kind)
        for c in columns
    ]
    title = ", ".join(one.label for one in series)
    return {
        "title": f"{title}: {labels[0]} – {labels[-1]}"
        if not chart.is_lying
        else title,
        "is_line": chart.is_line,
        "height": 48 + 26 * len(rows) * len(series) if chart.is_lying else 280,
        **drawn(labels, series, is_line=chart.is_line, is_lying=chart.is_lying),
    }


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


def _thinned(rows: Sequence[Any]) -> list[Any]:
    """Return rows at even distances, the last one among them."""
    step = -(-len(rows) // MOST_POINTS)
    return list(rows[::-1][:: max(step, 1)])[::-1]
