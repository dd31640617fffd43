"""The packing table: a part that is sent, a broken piece, a shelf that is counted."""

from django.utils.translation import gettext as _

from orders.demo.examples.stage import Stage, inner
from orders.life.cancelling_pieces import cancel_pieces
from orders.life.shipping import send_parcel
from orders.models import Order
from orders.status import Status
from shop.services.stock import adjust_stock, set_stock


def act_out(stage: Stage) -> None:
    """Send a part of one order, cancel a part of another, and count two shelves."""
    with stage.playing("fulfilment"):
        _send(stage.shopper_orders.get(status=Status.CONFIRMED))
        _break(stage)
    with stage.playing("catalogue"):
        _count(stage)


def _send(order: Order) -> None:
    line = order.lines.all()[0]
    inner(send_parcel)(
        order_id=order.pk,
        quantities={line.pk: line.quantity},
        carrier="Royal Mail",
        tracking_number="RM104382917GB",
        reason=_("The pens come from the engraver on Thursday."),
    )


def _break(stage: Stage) -> None:
    rows = stage.others.filter(status=Status.CONFIRMED).prefetch_related("lines")
    order = next((row for row in rows if row.pieces_to_ship > 1), None)
    if order:
        line = order.lines.all()[0]
        inner(cancel_pieces)(
            order_id=order.pk,
            pieces={line.pk: 1},
            unsellable=[line.pk],
            reason=_("The last one broke in our storeroom."),
        )


def _count(stage: Stage) -> None:
    candles = stage.products["MM-HOM-0206"]
    inner(adjust_stock)(
        product_id=candles.pk, delta=-1, reason=_("Taken for the shop window")
    )
    pots = stage.products["MM-GAR-0101"]
    pots.refresh_from_db(fields=["stock_quantity"])
    inner(set_stock)(
        product_id=pots.pk,
        quantity=pots.stock_quantity - 2,
        stock_was=pots.stock_quantity,
        reason=_("Counted: two were cracked by the frost"),
    )
