"""The charts of reports: what is drawn of an answer, its names, and the table of it."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.back_office.charts import Series, drawn
from orders.reports.periods import Unit
from orders.reports.registry import MOST_RANKED, Answer, Column, Kind, Row, Shape
from orders.reports.rendering import as_people_read, part_text, period_text

# Pixels: a chart of standing bars or a line; of lying bars a line of a label, the least
# that a bar takes, and what is around all of them.
HEIGHT = 280
LINE, BAR, AROUND_BARS = 16, 34, 48
# Of a name that stands beside a bar. More leaves a phone no room for the bars.
MOST_LINES, MOST_LETTERS = 2, 20
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
CUT = {
    Unit.HOUR: gettext_lazy("Period: %(period)s, by hour."),
    Unit.DAY: gettext_lazy("Period: %(period)s, by day."),
    Unit.WEEK: gettext_lazy("Period: %(period)s, by week; weeks begin on Mondays."),
    Unit.MONTH: gettext_lazy("Period: %(period)s, by month."),
    Unit.QUARTER: gettext_lazy("Period: %(period)s, by quarter: too many months."),
    Unit.YEAR: gettext_lazy("Period: %(period)s, by year: too many months."),
}


def chart_of(answer: Answer) -> dict[str, Any]:
    """Return the chart of an answer, its data for a table too; {} without any.

    Of a ranking there is a row more than is drawn, where it has so many.
    """
    chart, unit = answer.report.chart, answer.points.unit
    if chart is None or not answer.points.rows:
        return {}
    rows = answer.points.rows if unit else answer.points.rows[:MOST_RANKED]
    columns = _columns(answer, rows)
    series = [_series(column, rows) for column in columns]
    mark = chart.mark
    if mark and not any(row[mark.name] for row in rows):
        mark = None
    in_table = [*columns, mark] if mark else columns
    names = [_names(answer, row) for row in rows]
    labels = [_lines(name) for name in names]
    is_lying = chart.shape is Shape.LYING_BARS
    bar = max(BAR * len(series), LINE * max(map(len, labels)))
    return {
        "title": ", ".join(one.label for one in series),
        "caption": _caption(answer, len(rows)),
        "head": [column.label for column in in_table],
        "rows": [
            (name, [as_people_read(c.kind, row[c.name]) for c in in_table])
            for name, row in zip(names, rows, strict=True)
        ],
        **drawn(
            labels,
            series,
            is_line=chart.shape is Shape.LINE,
            is_lying=is_lying,
            mark=_series(mark, rows) if mark else None,
        ),
        "height": AROUND_BARS + bar * len(rows) if is_lying else HEIGHT,
    }


def _columns(answer: Answer, rows: Sequence[Row]) -> list[Column]:
    """Return what is drawn: what the reader ranks by, if that is no figure of it."""
    report, by = answer.report, answer.filters.by
    drawn = answer.report.chart.columns if answer.report.chart else ()
    is_other = by not in drawn and any(by == column.name for column in report.columns)
    columns = [report.column(name) for name in ((by,) if is_other else drawn)]
    return [c for c in columns if any(row[c.name] is not None for row in rows)]


def _series(column: Column, rows: Sequence[Row]) -> Series:
    values = [float(row[column.name] or 0) for row in rows]
    return Series(str(column.label), values, FORMATS.get(column.kind))


def _names(answer: Answer, row: Row) -> list[str]:
    """Return what a point is named by: its time, its name, or both."""
    chart, unit = answer.report.chart, answer.points.unit
    names = [part_text(unit, row["start"])] if unit else []
    if chart and chart.label:
        kind = answer.report.column(chart.label).kind
        names.append(as_people_read(kind, row[chart.label]))
    return names


def _lines(names: Sequence[str]) -> list[str]:
    """Return a label: each name in so many lines that it can be read."""
    return [
        line
        for name in names
        for line in wrap(name, MOST_LETTERS, max_lines=MOST_LINES, placeholder="…")
    ]


def _caption(answer: Answer, count: int) -> str:
    names = {"period": period_text(answer.filters.period), "count": count}
    if unit := answer.points.unit:
        return CUT[unit] % names
    if count < len(answer.points.rows):
        return _("Period: %(period)s. The first %(count)d of all rows.") % names
    return _("Period: %(period)s.") % names
