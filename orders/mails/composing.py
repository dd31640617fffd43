"""What a mail says: subject, text and HTML, from one set of words."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from orders.ledger import taken_off
from orders.mails.expectations import next_step, where_to_act
from orders.mails.kinds import CONFIRM_PAYMENT, Kind
from orders.mails.wording import fill_in, one_line, paragraphs
from orders.models import MailText, Order
from orders.prices.quote import ZERO
from orders.providers.methods import payment_method
from orders.status import Status
from shop.money import format_money

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, written out."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and body as they are in force: staff's, or the default."""

    subject: str
    body: str

    @classmethod
    def of(cls, kind: Kind) -> "Wording":
        """Return the words in force for this kind."""
        ours = MailText.objects.filter(kind=kind.code).first()
        subject, body = (ours.subject, ours.body) if ours else ("", "")
        return cls(subject or str(kind.subject), body or str(kind.body))


def common_values(order: Order) -> dict[str, str]:
    """Return what every mail about the order may name."""
    placed = timezone.localtime(order.placed_at)
    return {
        "number": order.number,
        "name": order.full_name or _("customer"),
        "shop": settings.SHOP_NAME,
        "total": format_money(order.total, order.currency),
        "placed": date_format(placed, "j M Y"),
        "next": next_step(order).sentence,
        "payment": how_to_pay(order),
    }


def how_to_pay(order: Order, due: Decimal | None = None) -> str:
    """Return what the customer has to do to pay; empty if nothing is to do.

    `due` is what is left to pay; without it, what the stored balance says.
    """
    if order.status != Status.PENDING:
        return ""
    amount = order.due if due is None else due
    if amount <= 0:
        return ""
    method = payment_method(order.payment_method)
    return method.how_to_pay(format_money(amount, order.currency), order.number)


def write(
    kind: Kind,
    wording: Wording,
    order: Order,
    lines: Any,
    context: dict[str, Any],
    order_url: str,
) -> Letter:
    """Write the mail out from the order's `lines` and what was passed along."""
    values = common_values(order) | context.get("values", {})
    subject = one_line(fill_in(wording.subject, values))[:LONGEST_SUBJECT]
    link = context.get("link", "")
    off = taken_off(order) if lines and order.status != Status.PENDING else ZERO
    names = {
        "subject": subject,
        "heading": kind.heading,
        "paragraphs": paragraphs(fill_in(wording.body, values)),
        "order": order,
        "lines": lines if kind.shows == "order" else (),
        "taken_off": off,
        "costs_now": order.total - off,
        "rows": context.get("rows", ()),
        "rows_title": kind.rows_title,
        "button": _button(kind, order, link),
        "address": link or order_url,
        "order_url": order_url if link else "",
        "shop_name": settings.SHOP_NAME,
    }
    return Letter(
        subject,
        _plain(render_to_string("emails/order.txt", names)),
        _plain(render_to_string("emails/order.html", names)),
    )


def _button(kind: Kind, order: Order, link: str) -> Any:
    """Return what the button says: first of all, what the customer has to do."""
    if link and kind.link_button:
        return kind.link_button
    is_thanks = kind.code == "order_placed"
    return CONFIRM_PAYMENT if is_thanks and where_to_act(order) else kind.button


def _plain(text: str) -> str:
    """Return the text without Django's promise that it is safe within a page.

    It is a mail; a page of the back office that shows it has to escape it.
    """
    return text + ""
