"""What a report is, what it answers, and which there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from django.utils import timezone

from database.registry import Registry
from database.snapshots import snapshot
from orders.reports.periods import Period

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


@dataclass(frozen=True, slots=True)
class Chart:
    """The columns that are drawn (four at most), and the one that names the points."""

    columns: tuple[str, ...]
    label: str
    is_line: bool = False
    # Names of customers and products need room: their bars lie.
    is_lying: bool = False
    only: Callable[[Row], bool] = bool


@dataclass(frozen=True, slots=True)
class Report:
    """A question, and the two functions that answer it.

    `rows` returns the table, `totals` one row of `figures` for the whole period, which
    is compared with the period before. `days` is the period of a reader who names none;
    without it everything counts.
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
    """What a report says, of one moment. `before` is None where nothing compares."""

    report: Report
    filters: Filters
    rows: Rows
    as_of: datetime
    totals: Row = field(default_factory=dict)
    before: Row | None = None


reports: Registry[Report] = Registry("reports")


def answer(report: Report, filters: Filters, *, with_totals: bool = False) -> Answer:
    """Ask the report, all its questions of one snapshot."""
    filters = report.completed(filters)
    with snapshot(using=filters.using) as as_of:
        rows = report.rows(filters)
        if not with_totals:
            return Answer(report, filters, rows, as_of)
        earlier = filters.period.before()
        return Answer(
            report,
            filters,
            rows,
            as_of,
            totals=report.totals(filters),
            before=report.totals(replace(filters, period=earlier)) if earlier else None,
        )


def rows_of(
    name: str, *, first: date | None = None, last: date | None = None, **asked: Any
) -> Rows:
    """Return the rows of a report by its name."""
    return answer(reports[name], Filters(Period(first, last), **asked)).rows
