"""Charts as unfold draws them, with axes that speak the reader's language.

unfold's own options write a suffix behind every number and nothing else. Ours let the
browser format figures; `charts.js` writes names and figures where they are drawn, and
keeps the colours readable in the dark and in print.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, to_locale

MOST_SERIES = 4
STEPS = 5  # of the axis of figures
HEIGHT = 240  # pixels
# Pixels behind lying bars, where their figures are written.
ROOM_FOR_FIGURES = 60
UPRIGHT_NAMES = {"autoSkipPadding": 16, "maxTicksLimit": 12, "maxRotation": 0}
# Far enough from each other in the light, in the dark and in grey.
COLOURS = ("var(--color-primary-500)", "#c9862b", "#5b7fb5", "#9a6aa8")


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers in one colour, what they are, and how the browser writes them.

    Without a format they are of any kind, and each series is named.
    """

    label: str
    values: Sequence[float | None]
    format: Mapping[str, Any] | None = None


def drawn(
    labels: Sequence[str | Sequence[str]],
    series: Sequence[Series],
    *,
    is_line: bool = False,
    is_lying: bool = False,
    mark: Series | None = None,
) -> dict[str, Any]:
    """Return what the template `admin/chart.html` draws: bars, or a line.

    A label may have several lines. `mark` is the part at the end of the first one's
    bars that is taken off again.
    """
    look = _line if is_line else _bar
    datasets = [
        {"label": one.label, "data": one.values, **look(COLOURS[number])}
        for number, one in enumerate(series[:MOST_SERIES])
    ]
    if mark:
        # The first is drawn above the others.
        datasets.insert(0, _ends(series[0], mark) | look(COLOURS[len(datasets)]))
    return {
        "data": json.dumps({"labels": labels, "datasets": datasets}),
        "options": json.dumps(_options(series, is_lying=is_lying, mark=mark)),
        "is_line": is_line,
        "height": HEIGHT,
    }


def _bar(colour: str) -> dict[str, Any]:
    return {"backgroundColor": colour, "borderRadius": 3, "maxBarThickness": 28}


def _line(colour: str) -> dict[str, Any]:
    drawn = {"borderColor": colour, "borderWidth": 2, "pointRadius": 0, "tension": 0}
    return drawn | {"backgroundColor": colour}


def _ends(whole: Series, part: Series) -> dict[str, Any]:
    """Return bars from what is left of the others to where they end."""
    pairs = zip(whole.values, part.values, strict=True)
    ends = [
        [value - off, value] if value is not None and off else None
        for value, off in pairs
    ]
    # However small, it is seen.
    return {"label": part.label, "data": ends, "grouped": False, "minBarLength": 3}


def _options(
    series: Sequence[Series], *, is_lying: bool, mark: Series | None
) -> dict[str, Any]:
    form = series[0].format
    values = {
        "beginAtZero": True,
        "border": {"display": False},
        "grid": {"color": "#8884"},
        "ticks": {"maxTicksLimit": STEPS + 1} | ({"format": form} if form else {}),
    }
    names = {
        "grid": {"display": False},
        "ticks": {"autoSkip": False} if is_lying else UPRIGHT_NAMES,
    }
    locale = to_locale(get_language() or settings.LANGUAGE_CODE)
    return {
        "animation": False,
        "responsive": True,
        "maintainAspectRatio": False,
        "locale": locale.replace("_", "-"),
        "indexAxis": "y" if is_lying else "x",
        "interaction": {"mode": "index", "intersect": False, "axis": "xy"[is_lying]},
        # Where the figures are written behind their bars.
        "layout": {"padding": {"right": ROOM_FOR_FIGURES if is_lying else 0}},
        "plugins": {
            "legend": {
                "display": len(series) > 1 or mark is not None or not form,
                "reverse": mark is not None,
                "align": "start",
                "labels": {"boxWidth": 12, "boxHeight": 12},
            }
        },
        "scales": {"x": values, "y": names} if is_lying else {"x": names, "y": values},
    }
