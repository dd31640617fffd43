"""How sales develop: by month, order by order, and where they go."""

from bisect import bisect
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db.models import Avg, Count, QuerySet, Sum, Window
from django.utils.translation import gettext_lazy as _

from database.rows.days import start_of
from orders.prices.quote import ZERO, to_money
from orders.reports import sales
from orders.reports.periods import (
    Period,
    Span,
    Unit,
    month_of,
    month_text,
    part_of,
    span_of,
)
from orders.reports.registry import (
    Behind,
    Chart,
    Column,
    Filters,
    Kind,
    Points,
    Report,
    Row,
    Rows,
    Shape,
    Subject,
    ranked,
    reports,
)

HUNDRED = Decimal(100)
# As many bars as are told apart on a phone, and points of a line.
MOST_BARS, MOST_POINTS = 36, 72


def monthly_trend(filters: Filters) -> Rows:
    """Return a row for each month with sold orders or credit notes, the oldest first.

    Months are those of TIME_ZONE; the limit keeps the newest. `revenue` is gross of
    credit notes, `net` after them, which count where they were issued.
    `unique_customers` counts customers with an account.
    """
    sold = _by_month(
        sales.sold_orders(filters),
        "placed_at",
        sales.sold_span(filters),
        orders=Count("*"),
        revenue=sales.summed("total"),
        unique_customers=Count("customer", distinct=True),
    )
    issued = span_of("issued_at", [sales.issued(filters)])
    notes = sales.credit_notes(filters)
    credited = _by_month(notes, "issued_at", issued, sum=sales.summed("total"))
    months = sorted(sold.keys() | credited.keys())
    newest = months if filters.limit is None else months[-filters.limit :]
    return [_month(month, sold.get(month), credited.get(month)) for month in newest]


def _by_month(
    rows: QuerySet, column: str, span: Span | None, **sums: Any
) -> dict[int, Row]:
    """Return the sums of each month that has rows."""
    if span is None:
        return {}
    months = rows.annotate(month=month_of(column, span)).values("month")
    return {row["month"]: row for row in months.annotate(**sums)}


def _month(month: int, sold: Row | None, credited: Row | None) -> dict[str, Any]:
    sold = sold or {"orders": 0, "revenue": ZERO, "unique_customers": 0}
    revenue = sales.money(sold["revenue"])
    return {
        "month": month_text(month),
        "orders": sold["orders"],
        "revenue": revenue,
        "average_order_value": to_money(revenue / max(sold["orders"], 1)),
        "unique_customers": sold["unique_customers"],
        "net": revenue + sales.money(credited and credited["sum"]),
    }


def _bars_of_months(filters: Filters, rows: Rows, totals: Row) -> Points:
    """Return all months, those without a row too, or quarters or years of them."""
    firsts = [start_of(date.fromisoformat(f"{row['month']}-01")) for row in rows]
    span = firsts[0], firsts[-1]
    unit = Unit.that_fits(span, MOST_BARS, least=Unit.MONTH)
    starts = unit.starts(span)
    bars = [{"start": s, "revenue": ZERO, "credited": ZERO} for s in starts[:-1]]
    for first, row in zip(firsts, rows, strict=True):
        bar = bars[bisect(starts, first) - 1]
        bar["revenue"] += row["revenue"]
        bar["credited"] += row["revenue"] - row["net"]
    return Points(bars, unit)


def running_totals(filters: Filters) -> Rows:
    """Return every order with what was sold up to it, the oldest first.

    Totals begin with the period; the limit keeps the newest orders.
    """
    order = ("placed_at", "number")
    rows = sales.sold_orders(filters).annotate(
        running_total=Window(Sum("total"), order_by=order),
        running_average=Window(Avg("total"), order_by=order),
    )
    newest = rows.order_by("-placed_at", "-number").values(
        "number", "placed_at", "total", "running_total", "running_average"
    )
    columns = ("total", "running_total", "running_average")
    return [
        row | {name: to_money(row[name]) for name in columns}
        for row in reversed(newest[: filters.limit])
    ]


def _line_of_totals(filters: Filters, rows: Rows, totals: Row) -> Points:
    """Return what had been sold at the end of each hour, day, week or longer."""
    span = totals["first"], totals["last"]
    unit = Unit.that_fits(span, MOST_POINTS, least=Unit.HOUR)
    starts = unit.starts(span)
    parts = sales.sold_orders(filters).annotate(part=part_of("placed_at", starts))
    sums = dict(parts.values_list("part").annotate(sum=sales.summed("total")))
    sold = accumulate(sales.money(sums.get(n)) for n in range(len(starts) - 1))
    points = zip(starts, sold, strict=False)
    return Points([{"start": s, "running_total": total} for s, total in points], unit)


def sales_by_country(filters: Filters) -> Rows:
    """Return the countries orders were sent to, the one with the most revenue first.

    `country` is the ISO 3166 code, empty where the order names none; `share` is the
    part of all revenue in percent.
    """
    by_country = sales.sold_orders(filters).values("country")
    rows = by_country.annotate(
        orders=Count("*"),
        customers=Count("customer", distinct=True),
        revenue=sales.summed("total"),
    )
    lines = sales.sold_lines(filters).values_list("order__country")
    units: Mapping[str, int] = dict(lines.annotate(units=Sum("quantity")))
    everything = list(rows.order_by("-revenue", "country"))
    revenue = sum((sales.money(row["revenue"]) for row in everything), ZERO)
    return [
        {
            "country": row["country"],
            "orders": row["orders"],
            "customers": row["customers"],
            "units": units.get(row["country"], 0),
            "revenue": sales.money(row["revenue"]),
            "share": to_money(HUNDRED * sales.money(row["revenue"]) / revenue)
            if revenue
            else ZERO,
        }
        for row in everything[: filters.limit]
    ]


def _in_month(row: Row, filters: Filters) -> Filters:
    return replace(filters, period=Period.of_month(row["month"]) & filters.period)


def _orders_of_month(row: Row, filters: Filters) -> Behind:
    return sales.orders_behind(row, _in_month(row, filters))


def _customers_of_month(row: Row, filters: Filters) -> Behind:
    return sales.customers_behind(row, _in_month(row, filters))


def _credit_notes_of_month(row: Row, filters: Filters) -> Behind:
    return sales.credit_notes_behind(row, _in_month(row, filters))


def _orders_of_country(row: Row, filters: Filters) -> Behind:
    return sales.orders_behind(row, filters, country=row["country"] or "none")


def _customers_of_country(row: Row, filters: Filters) -> Behind:
    return sales.customers_behind(row, filters, f"@{row['country'] or 'none'}")


def _order(row: Row, filters: Filters) -> Behind:
    return Behind("orders", {"number__exact": row["number"]})


def _orders_so_far(row: Row, filters: Filters) -> Behind:
    return sales.orders_behind(row, filters, up_to=row["number"])


reports.add(
    "monthly_trend",
    Report(
        title=_("Monthly trend"),
        description=_(
            "Confirmed, shipped and delivered orders by the month in which they were "
            "placed, and credit notes by the month in which they were issued. Months "
            "with neither are left out."
        ),
        subject=Subject.SALES,
        columns=(
            Column("month", _("Month"), Kind.MONTH),
            Column("orders", _("Orders"), Kind.COUNT, _orders_of_month),
            Column("revenue", _("Revenue"), Kind.MONEY, _orders_of_month),
            Column(
                "average_order_value", _("Average order"), Kind.MONEY, _orders_of_month
            ),
            Column("unique_customers", _("Customers"), Kind.COUNT, _customers_of_month),
            Column("net", _("Net of credit notes"), Kind.MONEY, _credit_notes_of_month),
        ),
        rows=monthly_trend,
        figures=sales.FIGURES,
        totals=sales.totals,
        empty=sales.EMPTY,
        chart=Chart(
            ("revenue",),
            _bars_of_months,
            mark=Column("credited", _("Credited"), Kind.MONEY),
            needs=None,
        ),
        is_history=True,
    ),
)
reports.add(
    "running_totals",
    Report(
        title=_("Running totals"),
        description=_(
            "Order by order: the total sold since the beginning of the period, and "
            "the average order so far."
        ),
        subject=Subject.SALES,
        columns=(
            Column("number", _("Order"), Kind.TEXT, _order),
            Column("placed_at", _("Placed"), Kind.MOMENT),
            Column("total", _("Total"), Kind.MONEY, _order),
            Column("running_total", _("Total so far"), Kind.MONEY, _orders_so_far),
            Column("running_average", _("Average so far"), Kind.MONEY, _orders_so_far),
        ),
        rows=running_totals,
        figures=sales.FIGURES,
        totals=sales.totals,
        empty=sales.EMPTY,
        chart=Chart(("running_total",), _line_of_totals, shape=Shape.LINE),
        is_history=True,
    ),
)
reports.add(
    "sales_by_country",
    Report(
        title=_("Sales by country"),
        description=_("Where the sold orders were sent, by revenue."),
        subject=Subject.SALES,
        columns=(
            Column("country", _("Country"), Kind.COUNTRY),
            Column("orders", _("Orders"), Kind.COUNT, _orders_of_country),
            Column("customers", _("Customers"), Kind.COUNT, _customers_of_country),
            Column("units", _("Pieces"), Kind.COUNT, _orders_of_country),
            Column("revenue", _("Revenue"), Kind.MONEY, _orders_of_country),
            Column("share", _("Share"), Kind.PERCENT),
        ),
        rows=sales_by_country,
        figures=sales.FIGURES,
        totals=sales.totals,
        empty=sales.EMPTY,
        chart=ranked("revenue", label="country"),
    ),
)
