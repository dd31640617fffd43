"""Granting refunds: how much may go back, which way, for what, and its credit note."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from database.queue import outbox
from database.rows.ids import random_number
from database.rows.insert import insert_all
from orders.errors import RefundRefused
from orders.ledger.entries import Balance, balance_of, settle
from orders.ledger.steps import RefundStep, passing
from orders.ledger.ways_back import WayBack, left_at, one_way_back, ways_back
from orders.ledger.worth import TooMany, share, shares, shipping_left, total, worths
from orders.models import (
    CreditNote,
    CreditNoteLine,
    Line,
    Order,
    PaymentEntry,
    Refund,
    RefundLine,
    Return,
)
from orders.prices.quote import ZERO
from orders.providers import PaymentMethod, payment_method
from orders.providers.methods import BankTransfer
from shop.money import format_money

Method = Refund.Method
Kind = PaymentEntry.Kind
PREFIX = "CN"
UNIT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be given back: pieces of lines, of the delivery, and a sum besides.

    `overpaid` is what the customer paid too much; it is credited nowhere. `unsent` says
    how many of the pieces were not sent yet, so that they are taken off the order, and
    `unsellable` on which lines these do not go back into stock. `shown` is how many
    pieces of each line the form showed as not sent. `tender` names the charge that the
    money goes back to, if it is not the one of the order's own way to pay.
    """

    key: str
    reason: str
    pieces: Mapping[UUID, int] = field(default_factory=dict)
    shipping: Decimal = ZERO
    extra: Decimal = ZERO
    overpaid: Decimal = ZERO
    method: str = Method.ORIGINAL
    tender: str = ""
    account: str = ""
    returned: Return | None = None
    unsent: Mapping[UUID, int] = field(default_factory=dict)
    unsellable: Collection[UUID] = ()
    shown: Mapping[UUID, int] = field(default_factory=dict)


def grant(order: Order, wish: Wish) -> Refund:
    """Decide a refund, under the order's lock in the caller's transaction.

    Writes the refund, its credit note and the balance, and queues what carries it out.
    The same key returns the first refund. Raises RefundRefused and changes nothing.
    """
    if known := granted_before(order, wish.key):
        return known
    now = balance_of(order)
    amounts = _amounts(order, wish)
    credited = total(amounts.values()) + wish.shipping + wish.extra
    _check(order, wish, now, credited)
    moves_money = wish.method != Method.CREDIT
    amount = credited + wish.overpaid if moves_money else ZERO
    return _write(order, wish, amounts, credited=credited, amount=amount)


def granted_before(order: Order, key: str) -> Refund | None:
    """Return the refund that this key led to. Raises RefundRefused for others."""
    known = Refund.objects.filter(key=key).first()
    if known and known.order_id != order.pk:
        raise RefundRefused(_("This form has already been used for another order."))
    return known


def grant_cancelled(
    order: Order, pieces: Mapping[UUID, int], *, key: str, reason: str
) -> Refund | None:
    """Take the price of cancelled pieces off the order, under its lock.

    What is still to pay is lowered first; the money that is too much then goes back the
    way it came. Pieces that were refunded before are not refunded again, and a price
    that was reduced meanwhile is not taken off twice. None if nothing is left of it.
    """
    of_lines, now = worths(order), balance_of(order)
    left, amounts, counts = now.creditable, {}, {}
    for line, count in pieces.items():
        if count := min(count, of_lines[line].left):
            amounts[line], counts[line] = min(share(of_lines[line], count), left), count
            left -= amounts[line]
    credited = total(amounts.values())
    if not credited:
        return None
    amount = min(max(credited - max(now.due, ZERO), ZERO), max(now.held, ZERO))
    way = one_way_back(order, amount) if amount else WayBack(Method.CREDIT, ZERO)
    wish = Wish(key, reason, pieces=counts, method=way.method, tender=way.tender)
    return _write(order, wish, amounts, credited=credited, amount=amount)


def _write(
    order: Order,
    wish: Wish,
    amounts: Mapping[UUID, Decimal],
    *,
    credited: Decimal,
    amount: Decimal,
) -> Refund:
    """Write what was decided, and queue what carries it out."""
    is_automatic = _paid_by(order, wish).automatic
    by_hand = wish.method != Method.ORIGINAL or not is_automatic
    refund = Refund.objects.create(
        order=order,
        returned=wish.returned,
        key=wish.key,
        method=wish.method,
        provider=_booked_under(order, wish),
        by_hand=by_hand,
        amount=amount,
        credited=credited,
        shipping=wish.shipping,
        currency=order.currency,
        reason=wish.reason.strip()[:200],
        account=wish.account.strip()[:120],
    )
    lines = [
        RefundLine(
            refund=refund, line=line, quantity=wish.pieces[line.pk], amount=worth
        )
        for line in order.lines.all()
        if (worth := amounts.get(line.pk)) is not None
    ]
    RefundLine.objects.bulk_create(lines)
    if credited:
        write_credit_note(refund, lines)
    settle(order)
    if not by_hand:
        outbox.put("refund", key=f"refund:{refund.pk}", refund_id=str(refund.pk))
    passing(RefundStep.GRANTED, refund.provider_reference)
    return refund


def give_back_what_is_held(order: Order, *, key: str, reason: str) -> list[Refund]:
    """Grant back everything that we hold of a cancelled order's money.

    Each part the way it came: to the charge that took it, and the rest by hand.
    """
    refunds: list[Refund] = []
    for way in ways_back(order, max(balance_of(order).held, ZERO)):
        credited = min(way.amount, balance_of(order).creditable)
        wish = Wish(
            f"{key}:{way.tender}" if refunds else key,
            reason,
            extra=credited,
            overpaid=way.amount - credited,
            method=way.method,
            tender=way.tender,
        )
        refunds.append(grant(order, wish))
    return refunds


def _paid_by(order: Order, wish: Wish) -> PaymentMethod:
    """Return the way to pay that the money goes back to, if it goes back by it."""
    return payment_method(wish.tender or order.payment_method)


def _booked_under(order: Order, wish: Wish) -> str:
    """Return the code of the provider in whose name the refund is booked."""
    if wish.method == Method.BANK:
        return BankTransfer.code
    return _paid_by(order, wish).booked_as


def _amounts(order: Order, wish: Wish) -> dict[UUID, Decimal]:
    of_lines = worths(order)
    if wish.pieces.keys() - of_lines:
        raise RefundRefused(_("One of these lines does not belong to this order."))
    try:
        return shares(of_lines, wish.pieces)
    except TooMany as error:
        name = next(line.name for line in order.lines.all() if line.pk == error.key)
        raise RefundRefused(
            _("Only %(left)d of “%(name)s” can still be refunded.")
            % {"left": error.left, "name": name}
        ) from error


def _check(order: Order, wish: Wish, now: Balance, credited: Decimal) -> None:
    names = {"number": order.number}
    if min(wish.shipping, wish.extra, wish.overpaid) < 0:
        raise RefundRefused(_("An amount cannot be less than 0."))
    if not credited + wish.overpaid:
        raise RefundRefused(_("Choose what to refund: pieces, delivery or an amount."))
    if not wish.reason.strip():
        raise RefundRefused(_("Say what the refund is for."))
    if wish.shipping > shipping_left(order):
        left = format_money(shipping_left(order), order.currency)
        text = _("Only %(left)s of the delivery can still be refunded.")
        raise RefundRefused(text % {"left": left})
    if credited > now.creditable:
        left = format_money(now.creditable, order.currency)
        text = _(
            "Only %(left)s of the price of order %(number)s can still be taken off."
        )
        if wish.pieces and not wish.extra:
            # A lower price was granted before, for the order and not for a line of it.
            text = _(
                "Only %(left)s of the price of order %(number)s can still be taken "
                "off, as it was reduced before. Enter no pieces, but up to %(left)s "
                "as an extra amount."
            )
        raise RefundRefused(text % {**names, "left": left})
    if wish.method == Method.CREDIT:
        _check_credit(order, wish, now, credited)
    else:
        _check_money(order, wish, now, credited)


def _check_credit(order: Order, wish: Wish, now: Balance, credited: Decimal) -> None:
    if wish.overpaid or credited > max(now.due, ZERO):
        left = format_money(max(now.due, ZERO), order.currency)
        text = _(
            "Only %(left)s of order %(number)s is still to pay, so no more than "
            "that can be taken off. Refund the rest."
        )
        raise RefundRefused(text % {"number": order.number, "left": left})


def _check_money(order: Order, wish: Wish, now: Balance, credited: Decimal) -> None:
    if credited + wish.overpaid > now.held:
        left = format_money(max(now.held, ZERO), order.currency)
        text = _(
            "Only %(left)s of what was paid for order %(number)s can still be refunded."
        )
        raise RefundRefused(text % {"number": order.number, "left": left})
    too_much = max(-now.due, ZERO)
    if wish.overpaid > too_much:
        left = format_money(too_much, order.currency)
        text = _(
            "Order %(number)s was overpaid by %(left)s, so no more than that "
            "can be refunded."
        )
        raise RefundRefused(text % {"number": order.number, "left": left})
    method = _paid_by(order, wish)
    if wish.method == Method.ORIGINAL and method.automatic:
        _check_charge(order, method.booked_as, credited + wish.overpaid)


def _check_charge(order: Order, code: str, amount: Decimal) -> None:
    """Raise RefundRefused where the provider did not take so much."""
    left = left_at(order, code)
    if amount > left:
        text = _(
            "Only %(left)s can be refunded the way it was paid. Transfer the rest."
        )
        raise RefundRefused(text % {"left": format_money(left, order.currency)})


def write_credit_note(refund: Refund, lines: Sequence[RefundLine]) -> CreditNote:
    """Write the document for what the refund credits, line by line."""
    note, rows = credit_note_of(refund, lines)
    insert_all([note, *rows])
    return note


def credit_note_of(
    refund: Refund, lines: Sequence[RefundLine]
) -> tuple[CreditNote, list[CreditNoteLine]]:
    """Return the unsaved document for what the refund credits, and its lines."""
    order = refund.order
    note = CreditNote(
        number=f"{PREFIX}{random_number()}",
        order=order,
        customer_id=order.customer_id,
        refund=refund,
        source=Order.Source.STAFF,
        currency=refund.currency,
        total=-refund.credited,
        issued_at=refund.created_at,
    )
    rows = [_goods(note, row) for row in lines]
    goods = sum((row.amount for row in lines), ZERO)
    if refund.shipping:
        rows.append(_other(note, _("Delivery"), refund.shipping))
    if rest := refund.credited - refund.shipping - goods:
        rows.append(_other(note, _("Reduced price"), rest))
    for position, row in enumerate(rows, start=1):
        row.position = position
    return note, rows


def _goods(note: CreditNote, row: RefundLine) -> CreditNoteLine:
    """Return the line of a product; its unit price may be a rounded one.

    Where pieces times unit price would not be the amount, all pieces are one item.
    """
    line: Line = row.line
    unit = (row.amount / row.quantity).quantize(UNIT)
    quantity, name = row.quantity, line.name
    if unit * quantity != row.amount:
        quantity, unit = 1, row.amount
        name = f"{row.quantity} × {line.name}"[:200] if row.quantity > 1 else name
    return CreditNoteLine(
        credit_note=note,
        product_id=line.product_id,
        sku=line.sku,
        name=name,
        quantity=quantity,
        unit_price=unit,
        line_total=-row.amount,
    )


def _other(note: CreditNote, name: str, amount: Decimal) -> CreditNoteLine:
    return CreditNoteLine(
        credit_note=note, name=name, quantity=1, unit_price=amount, line_total=-amount
    )
