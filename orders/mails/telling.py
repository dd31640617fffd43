"""What customers are told about their money and about pieces that are not sent."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from orders import mails
from orders.ledger import Balance, balance_of
from orders.models import Order, PaymentEntry, Refund, TakenOff
from orders.prices.quote import ZERO
from shop.money import format_money

Method = Refund.Method


def tell_payment_received(order: Order, entry: PaymentEntry, now: Balance) -> None:
    """Write that a payment is here, and what is left to pay."""
    if now.due < ZERO:
        text = _("That is %(amount)s more than needed; we will refund the difference.")
        rest = text % {"amount": format_money(-now.due, order.currency)}
    else:
        rest = _left_to_pay(order, now) if now.due else _("It is paid in full.")
    mails.mail(
        "payment_received",
        order,
        about=entry.pk,
        amount=format_money(entry.amount, entry.currency),
        rest=rest,
    )


def tell_sent_back(refund: Refund) -> None:
    """Write that the money has left us. Only once it has."""
    mails.mail(
        "refund_made",
        refund.order,
        about=refund.pk,
        rows=_pieces(refund),
        amount=format_money(refund.amount, refund.currency),
        way=_way(refund),
        reason=refund.reason,
    )


def tell_lowered(order: Order, refund: Refund) -> None:
    """Write that there is less to pay: no money moved, and none was sent."""
    mails.mail(
        "bill_lowered",
        order,
        about=refund.pk,
        rows=_pieces(refund),
        amount=format_money(refund.credited, refund.currency),
        rest=_left_to_pay(order),
        reason=refund.reason,
    )


def tell_taken_off(
    order: Order, rows: Iterable[TakenOff], refund: Refund | None, reason: str
) -> None:
    """Write which pieces will not be sent, and what that means for the money.

    An order of which nothing is left says so in the mail of its cancellation.
    """
    rows = list(rows)
    if not rows:
        return
    mails.mail(
        "pieces_taken_off",
        order,
        about=rows[0].pk,
        rows=[(row.quantity, row.line.name) for row in rows],
        money=_money(order, refund) if refund else "",
        reason=reason,
    )


def _money(order: Order, refund: Refund) -> str:
    """Return what goes back and what is taken off the bill, in sentences."""
    sentences, lowered = [], refund.credited - refund.amount
    if refund.amount:
        names = {
            "amount": format_money(refund.amount, refund.currency),
            "way": _way(refund),
        }
        text = _(
            "We will refund %(amount)s %(way)s and let you know when we have sent it."
        )
        sentences.append(text % names)
    if lowered > 0:
        text = _("%(amount)s is taken off what you have to pay.")
        lowered_by = format_money(lowered, refund.currency)
        sentences += [text % {"amount": lowered_by}, _left_to_pay(order)]
    return " ".join(sentences)


def _left_to_pay(order: Order, now: Balance | None = None) -> str:
    due = (now or balance_of(order)).due
    if due <= ZERO:
        return _("Nothing is left to pay.")
    text = _("%(amount)s is still to pay.")
    return text % {"amount": format_money(due, order.currency)}


def _way(refund: Refund) -> str:
    if refund.method == Method.BANK:
        return _("by bank transfer")
    return _("the way you paid")


def _pieces(refund: Refund) -> list[tuple[int, str]]:
    rows = refund.lines.select_related("line")
    return [(row.quantity, row.line.name) for row in rows]
