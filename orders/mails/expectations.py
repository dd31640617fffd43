"""What a shopper may expect of an order now: what happens next, and by when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from orders.models import Order
from orders.models.delivery import known_deliveries
from orders.models.parcels import parcels_of
from orders.providers import may_be_linked, payment_method
from orders.status import OPEN, Status

SATURDAY = 5
# Working days until somebody looks at an order, and until a confirmed one leaves.
DAYS_TO_LOOK = DAYS_TO_PACK = 1
# What providers that are up do.
ANSWERS_WITHIN = timedelta(minutes=1)
# Working days by a way to deliver that nobody knows any more.
DAYS_UNDERWAY = 5


@dataclass(frozen=True, slots=True)
class NextStep:
    """A sentence for the shopper, and the day by which it is true, if there is one."""

    sentence: str
    by: date | None = None


def next_step(order: Order) -> NextStep:
    """Return what happens next with the order. Reads its history and its parcels."""
    return _NEXT.get(order.status, _unknown)(order)


def pays_first(order: Order) -> bool:
    """Tell whether the order is paid before it is sent, if anything is to pay."""
    return payment_method(order.payment_method).prepaid


def waits_for_money(order: Order) -> bool:
    """Tell whether the order stands still until money arrives."""
    return order.status == Status.PENDING and lacks_payment(order)


def lacks_payment(order: Order) -> bool:
    """Tell whether the order is to be paid before it is sent, and is not.

    Be it pending, or confirmed by somebody who did not wait for the money.
    """
    return order.status in OPEN and pays_first(order) and order.due > 0


def payment_deadline(order: Order) -> datetime:
    """Return until when an order that is paid first waits for its money."""
    return order.placed_at + timedelta(seconds=settings.ORDER_EXPIRES_AFTER)


def was_refused(order: Order) -> bool:
    """Tell whether the provider took no money and said why. Reads the charges."""
    return any(charge.refusal for charge in order.payments.all())


def where_to_act(order: Order) -> str:
    """Return the URL at which the customer has to confirm the payment now.

    Empty if they do not have to. Reads the charges of an order that waits.
    """
    if not waits_for_money(order):
        return ""
    urls = (charge.act_at for charge in order.payments.all())
    return next(filter(may_be_linked, urls), "")


def awaits_answer(order: Order) -> bool:
    """Tell whether the provider was asked just now and may answer any moment.

    Reads the charges of an order that waits.
    """
    is_new = timezone.now() - order.placed_at < ANSWERS_WITHIN
    is_charged = payment_method(order.payment_method).automatic
    if not is_new or not is_charged or not waits_for_money(order):
        return False
    return not was_refused(order) and not where_to_act(order)


def pay_by(order: Order) -> date | None:
    """Return the last day to pay an order that arrived; None if none is agreed."""
    if order.status != Status.DELIVERED:
        return None
    arrived = _time_of(order, Status.DELIVERED)
    return payment_method(order.payment_method).pay_by(arrived)


def in_working_days(start: datetime, days: int) -> date:
    """Return the day so many working days after `start`, Monday to Friday."""
    day = timezone.localtime(start).date()
    while days or day.weekday() >= SATURDAY:
        day += timedelta(days=1)
        days -= days > 0 and day.weekday() < SATURDAY
    return day


def shown_day(day: date) -> str:
    """Return the day as sentences name it: Mon 23 Nov 2026."""
    return date_format(day, "D j M Y")


def shown_moment(at: datetime) -> str:
    """Return day and time as sentences name them: Mon 23 Nov 2026, 14:05."""
    return date_format(timezone.localtime(at), "D j M Y, H:i")


def _promise(sentence: Any, late: Any, by: date, **names: Any) -> NextStep:
    """Return the sentence with its day, or the other one where the day has passed."""
    if by < timezone.localdate():
        return NextStep(str(late))
    return NextStep(sentence % {"day": shown_day(by), **names}, by)


def _pending(order: Order) -> NextStep:
    if waits_for_money(order):
        deadline = payment_deadline(order)
        if deadline < timezone.now():
            return NextStep(
                _(
                    "We are waiting for your payment. It is overdue, so this order "
                    "may be cancelled at any moment."
                )
            )
        names = {"deadline": shown_moment(deadline)}
        sentence = _how_it_gets_paid(order) % names
        return NextStep(sentence, timezone.localtime(deadline).date())
    return _promise(
        _("Next: we check your order and confirm it by %(day)s."),
        _("We are still checking your order. We are sorry that it is taking so long."),
        in_working_days(order.placed_at, DAYS_TO_LOOK),
    )


def _how_it_gets_paid(order: Order) -> str:
    """Return what has to happen until the deadline, so that the order goes on."""
    if not payment_method(order.payment_method).automatic:
        return _(
            "Next: please pay by %(deadline)s. An order that is not paid by then is "
            "cancelled."
        )
    if was_refused(order):
        return _(
            "Your payment did not go through. Next: let us know by %(deadline)s "
            "how you would like to pay. An order that is not paid by then is "
            "cancelled."
        )
    if where_to_act(order):
        return _(
            "Next: please confirm the payment by %(deadline)s. An order that is not "
            "paid by then is cancelled."
        )
    return _(
        "Next: your payment is confirmed, usually within minutes and by "
        "%(deadline)s at the latest. We send the order as soon as it is."
    )


def _confirmed(order: Order) -> NextStep:
    # Reads the lines too, which are asked after.
    sent = [parcel.shipment.shipped_at for parcel in parcels_of(order)]
    if order.lines.all() and not order.pieces_to_ship:
        return NextStep(_("Nothing more from this order will be sent."))
    confirmed = _time_of(order, Status.CONFIRMED)
    late = _(
        "We are sorry that this is taking longer than we said. We will send your "
        "order as soon as we can, and let you know when it leaves."
    )
    if order.is_collected:
        ready = _(
            "Next: we get your order ready. You can collect it from %(day)s at "
            "the latest."
        )
        late = _(
            "We are sorry that this is taking longer than we said. We will let you "
            "know as soon as you can collect it."
        )
        if sent:
            ready = _("Part of it is ready to collect. Next: the rest by %(day)s.")
            confirmed = max(sent)
        return _promise(ready, late, in_working_days(confirmed, DAYS_TO_PACK))
    if sent:
        return _promise(
            _("Part of it is on its way. Next: we send the rest by %(day)s."),
            late,
            in_working_days(max(sent), DAYS_TO_PACK + 1),
        )
    return _promise(
        _(
            "Next: we pack your order and send it by %(day)s. We will let you know "
            "when it leaves."
        ),
        late,
        in_working_days(confirmed, DAYS_TO_PACK),
    )


def _shipped(order: Order) -> NextStep:
    if order.is_collected:
        return NextStep(_("Your order is ready. Collect it from the shop."))
    method = known_deliveries().get(order.shipping_method)
    parcels = [parcel.shipment for parcel in parcels_of(order)]
    sent = [one.shipped_at for one in parcels if not one.is_delivered]
    left = max(sent) if sent else _time_of(order, Status.SHIPPED)
    return _promise(
        _("Your order is on its way. Next: it should reach you by %(day)s."),
        _(
            "Your order should have reached you by now. If it has not, let us know "
            "and we will find out where it is."
        ),
        in_working_days(left, method.days if method else DAYS_UNDERWAY),
    )


def _delivered(order: Order) -> NextStep:
    if order.is_collected:
        return NextStep(_("You have collected your order. We hope you like it."))
    return NextStep(_("Your order has arrived. We hope you like it."))


def _cancelled(order: Order) -> NextStep:
    if _ran_out_of_time(order):
        return NextStep(
            _(
                "This order was not paid in time, so it is cancelled and nothing will "
                "be sent. If you still want it, order it again."
            )
        )
    return NextStep(_("This order is cancelled. Nothing will be sent."))


def _ran_out_of_time(order: Order) -> bool:
    """Tell whether the order waited for its money until the time to pay had passed."""
    ends = [c for c in order.status_changes.all() if c.to_status == Status.CANCELLED]
    waited = bool(ends) and ends[-1].from_status == Status.PENDING
    had_to_pay = pays_first(order) and order.total > 0
    return waited and had_to_pay and ends[-1].created_at > payment_deadline(order)


def _returned(order: Order) -> NextStep:
    return NextStep(_("This order came back to us."))


def _time_of(order: Order, status: str) -> datetime:
    """Return when the order got the status; imported ones may not know."""
    times = [c.created_at for c in order.status_changes.all() if c.to_status == status]
    return times[-1] if times else order.placed_at


def _unknown(order: Order) -> NextStep:
    """Say what is true of a status that no step of ours leads to."""
    return NextStep(_("We are looking into this order. Write to us if it is urgent."))


_NEXT: dict[str, Callable[[Order], NextStep]] = {
    Status.PENDING: _pending,
    Status.CONFIRMED: _confirmed,
    Status.SHIPPED: _shipped,
    Status.DELIVERED: _delivered,
    Status.CANCELLED: _cancelled,
    Status.RETURNED: _returned,
}
