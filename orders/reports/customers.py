"""Who buys: the best customers, the new, the occasional, and those who never came back.

Customers are people with an account; orders of guests belong to nobody here.
"""

from functools import lru_cache
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Sum,
    Window,
)
from django.db.models.functions import PercentRank, Rank
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from database.rows.prepared import Parameter, Reading
from orders.models import Order
from orders.prices.quote import to_money
from orders.reports import sales
from orders.reports.people import Customer
from orders.reports.registry import (
    Behind,
    Column,
    Filters,
    Kind,
    Report,
    Row,
    Rows,
    Subject,
    ranked,
    reports,
)

RECENT = 30  # days


def _orders(filters: Filters) -> QuerySet:
    return sales.sold_orders(filters).filter(customer__isnull=False)


def bought(filters: Filters) -> QuerySet:
    """Return a row for each customer who bought in the period: `orders`, `spent`.

    Reports put customers of equal figures in the order in which they joined.
    """
    customers = _orders(filters).values("customer_id")
    return customers.annotate(orders=Count("*"), spent=sales.summed("total"))


def _named(found: QuerySet | Rows, filters: Filters) -> Rows:
    """Read the rows, and then their names: joined before, they would be grouped."""
    rows = list(found[: filters.limit])
    people = User.all_objects.using(filters.using)
    if filters.limit is not None:
        people = people.filter(pk__in=[row["customer_id"] for row in rows])
    names = {
        pk: Customer.known_as(*name)
        for pk, *name in people.order_by().values_list("pk", "username", "source_key")
    }
    for row in rows:
        row["customer"] = names[row["customer_id"]]
    return rows


def top_customers(filters: Filters) -> Rows:
    """Return the customers who spent most, or ordered most often."""
    rows = _named(bought(filters).order_by(f"-{filters.by}", "customer_id"), filters)
    lines = sales.sold_lines(filters).filter(order__customer__isnull=False)
    if filters.limit is not None:
        # A few customers' lines are found by an index; everybody's are read anyway.
        lines = lines.filter(order__customer__in=[row["customer_id"] for row in rows])
    per_customer = lines.values_list("order__customer")
    units = dict(per_customer.annotate(units=Sum("quantity")))
    return [
        {
            "customer": row["customer"],
            "orders": row["orders"],
            "units": units[row["customer_id"]],
            "spent": sales.money(row["spent"]),
        }
        for row in rows
    ]


def customer_ranking(filters: Filters) -> Rows:
    """Return the customers with their ranks by spend and by orders.

    A percentile of 90 says that nine customers of ten rank lower.
    """
    spent, orders = F("spent"), F("orders")
    rows = bought(filters).annotate(
        rank_by_spend=Window(Rank(), order_by=spent.desc()),
        rank_by_orders=Window(Rank(), order_by=orders.desc()),
        spend_percentile=Window(PercentRank(), order_by=spent.asc()),
        orders_percentile=Window(PercentRank(), order_by=orders.asc()),
    )
    ranked = rows.order_by(f"rank_by_{filters.by}", "customer_id")
    return [
        {
            "customer": row["customer"],
            "orders": row["orders"],
            "spent": sales.money(row["spent"]),
            "rank_by_spend": row["rank_by_spend"],
            "rank_by_orders": row["rank_by_orders"],
            "spend_percentile": sales.percent(row["spend_percentile"]),
            "orders_percentile": sales.percent(row["orders_percentile"]),
        }
        for row in _named(ranked, filters)
    ]


def customers_above_average(filters: Filters) -> Rows:
    """Return the customers who spent more than customers do on average."""
    rows = bought(filters).annotate(average=sales.Mean(sales.Average("spent")))
    above = rows.filter(spent__gt=F("average"))
    return [
        {
            "customer": row["customer"],
            "orders": row["orders"],
            "spent": sales.money(row["spent"]),
            "above_average": sales.money(row["spent"]) - to_money(row["average"]),
        }
        for row in _named(above.order_by("-spent", "customer_id"), filters)
    ]


def customers_with_orders(filters: Filters) -> Rows:
    """Return who bought in the period, with the first and the last order in it."""
    rows = bought(filters).annotate(first=Min("placed_at"), last=Max("placed_at"))
    return [
        {
            "customer": row["customer"],
            "orders": row["orders"],
            "spent": sales.money(row["spent"]),
            "first_order": row["first"],
            "last_order": row["last"],
        }
        for row in _named(rows.order_by("-last", "customer_id"), filters)
    ]


def one_time_customers(filters: Filters) -> Rows:
    """Return who bought exactly once in the period, the latest first."""
    rows = bought(filters).filter(orders=1).annotate(placed_at=Max("placed_at"))
    return [
        {
            "customer": row["customer"],
            "placed_at": row["placed_at"],
            "spent": sales.money(row["spent"]),
        }
        for row in _named(rows.order_by("-placed_at", "customer_id"), filters)
    ]


def recent_customers(filters: Filters) -> Rows:
    """Return the accounts with a sold order in the period, the newest account first."""
    return _accounts(filters, have=True)


def customers_without_orders(filters: Filters) -> Rows:
    """Return the active accounts of customers without a sold order in the period."""
    return _accounts(filters, have=False)


def _accounts_by_orders(filters: Filters, *, have: bool) -> QuerySet:
    customers = User.objects.using(filters.using).filter(is_staff=False)
    return _by_orders(customers, sales.sold_orders(filters), have=have)


def _by_orders(customers: QuerySet, orders: QuerySet, *, have: bool) -> QuerySet:
    found = Exists(orders.filter(customer=OuterRef("pk")))
    return customers.filter(found if have else ~found)


def _accounts(filters: Filters, *, have: bool) -> Rows:
    conditions = filters.period.conditions("placed_at")
    reading = _newest_accounts(have, tuple(conditions), filters.limit)
    return [
        {"customer": Customer.known_as(name, key), "email": email, "since": since}
        for name, key, email, since in reading.of(filters.using, conditions)
    ]


@lru_cache(maxsize=100)
def _newest_accounts(
    have: bool, conditions: tuple[str, ...], limit: int | None
) -> Reading:
    """Return what reads them: to compose it takes as long as to answer it."""
    placed_at = Order._meta.get_field("placed_at")
    orders = sales.sold_orders(Filters()).filter(
        **{condition: Parameter(condition, placed_at) for condition in conditions}
    )
    customers = User.objects.filter(is_staff=False)
    accounts = _by_orders(customers, orders, have=have)
    newest = accounts.order_by("-created_at", "username")
    columns = ("username", "source_key", "email", "created_at")
    return Reading(lambda: newest.values_list(*columns)[:limit])


def totals(filters: Filters) -> Row:
    """Return how many customers bought in the period, and what they spent."""
    row = _orders(filters).aggregate(
        customers=Count("customer", distinct=True),
        orders=Count("*"),
        spent=sales.summed("total"),
    )
    customers, spent = row["customers"], sales.money(row["spent"])
    return {
        "customers": customers,
        "orders": row["orders"],
        "spent": spent,
        "average_spent": to_money(spent / max(customers, 1)),
    }


def once_totals(filters: Filters) -> Row:
    """Return how many customers bought once, and what they spent."""
    once = bought(filters).filter(orders=1)
    row = once.aggregate(customers=Count("*"), sum=sales.summed("spent"))
    return {"customers": row["customers"], "spent": sales.money(row["sum"])}


def recent_totals(filters: Filters) -> Row:
    """Return how many accounts have a sold order in the period."""
    return {"customers": _accounts_by_orders(filters, have=True).count()}


def without_totals(filters: Filters) -> Row:
    """Return how many accounts have no sold order in the period."""
    return {"customers": _accounts_by_orders(filters, have=False).count()}


def _account(row: Row, filters: Filters) -> Behind:
    name = row["customer"].user_name
    return Behind("customers", {"username__exact": name, "deleted": "both"})


def _own_orders(row: Row, filters: Filters) -> Behind:
    return sales.orders_behind(row, filters, customer=row["customer"].user_name)


def _orders_of_customers(row: Row, filters: Filters) -> Behind:
    return sales.orders_behind(row, filters, customer="*")


def _bought_once(row: Row, filters: Filters) -> Behind:
    return sales.customers_behind(row, filters, "*1")


def _without_orders(row: Row, filters: Filters) -> Behind:
    return _living({"bought": f"not {filters.period}"})


def _with_orders(row: Row, filters: Filters) -> Behind:
    return _living({"bought": str(filters.period)})


def _living(condition: dict[str, str]) -> Behind:
    return Behind("customers", condition | {"kind": "customer"})


CUSTOMER = Column("customer", _("Customer"), Kind.TEXT, _account)
ORDERS = Column("orders", _("Orders"), Kind.COUNT, _own_orders)
SPENT = Column("spent", _("Spent"), Kind.MONEY, _own_orders)
FIGURES = (
    Column("customers", _("Customers"), Kind.COUNT, sales.customers_behind),
    Column("orders", _("Orders"), Kind.COUNT, _orders_of_customers),
    Column("spent", _("Spent"), Kind.MONEY, _orders_of_customers),
    Column("average_spent", _("Average by customer"), Kind.MONEY, _orders_of_customers),
)
SPENDING = ranked("spent", label="customer")
EMPTY = _(
    "No customer with an account bought anything in this period. Choose other dates."
)
ACCOUNTS = (
    CUSTOMER,
    # Accounting counts people by name; to whom to write is personal data.
    Column("email", _("E-mail address"), permission="accounts.view_personal_data"),
    Column("since", _("Customer since"), Kind.MOMENT),
)


def _add(name: str, title: Any, description: Any, **parts: Any) -> None:
    """Register a report on what customers spend."""
    habits: dict[str, Any] = {
        "figures": FIGURES,
        "totals": totals,
        "empty": EMPTY,
    }
    report = Report(title, description, Subject.CUSTOMERS, **(habits | parts))
    reports.add(name, report)


_add(
    "top_customers",
    _("Top customers"),
    _("The customers who spent most, or ordered most often."),
    rows=top_customers,
    chart=SPENDING,
    rankings=("spent", "orders"),
    columns=(
        CUSTOMER,
        ORDERS,
        Column("units", _("Pieces"), Kind.COUNT, _own_orders),
        SPENT,
    ),
)
_add(
    "customer_ranking",
    _("Customer ranking"),
    _(
        "Every customer's rank by spend and by number of orders. A percentile of 90 "
        "says that nine customers of ten rank lower."
    ),
    rows=customer_ranking,
    chart=SPENDING,
    rankings=("spend", "orders"),
    columns=(
        CUSTOMER,
        ORDERS,
        SPENT,
        Column("rank_by_spend", _("Rank by spend"), Kind.COUNT, _own_orders),
        Column("rank_by_orders", _("Rank by orders"), Kind.COUNT, _own_orders),
        Column("spend_percentile", _("Percentile by spend"), Kind.PERCENT, _own_orders),
        Column(
            "orders_percentile", _("Percentile by orders"), Kind.PERCENT, _own_orders
        ),
    ),
)
_add(
    "customers_above_average",
    _("Customers above average"),
    _("The customers who spent more than customers do on average in the period."),
    rows=customers_above_average,
    chart=SPENDING,
    columns=(
        CUSTOMER,
        ORDERS,
        SPENT,
        Column("above_average", _("Above the average"), Kind.MONEY, _own_orders),
    ),
    empty=_("No customer spent more than customers do on average in this period."),
)
_add(
    "customers_with_orders",
    _("Customers with orders in a period"),
    _("Who bought in the period, with the first and the last order in it."),
    rows=customers_with_orders,
    columns=(
        CUSTOMER,
        ORDERS,
        SPENT,
        Column("first_order", _("First order"), Kind.MOMENT),
        Column("last_order", _("Last order"), Kind.MOMENT),
    ),
)
_add(
    "one_time_customers",
    _("Customers with one order"),
    _("Who bought exactly once in the period, the latest first."),
    rows=one_time_customers,
    totals=once_totals,
    figures=(
        Column("customers", _("Customers"), Kind.COUNT, _bought_once),
        Column("spent", _("Spent"), Kind.MONEY, _bought_once),
    ),
    columns=(CUSTOMER, Column("placed_at", _("Placed"), Kind.MOMENT), SPENT),
    empty=_("No customer with an account bought exactly once in this period."),
)
_add(
    "recent_customers",
    _("Customers with recent orders"),
    _(
        "Accounts with a sold order in the period, which is the last 30 days unless "
        "you choose another. The newest account comes first."
    ),
    rows=recent_customers,
    totals=recent_totals,
    figures=(Column("customers", _("Customers"), Kind.COUNT, _with_orders),),
    columns=ACCOUNTS,
    days=RECENT,
)
_add(
    "customers_without_orders",
    _("Customers without orders"),
    _("Accounts without a sold order in the period. The newest account comes first."),
    rows=customers_without_orders,
    totals=without_totals,
    figures=(Column("customers", _("Customers"), Kind.COUNT, _without_orders),),
    columns=ACCOUNTS,
    empty=_("No customer went without an order in this period."),
)
