"""What has to be true of payments: balances, charges, money of cancelled orders."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.consistency.generic import Fault, register
from orders.ledger.entries import settle
from orders.ledger.selecting import PAID_FIRST
from orders.life.going_on import go_on_without_money
from orders.models import (
    Order,
    Payment,
    PaymentBalance,
    PaymentEntry,
    ProviderEvent,
    Refund,
)
from orders.providers.methods import PAYMENT
from orders.status import Status

Kind = PaymentEntry.Kind
MONEY = DecimalField(max_digits=20, decimal_places=2)
HOUR = timedelta(hours=1)


def summed(rows: QuerySet, column: str = "amount", of: str = "order") -> Any:
    """Return the sum of the outer order's rows, rounded: SQLite adds up floats."""
    rows = rows.filter(**{of: OuterRef("pk")}).order_by().values(of)
    sums = rows.annotate(sum=Sum(column)).values("sum")
    nothing = Value(Decimal(0), output_field=MONEY)
    return Round(Coalesce(Subquery(sums), nothing, output_field=MONEY), 2)


def entries(kind: str) -> QuerySet:
    """Return the ledger's entries of a kind."""
    return PaymentEntry.objects.filter(kind=kind)


def has_money() -> Any:
    """Tell whether money or a credit was booked for the outer order."""
    touched: Any = Exists(PaymentEntry.objects.filter(order=OuterRef("pk")))
    return touched | Exists(Refund.objects.filter(order=OuterRef("pk")))


def with_money(using: str) -> QuerySet:
    """Return the orders that money or a credit was booked for, with their sums."""
    rows = Order.objects.using(using).filter(has_money()).order_by()
    waiting = Refund.objects.to_carry_out()
    rows = rows.annotate(
        in_ledger=summed(entries(Kind.CAPTURED)),
        given_back=summed(entries(Kind.REFUNDED)),
        credited=summed(Refund.objects.all(), "credited"),
    )
    rows = rows.annotate(
        granted=Round(F("given_back") + summed(waiting), 2, output_field=MONEY)
    )
    owed = Case(
        When(status=Status.CANCELLED, then=Value(Decimal(0))),
        default=F("total") - F("credited"),
        output_field=MONEY,
    )
    due = owed - F("in_ledger") + F("granted")
    return rows.annotate(real_due=Round(due, 2, output_field=MONEY))


def confirm_without_money(using: str, faults: Sequence[Fault]) -> int:
    """Let the orders go on that nothing is due on, under their locks."""
    orders = (Order.objects.using(using).locked(fault.key) for fault in faults)
    return sum(go_on_without_money(order) is not None for order in orders)


def settle_again(using: str, faults: Sequence[Fault]) -> int:
    """Compute the balances again from the ledger, under the orders' locks."""
    for fault in faults:
        settle(Order.objects.using(using).locked(fault.key))
    return len(faults)


@register(
    "orders.payment_balance",
    "orders",
    "payments",
    of="orders.Order",
    message=gettext_lazy("An order's balance does not match its payments."),
    advice=gettext_lazy("A repair works it out again from the ledger."),
    fix=settle_again,
)
def wrong_balances(using: str) -> Iterator[Fault]:
    pairs = {
        "captured": "in_ledger",
        "refunded": "given_back",
        "granted": "granted",
        "credited": "credited",
        "due": "real_due",
    }
    wrong = Q(payment_balance=None)
    rows = with_money(using)
    for stored, real in pairs.items():
        gap = Round(F(f"payment_balance__{stored}") - F(real), 2, output_field=MONEY)
        rows = rows.annotate(**{f"gap_{stored}": gap})
        wrong |= ~Q(**{f"gap_{stored}": 0})
    # Money that went back without having come in is told by a check of its own.
    rows = rows.filter(wrong, granted__lte=F("in_ledger"))
    named = rows.values_list("pk", "number", "payment_balance__due", "real_due")
    for pk, number, stored, due in named.iterator():
        before = _("none") if stored is None else str(stored)
        yield Fault(number, _("due: %s") % due, key=pk, before=before, after=str(due))


@register(
    "orders.refunded_above_captured",
    "orders",
    "payments",
    of="orders.Order",
    message=gettext_lazy("More money was refunded for an order than was paid."),
    advice=gettext_lazy(
        "Compare it with the provider and the bank, and ask the customer."
    ),
)
def too_much_refunded(using: str) -> Iterator[Fault]:
    rows = with_money(using).filter(granted__gt=F("in_ledger"))
    yield from _named(rows, "granted")


@register(
    "orders.credited_above_total",
    "orders",
    "payments",
    of="orders.Order",
    message=gettext_lazy("More was taken off an order than it cost."),
    advice=gettext_lazy("Compare its credit notes with its returns."),
)
def too_much_credited(using: str) -> Iterator[Fault]:
    rows = with_money(using).filter(credited__gt=F("total"))
    yield from _named(rows, "credited")


@register(
    "orders.charged_twice",
    "orders",
    "payments",
    of="orders.Order",
    message=gettext_lazy("A provider took more than it was asked for."),
    advice=gettext_lazy("Check with the provider, then refund the difference."),
)
def charged_twice(using: str) -> Iterator[Fault]:
    taken = entries(Kind.CAPTURED).filter(
        order=OuterRef("order"), provider=OuterRef("provider")
    )
    sums = taken.order_by().values("order").annotate(sum=Sum("amount")).values("sum")
    rows = Payment.objects.using(using).annotate(
        taken=Round(Subquery(sums, output_field=MONEY), 2)
    )
    rows = rows.filter(taken__gt=F("amount")).order_by()
    for number, sum_ in rows.values_list("order__number", "taken").iterator():
        yield Fault(object=number, detail=str(sum_))


@register(
    "orders.cancelled_holds_money",
    "orders",
    "payments",
    of="orders.Order",
    message=gettext_lazy("A cancelled order was paid, and no refund was granted."),
    advice=gettext_lazy("Refund it on the order's page."),
)
def money_of_cancelled(using: str) -> Iterator[Fault]:
    rows = with_money(using).filter(status=Status.CANCELLED)
    yield from _named(rows.filter(in_ledger__gt=F("granted")), "in_ledger")


@register(
    "orders.paid_but_pending",
    "orders",
    "payments",
    of="orders.Order",
    message=gettext_lazy(
        "Nothing is due on an order, but it is still waiting for payment."
    ),
    severity="warning",
    advice=gettext_lazy("A repair confirms it, as its payment would have done."),
    fix=confirm_without_money,
)
def paid_but_pending(using: str) -> Iterator[Fault]:
    rows = with_money(using).filter(PAID_FIRST, real_due__lte=0)
    free = Order.objects.using(using).filter(PAID_FIRST, total=0).exclude(has_money())
    named = ("pk", "number", "status")
    for orders in (rows.values_list(*named), free.order_by().values_list(*named)):
        for pk, number, status in orders.iterator():
            yield Fault(number, status, key=pk, before=status, after=Status.CONFIRMED)


@register(
    "orders.cash_not_booked",
    "orders",
    "payments",
    of="orders.Order",
    message=gettext_lazy("A parcel was paid on delivery, but no payment is booked."),
    advice=gettext_lazy("Record the payment on the order's page."),
)
def cash_without_entry(using: str) -> Iterator[Fault]:
    booked = Exists(entries(Kind.CAPTURED).filter(order=OuterRef("pk")))
    credited = Exists(Refund.objects.filter(order=OuterRef("pk")))
    rows = Order.objects.using(using).filter(
        ~booked,
        ~credited,
        status=Status.DELIVERED,
        payment_method__in=[
            method.code for method in PAYMENT.values() if method.paid_on_delivery
        ],
        total__gt=0,
    )
    rows = rows.exclude(source=Order.Source.IMPORT).order_by()
    yield from _named(rows, "total")


@register(
    "orders.provider_event_waiting",
    "orders",
    "payments",
    message=gettext_lazy("A provider's message has not been processed for an hour."),
    severity="warning",
    advice=gettext_lazy("Process it again in the back office; the queue says why not."),
)
def forgotten_events(using: str) -> Iterator[Fault]:
    rows = ProviderEvent.objects.using(using).waiting().order_by()
    rows = rows.filter(created_at__lt=timezone.now() - HOUR)
    for event_id, kind in rows.values_list("event_id", "kind").iterator():
        yield Fault(object=event_id, detail=kind)


@register(
    "orders.balance_without_payment",
    "orders",
    "payments",
    of="orders.Order",
    message=gettext_lazy("An order has a balance and no payment."),
    severity="warning",
    advice=gettext_lazy("Look for its payments in a backup."),
)
def balances_of_nothing(using: str) -> Iterator[Fault]:
    paid = Exists(PaymentEntry.objects.filter(order=OuterRef("order")))
    credited = Exists(Refund.objects.filter(order=OuterRef("order")))
    rows = PaymentBalance.objects.using(using).filter(~paid, ~credited)
    rows = rows.exclude(captured=0, credited=0)
    for number, due in rows.values_list("order__number", "due").iterator():
        yield Fault(object=number, detail=str(due))


def _named(rows: QuerySet, amount: str) -> Iterator[Fault]:
    for number, figure in rows.values_list("number", amount).iterator():
        yield Fault(object=number, detail=str(figure))
