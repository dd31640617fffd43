"""Granting refunds: how much may go back, which way, and for what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from database import outbox
from orders.errors import RefundRefused
from orders.models import Line, Order, PaymentEntry, Refund, RefundLine, Return
from orders.payments.amounts import Standing, standing
from orders.payments.credits import write_credit_note
from orders.payments.ledger import settle
from orders.payments.providers import online, provider_of
from orders.payments.steps import RefundStep, passing
from orders.pricing import ZERO, to_money
from orders.refundable import (
    TooMany,
    Worth,
    share,
    shares,
    total,
    worth_of_line,
    worth_of_shipping,
)
from shop.money import format_money

Method = Refund.Method
Kind = PaymentEntry.Kind


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be given back: pieces of lines, of the delivery, and a sum besides.

    `overpaid` is what the customer paid too much; it is credited nowhere. `unsent` says
    how many of the pieces were not sent yet, so that they are taken off the order, and
    `unsellable` on which lines these do not go back into stock. `shown` is how many
    pieces of each line the form showed as not sent.
    """

    key: str
    reason: str
    pieces: Mapping[UUID, int] = field(default_factory=dict)
    shipping: Decimal = ZERO
    extra: Decimal = ZERO
    overpaid: Decimal = ZERO
    method: str = Method.ORIGINAL
    account: str = ""
    returned: Return | None = None
    unsent: Mapping[UUID, int] = field(default_factory=dict)
    unsellable: Collection[UUID] = ()
    shown: Mapping[UUID, int] = field(default_factory=dict)


def worths(order: Order) -> dict[UUID, Worth]:
    """Return what each line was sold for, and how much of it was refunded before."""
    given = RefundLine.objects.given(order)
    return {
        line.pk: Worth(line.quantity, line_worth(order, line), given[line.pk][0])
        if line.pk in given
        else Worth(line.quantity, line_worth(order, line))
        for line in order.lines.all()
    }


def line_worth(order: Order, line: Line) -> Decimal:
    """Return what the customer pays for all pieces of the line."""
    return worth_of_line(
        line.line_total,
        line.discount_amount,
        line.tax_amount,
        tax_included=order.prices_include_tax,
    )


def shipping_left(order: Order) -> Decimal:
    """Return what can still be refunded of the delivery."""
    worth = worth_of_shipping(
        order.shipping_total,
        order.shipping_tax,
        tax_included=order.prices_include_tax,
    )
    given = Refund.objects.filter(order=order).aggregate(sum=Sum("shipping"))["sum"]
    return worth - to_money(Decimal(given or 0))


def grant(order: Order, wish: Wish) -> Refund:
    """Decide a refund, under the order's lock in the caller's transaction.

    Writes the refund, its credit note and the balance, and queues what carries it out.
    The same key returns the first refund. Raises RefundRefused and changes nothing.
    """
    if known := granted_before(order, wish.key):
        return known
    now = standing(order)
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
        raise RefundRefused(_("This form was used for another order already."))
    return known


def grant_cancelled(
    order: Order, pieces: Mapping[UUID, int], *, key: str, reason: str
) -> Refund | None:
    """Take the price of cancelled pieces off the order, under its lock.

    What is still to pay is lowered first; the money that is too much then goes back the
    way it came. Pieces that were refunded before are not refunded again, and a price
    that was reduced meanwhile is not taken off twice. None where nothing is left of it.
    """
    of_lines, now = worths(order), standing(order)
    left, amounts, counts = now.creditable, {}, {}
    for line, count in pieces.items():
        if count := min(count, of_lines[line].left):
            amounts[line], counts[line] = min(share(of_lines[line], count), left), count
            left -= amounts[line]
    credited = total(amounts.values())
    if not credited:
        return None
    amount = min(max(credited - max(now.due, ZERO), ZERO), max(now.held, ZERO))
    method = _way_back(order, amount) if amount else Method.CREDIT
    wish = Wish(key, reason, pieces=counts, method=method)
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
    provider = online(order.payment_method) if wish.method == Method.ORIGINAL else None
    refund = Refund.objects.create(
        order=order,
        returned=wish.returned,
        key=wish.key,
        method=wish.method,
        provider=provider.code if provider else _hand(order, wish.method),
        by_hand=provider is None,
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
    if refund.moves_money and not refund.by_hand:
        outbox.put("refund", key=f"refund:{refund.pk}", refund_id=str(refund.pk))
    passing(RefundStep.GRANTED, refund.provider_reference)
    return refund


def give_back_what_is_held(order: Order, *, key: str, reason: str) -> Refund | None:
    """Grant back everything that we hold of a cancelled order's money."""
    now = standing(order)
    if now.held <= 0:
        return None
    credited = min(now.held, now.creditable)
    wish = Wish(
        key,
        reason,
        extra=credited,
        overpaid=now.held - credited,
        method=_way_back(order, now.held),
    )
    return grant(order, wish)


def _way_back(order: Order, amount: Decimal) -> Method:
    """Return the way it was paid, where so much can go back by it."""
    known = online(order.payment_method)
    fits = known is None or amount <= _left_at(order, known.code)
    return Method.ORIGINAL if fits else Method.BANK


def _hand(order: Order, method: str) -> str:
    """Return under which provider a refund by hand is booked."""
    if method == Method.BANK:
        return "bank_transfer"
    return provider_of(order).code


def _amounts(order: Order, wish: Wish) -> dict[UUID, Decimal]:
    of_lines = worths(order)
    if wish.pieces.keys() - of_lines:
        raise RefundRefused(_("One of these lines is not of this order."))
    try:
        return shares(of_lines, wish.pieces)
    except TooMany as error:
        name = next(line.name for line in order.lines.all() if line.pk == error.key)
        raise RefundRefused(
            _("Only %(left)d of “%(name)s” can still be refunded.")
            % {"left": error.left, "name": name}
        ) from error


def _check(order: Order, wish: Wish, now: Standing, credited: Decimal) -> None:
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
        text = _("Only %(left)s of the price of order %(number)s is left to take off.")
        raise RefundRefused(text % {**names, "left": left})
    if wish.method == Method.CREDIT:
        _check_credit(order, wish, now, credited)
    else:
        _check_money(order, wish, now, credited)


def _check_credit(order: Order, wish: Wish, now: Standing, credited: Decimal) -> None:
    if wish.overpaid or credited > max(now.due, ZERO):
        left = format_money(max(now.due, ZERO), order.currency)
        text = _(
            "Only %(left)s of order %(number)s is still to pay, so no more can be "
            "taken off. Refund the rest."
        )
        raise RefundRefused(text % {"number": order.number, "left": left})


def _check_money(order: Order, wish: Wish, now: Standing, credited: Decimal) -> None:
    if credited + wish.overpaid > now.held:
        left = format_money(max(now.held, ZERO), order.currency)
        text = _(
            "Only %(left)s of the money for order %(number)s is here and not promised "
            "back already."
        )
        raise RefundRefused(text % {"number": order.number, "left": left})
    too_much = max(-now.due, ZERO)
    if wish.overpaid > too_much:
        left = format_money(too_much, order.currency)
        text = _("Order %(number)s was overpaid by %(left)s, not by more.")
        raise RefundRefused(text % {"number": order.number, "left": left})
    if wish.method == Method.ORIGINAL and (known := online(order.payment_method)):
        _check_charge(order, known.code, credited + wish.overpaid)


def _check_charge(order: Order, code: str, amount: Decimal) -> None:
    """Raise RefundRefused where the provider did not take so much."""
    left = _left_at(order, code)
    if amount > left:
        text = _("Only %(left)s can go back the way it was paid. Transfer the rest.")
        raise RefundRefused(text % {"left": format_money(left, order.currency)})


def _left_at(order: Order, code: str) -> Decimal:
    """Return what this provider took of the order's money and can still give back."""
    sums = PaymentEntry.objects.filter(order=order, provider=code).sums()
    waiting = Refund.objects.filter(order=order, provider=code).to_carry_out()
    promised = to_money(Decimal(waiting.aggregate(sum=Sum("amount"))["sum"] or 0))
    return sums[Kind.CAPTURED] - sums[Kind.REFUNDED] - promised
