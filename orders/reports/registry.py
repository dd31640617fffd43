"""What a report is, what it answers, and which there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from django.utils import timezone

from database.registry import Registry
from database.rows.snapshot import snapshot
from orders.reports.periods import Period, Span, Unit

Row = Mapping[str, Any]
Rows = list[dict[str, Any]]


class Kind(Enum):
    """What a column holds, which decides how it is written."""

    TEXT = "text"
    COUNTRY = "country"
    MONTH = "month"
    MOMENT = "moment"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"

    @property
    def is_number(self) -> bool:
        return self in {Kind.COUNT, Kind.MONEY, Kind.PERCENT}


class Subject(Enum):
    """What a report is about: the sections of the index."""

    SALES = "sales"
    CUSTOMERS = "customers"
    PRODUCTS = "products"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks of a report. Each report ranks by one of its `rankings`."""

    period: Period = field(default_factory=Period)
    limit: int | None = None
    by: str = ""
    using: str = "default"
    # When the first and the last order were placed, where that is known already.
    span: Span | None = None

    def since(self, days: int) -> "Filters":
        """Return the filters with the last days as the period, where none is given."""
        if self.period:
            return self
        first = timezone.localdate() - timedelta(days=days - 1)
        return replace(self, period=Period(first, timezone.localdate()))


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows that a figure counts: a list of the back office, and its filters."""

    rows: str
    filters: Mapping[str, str] = field(default_factory=dict)


# From the row that holds a figure to the rows that were counted for it.
Source = Callable[[Row, Filters], Behind]


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of a report. `name` is that of the row's entry and of the JSON.

    `permission` is what a reader of the back office needs beyond that for reports.
    """

    name: str
    label: Any
    kind: Kind = Kind.TEXT
    behind: Source | None = None
    permission: str = ""


def _is_seen(column: Column, may: Callable[[str], bool]) -> bool:
    return not column.permission or may(column.permission)


class Shape(Enum):
    """How a chart is drawn. Names of customers and products need room: bars lie."""

    BARS = "bars"
    LYING_BARS = "lying bars"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Points:
    """What a chart draws, a row a point.

    Where `unit` says how long a point is, the row's `start` says when it begins.
    """

    rows: Sequence[Row] = ()
    unit: Unit | None = None


# From what was asked, the rows that the chart needs, and the totals.
Drawing = Callable[[Filters, Rows, Row], Points]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of the whole period, however many rows the reader asks for.

    `columns` are drawn, four at most; of a report that is ranked by another column,
    that one. `label` is the column that names the points. `mark` is the part at the end
    of a bar that is taken off again. `needs` says how many rows have to be read for it,
    None that all of them have to be.
    """

    columns: tuple[str, ...]
    draw: Drawing
    label: str = ""
    shape: Shape = Shape.BARS
    mark: Column | None = None
    needs: int | None = 0

    def wider(self, filters: Filters) -> Filters:
        """Return the filters with a limit that leaves the chart what it needs."""
        if filters.limit is None or self.needs is None:
            return replace(filters, limit=None)
        return replace(filters, limit=max(filters.limit, self.needs))


# Of a ranking the first ones are drawn; one more tells whether there are others.
MOST_RANKED = 15


def ranked(*columns: str, label: str) -> Chart:
    """Return the chart of a report whose rows are ranked: its first ones."""

    def first_ones(filters: Filters, rows: Rows, totals: Row) -> Points:
        return Points(rows[: MOST_RANKED + 1])

    return Chart(
        columns,
        first_ones,
        label=label,
        shape=Shape.LYING_BARS,
        needs=MOST_RANKED + 1,
    )


@dataclass(frozen=True, slots=True)
class Report:
    """A question, and the two functions that answer it.

    `rows` returns the table, `totals` one row of `figures` for the whole period, which
    is compared with the period before, and for a chart that is cut into parts of time
    the `first` and the `last` order. `days` is the period of a reader who names none;
    without it everything counts. A limit keeps the first rows, of a history the last.
    """

    title: Any
    description: Any
    subject: Subject
    columns: tuple[Column, ...]
    rows: Callable[[Filters], Rows]
    figures: tuple[Column, ...]
    totals: Callable[[Filters], Row]
    empty: Any
    chart: Chart | None = None
    rankings: tuple[str, ...] = ()
    days: int | None = None
    is_history: bool = False

    def kept(self, rows: Rows, limit: int | None) -> Rows:
        """Return the rows that are left of them by a limit."""
        if limit is None:
            return rows
        return rows[-limit:] if self.is_history else rows[:limit]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def for_reader(self, may: Callable[[str], bool]) -> "Report":
        """Return the report without the columns that the reader may not see."""
        seen = [column for column in self.columns if _is_seen(column, may)]
        return replace(self, columns=tuple(seen))

    def completed(self, filters: Filters) -> Filters:
        """Return the filters with the report's own habits where the reader has none."""
        if self.rankings and not filters.by:
            filters = replace(filters, by=self.rankings[0])
        return filters.since(self.days) if self.days else filters


@dataclass(frozen=True, slots=True)
class Answer:
    """What a report says, of one moment. `before` is None if nothing compares."""

    report: Report
    filters: Filters
    rows: Rows
    as_of: datetime
    totals: Row = field(default_factory=dict)
    before: Row | None = None
    points: Points = Points()


reports: Registry[Report] = Registry("reports")


def answer(report: Report, filters: Filters, *, with_totals: bool = False) -> Answer:
    """Ask the report, all its questions of one snapshot.

    `with_totals` is for a page: it has the totals and what the chart draws.
    """
    filters = report.completed(filters)
    with snapshot(using=filters.using) as as_of:
        if not with_totals:
            return Answer(report, filters, report.rows(filters), as_of)
        totals = report.totals(filters)
        if totals.get("first"):
            filters = replace(filters, span=(totals["first"], totals["last"]))
        chart, points = report.chart, Points()
        rows = report.rows(chart.wider(filters) if chart else filters)
        if chart and rows:
            points = chart.draw(filters, rows, totals)
        earlier = filters.period.before()
        return Answer(
            report,
            filters,
            report.kept(rows, filters.limit),
            as_of,
            totals=totals,
            before=report.totals(replace(filters, period=earlier)) if earlier else None,
            points=points,
        )


def rows_of(
    name: str, *, first: date | None = None, last: date | None = None, **asked: Any
) -> Rows:
    """Return the rows of a report by its name."""
    return answer(reports[name], Filters(Period(first, last), **asked)).rows
