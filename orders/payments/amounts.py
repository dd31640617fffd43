"""What an order's payments come to, computed from the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from orders.models import Order, PaymentEntry, Refund
from orders.pricing import ZERO
from orders.status import Status

Kind = PaymentEntry.Kind


@dataclass(frozen=True, slots=True)
class Standing:
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


def standing(order: Order) -> Standing:
    """Return what the ledger and the refunds come to, read now. Two queries.

    Added up here and not by the database: SQLite adds decimals as floats.
    """
    entries = PaymentEntry.objects.filter(order=order).only("kind", "amount")
    refunds = Refund.objects.filter(order=order).only("entry", "amount", "credited")
    return _add_up(order, entries, refunds)


def shown_standing(order: Order) -> Standing:
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
    return standing(order).due


def _add_up(
    order: Order, entries: Iterable[PaymentEntry], refunds: Iterable[Refund]
) -> Standing:
    sums, booked = dict.fromkeys(Kind.values, ZERO), set()
    for entry in entries:
        sums[entry.kind] += entry.amount
        booked.add(entry.pk)
    # Entries are read first: a refund that was booked between the two queries is still
    # promised, as far as these entries know, and not money that we hold.
    refunds = list(refunds)
    return Standing(
        total=order.total,
        authorised=sums[Kind.AUTHORISED],
        captured=sums[Kind.CAPTURED],
        voided=sums[Kind.VOIDED],
        refunded=sums[Kind.REFUNDED],
        promised=sum((r.amount for r in refunds if r.entry_id not in booked), ZERO),
        credited=sum((refund.credited for refund in refunds), ZERO),
        is_cancelled=order.status == Status.CANCELLED,
    )
