"""Writing the ledger of payments. The caller holds the order's lock."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from database.inserting import insert_once
from database.money import MOST_MONEY, is_money
from orders.errors import PaymentRefused
from orders.models import Order, PaymentBalance, PaymentEntry
from orders.payments.amounts import Standing, standing
from shop.money import format_money

Kind = PaymentEntry.Kind


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
            _("“%(reference)s” was booked already, for another order or amount.")
            % {"reference": reference}
        )
    return None


def settle(order: Order) -> Standing:
    """Compute the order's balance anew, store it for lists, and return it."""
    now = standing(order)
    if now.captured > MOST_MONEY:
        raise PaymentRefused(
            _(
                "All payments for order %(number)s together are more than can be "
                "stored. Nothing was changed."
            )
            % {"number": order.number}
        )
    if now.granted > now.captured:
        raise PaymentRefused(
            _(
                "%(granted)s would go back for order %(number)s, but only %(captured)s "
                "came in. Nothing was changed."
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
            _("The amount has to be more than 0, with two decimals at most.")
        )
