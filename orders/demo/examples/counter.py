"""The counter: orders that are confirmed, orders by telephone, returns, remarks."""

from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.services.notes import add_note
from orders.checkout.staff_baskets import (
    begin_staff_basket,
    describe_staff_basket,
    place_staff_basket,
    put_in_staff_basket,
)
from orders.demo.examples.stage import Stage, inner
from orders.life.notes import write_note
from orders.life.progress import confirm_order
from orders.models import Return, StaffBasket
from orders.providers.methods import PAYMENT, Invoice
from orders.returns.asking import approve_return, request_return
from orders.status import Status

CONFIRMED, LEFT = 4, 2
_STRANGER = {
    "email": "winifred.skelton@example.com",
    "full_name": "Winifred Skelton",
    "line1": "8 Ropewalk",
    "line2": "",
    "city": "King's Lynn",
    "postcode": "PE30 2HT",
    "state": "",
    "country": "GB",
    "phone": "01632 960471",
    "shipping_method": "standard",
    "payment_method": Invoice.code,
}


def act_out(stage: Stage) -> None:
    """Confirm some orders, take three by telephone, answer a return, leave notes."""
    with stage.playing("fulfilment"):
        _confirm(stage)
    with stage.playing_shopper():
        _send_back(stage)
    with stage.playing("support"):
        _answer(stage)
        _begin(stage)
        _remark(stage)


def _confirm(stage: Stage) -> None:
    """Confirm the oldest orders that wait for a look, and leave the newest."""
    ways = [code for code, method in PAYMENT.items() if not method.prepaid]
    rows = stage.others.filter(status=Status.PENDING, payment_method__in=ways)
    waiting = list(rows.values_list("pk", flat=True))
    for key in waiting[LEFT:][-CONFIRMED:]:
        inner(confirm_order)(order_id=key)


def _begin(stage: Stage) -> None:
    """Leave two baskets half done, and place a third."""
    regular = stage.others.exclude(customer=None)[0].customer
    known = inner(begin_staff_basket)(customer=regular)
    _fill(stage, known, {"MM-HOM-0101": 1, "MM-HOM-0206": 2})
    caller = inner(begin_staff_basket)(customer=None)
    _fill(stage, caller, {"MM-GAR-0204": 1})
    inner(describe_staff_basket)(
        staff_basket_id=caller.pk,
        details={
            **dict.fromkeys(_STRANGER, ""),
            "full_name": "Hugh Osgood",
            "phone": "07700 900318",
            "shipping_method": "pickup",
        },
    )
    placed = inner(begin_staff_basket)(customer=None)
    _fill(stage, placed, {"MM-KIT-0105": 1, "MM-KIT-0101": 2})
    inner(describe_staff_basket)(staff_basket_id=placed.pk, details=_STRANGER)
    inner(place_staff_basket)(staff_basket_id=placed.pk, expected_total=None)


def _fill(stage: Stage, row: StaffBasket, wanted: dict[str, int]) -> None:
    for sku, quantity in wanted.items():
        inner(put_in_staff_basket)(
            staff_basket_id=row.pk, product_id=stage.key(sku), quantity=quantity
        )


def _send_back(stage: Stage) -> None:
    """Let the shopper ask to send something back of the older of two parcels."""
    arrived = stage.shopper_orders.filter(status=Status.DELIVERED)
    order = arrived.filter(placed_at__lt=stage.until - timedelta(days=12))[0]
    line = order.lines.all()[0]
    inner(request_return)(
        order_id=order.pk,
        pieces={line.pk: 1},
        reason=Return.Reason.WRONG,
        key=f"demo-{order.number}",
        comment=_("One of the two is not what I ordered."),
    )


def _answer(stage: Stage) -> None:
    rows = Return.objects.filter(order__customer=stage.shopper)
    asked = rows.get(status=Return.Status.REQUESTED)
    inner(approve_return)(
        return_id=asked.pk,
        answer=_("We are sorry. Please send it back, and choose another if you like."),
    )


def _remark(stage: Stage) -> None:
    inner(add_note)(user_id=stage.shopper.pk, text=_("Prefers a call after four."))
    regular = stage.others.exclude(customer=None)[0].customer_id
    inner(add_note)(
        user_id=regular, text=_("Buys for a café. Asked for a price for twenty mugs.")
    )
    waiting = stage.others.filter(status=Status.CONFIRMED)[:2]
    texts = (
        _("A present: please leave the invoice out of the parcel."),
        _("Rang to say that the doorbell is broken: please knock."),
    )
    for order, text in zip(waiting, texts, strict=False):
        inner(write_note)(order_id=order.pk, text=text)
