"""What customers bought, as figures of the list of people: to show, filter and sort."""

from decimal import Decimal
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_lazy

from accounts.admin.contributions import Column, Filter, columns, filters
from database.back_office import MoneyFilter, NumberFilter
from database.back_office.paging import CappedPaginator
from orders.admin.reports.linked import BoughtFilter
from orders.models import Order
from orders.status import SOLD
from shop.money import format_money

MONEY = DecimalField(max_digits=14, decimal_places=2)
SEES_ORDERS = "orders.view_order"
# Not of a column: the index of the customer answers, and no order is read.
EVERY_ORDER = Count("*")


def _orders_of(condition: Q | None = None) -> QuerySet:
    """Return the orders of the customer of the outer query, as one group."""
    own = Order.objects.filter(customer=OuterRef("pk")).order_by()
    return (own.filter(condition) if condition else own).values("customer")


def order_count() -> Combinable:
    """Return the number of a customer's orders, as an expression."""
    counted = _orders_of().annotate(count=EVERY_ORDER)
    return Coalesce(Subquery(counted.values("count")), 0)


def spent() -> Combinable:
    """Return what a customer's sold orders came to, as an expression."""
    summed = _orders_of(Q(status__in=SOLD)).annotate(sum=_total())
    nothing = Value(Decimal("0.00"), output_field=MONEY)
    return Coalesce(Subquery(summed.values("sum")), nothing, output_field=MONEY)


def _total() -> Combinable:
    return Round(Sum("total"), 2, output_field=MONEY)


def _with_figure(
    people: QuerySet,
    orders: QuerySet,
    figure: Combinable,
    low: Decimal | int | None,
    high: Decimal | int | None,
) -> QuerySet:
    """Keep the people whose orders' figure lies within.

    Who has at least something is found from the orders, grouped once. Who has at most
    something may have no order at all: there each person shown is asked for more.
    """
    grouped = orders.order_by().values("customer").annotate(figure=figure)
    if low:
        within = grouped.filter(customer__isnull=False, figure__gte=low)
        if high is not None:
            within = within.filter(figure__lte=high)
        return people.filter(pk__in=within.values("customer"))
    if high is not None:
        more = orders.filter(customer=OuterRef("pk")).order_by().values("customer")
        return people.exclude(
            Exists(more.annotate(figure=figure).filter(figure__gt=high))
        )
    return people


class OrderCountFilter(NumberFilter):
    title = gettext_lazy("number of orders")
    parameter_name = "orders"

    def between(self, rows: QuerySet, low: int | None, high: int | None) -> QuerySet:
        few = _few(low, high) if low else None
        if few is not None:
            return rows.filter(pk__in=few)
        if low:
            rows = rows.filter(_has_order(low))
        return rows if high is None else rows.exclude(_has_order(high + 1))


def _few(low: int, high: int | None) -> list[UUID] | None:
    """Return the customers with so many orders; None where the list cannot show all.

    The orders are grouped in the order of an index until there are too many.
    """
    grouped = Order.objects.order_by().values("customer").annotate(figure=EVERY_ORDER)
    within = grouped.filter(customer__isnull=False, figure__gte=low)
    if high is not None:
        within = within.filter(figure__lte=high)
    most = CappedPaginator.MOST
    keys = list(within.values_list("customer", flat=True)[: most + 1])
    return keys if len(keys) <= most else None


def _has_order(number: int) -> Exists:
    """Tell whether the customer of the outer query has a third order, say.

    One look into an index a person, and only at as many as a page takes to fill: where
    many people match, that is soon.
    """
    own = Order.objects.filter(customer=OuterRef("pk")).order_by()
    return Exists(own[number - 1 : number])


class SpendingFilter(MoneyFilter):
    title = gettext_lazy("spending")
    parameter_name = "spent"

    def between(
        self, rows: QuerySet, low: Decimal | None, high: Decimal | None
    ) -> QuerySet:
        return _with_figure(rows, Order.objects.sold(), _total(), low, high)


# --- Sorting -------------------------------------------------------------------------
def _ranked(
    name: str,
    people: QuerySet,
    orders: QuerySet,
    figure: Combinable,
    exact: Combinable,
    *,
    most_first: bool,
) -> QuerySet:
    """Return the people with a figure to sort by, which a million of them can bear.

    The list shows no more rows than its paginator counts. So with the most first, the
    orders, grouped once, name those whose figure matters, and nobody else is asked;
    with the least first it is those without any order, where there are enough.
    """
    cap, kind = CappedPaginator.MOST, exact.output_field
    if not most_first:
        without = people.exclude(Exists(orders.filter(customer=OuterRef("pk"))))
        enough = without.order_by().values("pk")[:cap].count() == cap
        return without.annotate(**{name: Value(0, kind)}) if enough else people
    chosen = people.order_by().values("pk")
    grouped = orders.filter(customer__in=chosen).order_by().values("customer")
    top = grouped.annotate(figure=figure).order_by("-figure")
    keys = list(top.values_list("customer", flat=True)[:cap])
    if len(keys) == cap:
        return people.filter(pk__in=keys)
    counts = When(pk__in=keys, then=exact)
    figures = Case(counts, default=Value(0, kind), output_field=kind)
    return people.annotate(**{name: figures})


def by_count(name: str, people: QuerySet, most_first: bool) -> QuerySet:
    """Sort by the number of orders."""
    return _ranked(
        name,
        people,
        Order.objects.all(),
        EVERY_ORDER,
        order_count(),
        most_first=most_first,
    )


def by_spending(name: str, people: QuerySet, most_first: bool) -> QuerySet:
    """Sort by what was spent."""
    return _ranked(
        name,
        people,
        Order.objects.sold(),
        Sum("total"),
        spent(),
        most_first=most_first,
    )


columns.add(
    "order_count",
    Column(gettext_lazy("orders"), order_count, SEES_ORDERS, sorting=by_count),
)
columns.add(
    "spent",
    Column(
        gettext_lazy("spent"), spent, SEES_ORDERS, format_money, sorting=by_spending
    ),
)
filters.add("bought", Filter(BoughtFilter, SEES_ORDERS))
filters.add("orders", Filter(OrderCountFilter, SEES_ORDERS))
filters.add("spending", Filter(SpendingFilter, SEES_ORDERS))
