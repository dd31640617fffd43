"""What counts as sold, what that comes to, and which rows stand behind it.

Every report stands on these, so that no two of them disagree.
"""

from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Func,
    Max,
    Min,
    Q,
    QuerySet,
    Sum,
    Window,
)
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from orders.models import CreditNote, Line, Order
from orders.models.credits import CreditNoteQuerySet
from orders.prices.quote import ZERO, to_money
from orders.reports.periods import Period, Span, span_of
from orders.reports.registry import Behind, Column, Filters, Kind, Row
from orders.status import SOLD


def sold_orders(filters: Filters) -> QuerySet:
    """Return the confirmed, shipped and delivered orders of the period."""
    orders = Order.objects.using(filters.using).sold().order_by()
    return orders.filter(**filters.period.conditions("placed_at"))


def sold_span(filters: Filters) -> Span | None:
    """Return when the first and the last of these orders were placed.

    Asked apart by status: an index has the first of each.
    """
    if filters.span:
        return filters.span
    orders = sold_orders(filters)
    return span_of(
        "placed_at", [orders.filter(status=status) for status in sorted(SOLD)]
    )


def sold_lines(filters: Filters) -> QuerySet:
    """Return the lines of `sold_orders`."""
    lines = Line.objects.using(filters.using).filter(order__status__in=SOLD)
    return lines.filter(**filters.period.conditions("order__placed_at")).order_by()


def issued(filters: Filters) -> CreditNoteQuerySet:
    """Return all credit notes of the period; an index has the first and the last."""
    notes = CreditNote.objects.using(filters.using).order_by()
    return notes.filter(**filters.period.conditions("issued_at"))


def credit_notes(filters: Filters) -> QuerySet:
    """Return the credit notes of the period that lower `net`."""
    return issued(filters).counted()


def is_sold(column: str, period: Period) -> Q:
    """Return the condition that a related order counts as sold in the period."""
    conditions = period.conditions(f"{column}placed_at")
    return Q(**{f"{column}status__in": SOLD}, **conditions)


def summed(column: str) -> Round:
    """Return the sum of a column of money: SQLite adds decimals up as floats."""
    return Round(Sum(column), 2)


class Average(Func):
    """The average of a column of sums: `Avg` takes none."""

    function = "AVG"
    window_compatible = True
    output_field = DecimalField()


class Mean(Window):
    """An average over all groups, as money: Django would group by a `Round` of it."""

    template = "ROUND(%(expression)s OVER (%(window)s), 2)"


def money(value: Any) -> Any:
    """Return a sum as money; no rows sum up to None."""
    return ZERO if value is None else to_money(value)


def percent(part: float) -> Decimal:
    """Return a part of one as percent, with two decimals."""
    return to_money(Decimal(str(part)) * 100)


def orders_behind(row: Row, filters: Filters, **more: str) -> Behind:
    """Return the sold orders of the period."""
    return Behind("orders", {"sold": "yes"} | in_period(filters.period) | more)


def credit_notes_behind(row: Row, filters: Filters) -> Behind:
    """Return the credit notes that `net` takes from the revenue of the period."""
    return Behind("credit_notes", {"counted": "yes"} | in_period(filters.period))


def customers_behind(row: Row, filters: Filters, which: str = "") -> Behind:
    """Return the customers who bought in the period; `@NL` in a country, `*1` once."""
    return Behind(
        "customers", {"bought": f"{filters.period}{which}", "deleted": "both"}
    )


def in_period(period: Period) -> dict[str, str]:
    """Return the filter of a list that keeps the period."""
    return {"period": str(period)} if period else {}


def totals(filters: Filters) -> Row:
    """Return what all orders of the period come to."""
    row = sold_orders(filters).aggregate(
        orders=Count("*"),
        revenue=summed("total"),
        unique_customers=Count("customer", distinct=True),
        first=Min("placed_at"),
        last=Max("placed_at"),
    )
    credited = credit_notes(filters).aggregate(sum=summed("total"))["sum"]
    revenue = money(row["revenue"])
    return {
        "orders": row["orders"],
        "revenue": revenue,
        "net": revenue + money(credited),
        "average_order_value": to_money(revenue / max(row["orders"], 1)),
        "unique_customers": row["unique_customers"],
        "first": row["first"],
        "last": row["last"],
    }


FIGURES = (
    Column("orders", _("Orders"), Kind.COUNT, orders_behind),
    Column("revenue", _("Revenue"), Kind.MONEY, orders_behind),
    Column("net", _("Net of credit notes"), Kind.MONEY, credit_notes_behind),
    Column("average_order_value", _("Average order"), Kind.MONEY, orders_behind),
    Column("unique_customers", _("Customers"), Kind.COUNT, customers_behind),
)
EMPTY = _(
    "Nothing was sold in this period. Choose other dates, or bring your history with "
    "manage.py import_orders."
)
