"""How a kind of mail looks, with an order that nobody placed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from orders.mails.composing import Letter, Wording, write
from orders.mails.expectations import in_working_days, shown_day, shown_moment
from orders.mails.kinds import Kind
from orders.mails.opening import how_to_open
from orders.models import Line, Order
from orders.prices.quote import to_money
from orders.providers.methods import BankTransfer
from orders.status import Status
from shop.money import format_money

# The status in which an order is when its customer gets the mail.
_STATUS = {
    "order_placed": Status.PENDING,
    "order_link": Status.PENDING,
    "payment_received": Status.PENDING,
    "payment_refused": Status.PENDING,
    "payment_to_confirm": Status.PENDING,
    "order_cancelled": Status.CANCELLED,
    "order_expired": Status.CANCELLED,
    "parcel_sent": Status.SHIPPED,
    "parcel_delivered": Status.DELIVERED,
    "collection_ready": Status.SHIPPED,
    "collected": Status.DELIVERED,
    "refund_made": Status.DELIVERED,
    "bill_lowered": Status.DELIVERED,
    "pieces_taken_off": Status.CONFIRMED,
    "return_requested": Status.DELIVERED,
    "return_approved": Status.DELIVERED,
    "return_refused": Status.DELIVERED,
    "return_received": Status.DELIVERED,
}


_COLLECTIONS = ("collection_ready", "collected")


def example(kind: Kind, *, subject: str = "", body: str = "") -> Letter:
    """Return the mail for an invented order, with other words where they are given."""
    now = Wording.of(kind)
    wording = Wording(subject or now.subject, body or now.body)
    lines = _lines()
    order = _order(kind, lines)
    context: dict[str, Any] = {"values": _values(kind)}
    if kind.shows == "rows":
        context["rows"] = [(line.quantity, line.name) for line in lines]
    if kind.link_button:
        context["link"] = "https://carrier.example/JD0002"
    return write(kind, wording, order, lines, context, settings.SITE_URL)


def _lines() -> list[Line]:
    wanted = ((2, _("Stoneware mug, blue"), "14.50"), (1, _("Linen tea towel"), "9.00"))
    return [
        Line(
            name=name,
            quantity=count,
            unit_price=Decimal(price),
            line_total=count * Decimal(price),
        )
        for count, name, price in wanted
    ]


def _order(kind: Kind, lines: list[Line]) -> Order:
    subtotal = sum((line.line_total for line in lines), Decimal(0))
    total = subtotal + Decimal("3.95")
    return Order(
        number="7Q2M4XK9TD",
        full_name="Ada Byron",
        email="ada@mail.example",
        status=_STATUS.get(kind.code, Status.CONFIRMED),
        currency=settings.CURRENCY,
        prices_include_tax=settings.PRICES_INCLUDE_TAX,
        payment_method=BankTransfer.code,
        shipping_method="pickup" if kind.code in _COLLECTIONS else "standard",
        subtotal=subtotal,
        shipping_total=Decimal("3.95"),
        tax_total=to_money(total / 6),
        total=total,
        placed_at=timezone.now(),
    )


def _values(kind: Kind) -> dict[str, str]:
    """Return an example for each value that a mail of this kind gets."""
    amount = format_money(Decimal("41.95"))
    examples = {
        "parcel": _("parcel 1"),
        "parcel_sentence": _("Everything you ordered is packed and waiting for you.")
        if kind.code in _COLLECTIONS
        else _("Everything you ordered has been sent."),
        "tracking": _("Carrier: Royal Mail. Tracking number: JD0002."),
        "deadline": shown_moment(timezone.now() + timedelta(hours=72)),
        "how": how_to_open(timezone.now() + timedelta(days=settings.GUEST_LINK_DAYS)),
        "amount": amount,
        "rest": _rest(kind),
        "way": _("by bank transfer"),
        "why": _("The card was refused."),
        "reason": _reason(kind),
        "money": _("%(amount)s is taken off what you have to pay.")
        % {"amount": amount},
        "what_next": _what_next(kind),
        "answer": _("Please put the pieces into their box and send them to us."),
    }
    return {name: examples[name] for name in kind.values}


def _rest(kind: Kind) -> str:
    """Return what is left to pay when its customer gets the mail."""
    if kind.code == "bill_lowered":
        return _("Nothing is left to pay.")
    return _("Your order is paid in full.")


def _reason(kind: Kind) -> str:
    """Return what staff might write in the mail."""
    if kind.code in ("order_cancelled", "pieces_taken_off"):
        return _("We are sorry: the last ones were damaged in our storeroom.")
    return _("For the pieces you sent back.")


def _what_next(kind: Kind) -> str:
    """Return what happens next with a return when its customer gets the mail."""
    now = timezone.now()
    if kind.code == "return_approved":
        send = _("Next: send the pieces to us by %(day)s.")
        send %= {"day": shown_day(in_working_days(now, settings.RETURN_SEND_DAYS))}
        return "\n\n".join([send, "\n".join(settings.RETURN_ADDRESS)])
    if kind.code == "return_received":
        text = _("Next: we check it and refund you by %(day)s.")
        return text % {"day": shown_day(in_working_days(now, settings.REFUND_DAYS))}
    text = _("Next: we check your request and answer it by %(day)s.")
    day = in_working_days(now, settings.RETURN_ANSWER_DAYS)
    return text % {"day": shown_day(day)}
