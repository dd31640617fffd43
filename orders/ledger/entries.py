"""The entries of an order's payments: what they come to, and writing one.

Amounts follow from the ledger, never from a status. Who writes holds the order's lock.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from database.rows.insert import insert_once
from database.rows.money import MOST_MONEY, is_money
from orders.errors import PaymentRefused
from orders.models import Order, PaymentBalance, PaymentEntry, Refund
from orders.prices.quote import ZERO
from orders.status import Status
from shop.money import format_money

Kind = PaymentEntry.Kind


@dataclass(frozen=True, slots=True)
class Balance:
    """Everything that decides who owes whom how much for an order."""

    total: Decimal
    authorised: Decimal
    captured: Decimal
    voided: Decimal
    refunded: Decimal
    # Refunds that were granted and are not in the ledger yet.
    promised: Decimal
    credited: Decimal
    is_cancelled: bool

    @property
    def granted(self) -> Decimal:
        """What went back or is going to."""
        return self.refunded + self.promised

    @property
    def held(self) -> Decimal:
        """What we have of the customer's money, and may keep."""
        return self.captured - self.granted

    @property
    def owed(self) -> Decimal:
        """What the order costs the customer by now; a cancelled one costs nothing."""
        return ZERO if self.is_cancelled else self.total - self.credited

    @property
    def creditable(self) -> Decimal:
        """What can still be taken off the order's price."""
        return self.total - self.credited

    @property
    def due(self) -> Decimal:
        """Positive: the customer owes it. Negative: we owe it."""
        return self.owed - self.held

    @property
    def is_paid(self) -> bool:
        return self.due <= 0

    @property
    def is_underpaid(self) -> bool:
        """Whether a part arrived and the rest did not."""
        return ZERO < self.held < self.owed

    @property
    def is_overpaid(self) -> bool:
        return self.due < 0


def balance_of(order: Order) -> Balance:
    """Return what the ledger and the refunds come to, read now. Two queries.

    Added up here and not by the database: SQLite adds decimals as floats.
    """
    entries = PaymentEntry.objects.filter(order=order).only("kind", "amount")
    refunds = Refund.objects.filter(order=order).only("entry", "amount", "credited")
    return _add_up(order, entries, refunds)


def shown_balance(order: Order) -> Balance:
    """Return the same from entries and refunds that were read with the order."""
    return _add_up(order, order.payment_entries.all(), order.refunds.all())


def captured(order: Order) -> Decimal:
    """Return what arrived for the order, whatever went back since."""
    return PaymentEntry.objects.filter(order=order).sums()[Kind.CAPTURED]


def refunded(order: Order) -> Decimal:
    """Return what went back to the customer."""
    return PaymentEntry.objects.filter(order=order).sums()[Kind.REFUNDED]


def amount_due(order: Order) -> Decimal:
    """Return what the customer still owes for the order; negative: we owe it."""
    return balance_of(order).due


def reserved(order: Order) -> Decimal:
    """Return what providers hold for us: authorised, and neither taken nor released."""
    held: dict[str, Decimal] = defaultdict(Decimal)
    entries = PaymentEntry.objects.filter(order=order)
    for provider, kind, amount in entries.values_list("provider", "kind", "amount"):
        if kind == Kind.AUTHORISED:
            held[provider] += amount
        elif kind in (Kind.CAPTURED, Kind.VOIDED):
            held[provider] -= amount
    return sum((amount for amount in held.values() if amount > 0), ZERO)


def taken_off(order: Order) -> Decimal:
    """Return what was taken off the order's price since, by the stored balance.

    One query, unless the balance was read with the order.
    """
    balance = getattr(order, "payment_balance", None)
    return balance.credited if balance else ZERO


def record(
    order: Order,
    kind: str,
    amount: Decimal,
    *,
    provider: str,
    reference: str,
    currency: str = "",
    note: str = "",
    occurred_at: datetime | None = None,
) -> PaymentEntry | None:
    """Add an entry, and return it; None where the provider told of it before.

    Raises PaymentRefused for another currency than the order's, for an amount that is
    none, and for a reference that stands for another order or amount.
    """
    _check(order, amount, currency)
    entry = PaymentEntry(
        order=order,
        provider=provider,
        kind=kind,
        amount=amount,
        currency=order.currency,
        reference=reference,
        note=note[:200],
        occurred_at=occurred_at or timezone.now(),
    )
    if insert_once(entry):
        return entry
    known = PaymentEntry.objects.get(provider=provider, kind=kind, reference=reference)
    if (known.order_id, known.amount) != (order.pk, amount):
        raise PaymentRefused(
            _("“%(reference)s” has already been booked for another order or amount.")
            % {"reference": reference}
        )
    return None


def settle(order: Order) -> Balance:
    """Compute the order's balance again, store it for lists, and return it."""
    now = balance_of(order)
    if now.captured > MOST_MONEY:
        raise PaymentRefused(
            _(
                "The payments for order %(number)s add up to more than can be "
                "stored. Nothing was changed."
            )
            % {"number": order.number}
        )
    if now.granted > now.captured:
        raise PaymentRefused(
            _(
                "%(granted)s would be refunded for order %(number)s, but only "
                "%(captured)s was paid. Nothing was changed."
            )
            % {
                "granted": format_money(now.granted, order.currency),
                "captured": format_money(now.captured, order.currency),
                "number": order.number,
            }
        )
    order.payment_balance, _made = PaymentBalance.objects.update_or_create(
        order=order,
        defaults={
            "captured": now.captured,
            "refunded": now.refunded,
            "granted": now.granted,
            "credited": now.credited,
            "due": now.due,
        },
    )
    return now


def _check(order: Order, amount: Decimal, currency: str) -> None:
    if currency and currency.upper() != order.currency:
        raise PaymentRefused(
            _("Order %(number)s is in %(ours)s, the payment in %(theirs)s.")
            % {"number": order.number, "ours": order.currency, "theirs": currency}
        )
    if not is_money(amount) or amount <= 0:
        raise PaymentRefused(
            _("Enter an amount of more than 0, with at most two decimals.")
        )


def _add_up(
    order: Order, entries: Iterable[PaymentEntry], refunds: Iterable[Refund]
) -> Balance:
    sums, booked = dict.fromkeys(Kind.values, ZERO), set()
    for entry in entries:
        sums[entry.kind] += entry.amount
        booked.add(entry.pk)
    # Entries are read first: a refund that was booked between the two queries is still
    # promised, as far as these entries know, and not money that we hold.
    refunds = list(refunds)
    return Balance(
        total=order.total,
        authorised=sums[Kind.AUTHORISED],
        captured=sums[Kind.CAPTURED],
        voided=sums[Kind.VOIDED],
        refunded=sums[Kind.REFUNDED],
        promised=sum((r.amount for r in refunds if r.entry_id not in booked), ZERO),
        credited=sum((refund.credited for refund in refunds), ZERO),
        is_cancelled=order.status == Status.CANCELLED,
    )
