"""What has to be true of pieces and their money: sent, to send, taken off, refunded."""

from collections.abc import Iterator, Sequence

from django.db.models import (
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.consistency.generic import Fault, register
from database.rows.expressions import UuidText
from orders.life.repairing import end_again, take_off_what_was_refunded
from orders.models import Line, Order, RefundLine, TakenOff
from orders.models.orders import NOT_ALL_SENT
from orders.status import OPEN
from shop.models import StockMovement

PREFIX = "off:"


def _sum_of(rows: QuerySet) -> Coalesce:
    """Return the pieces of such rows of the outer line."""
    rows = rows.filter(line=OuterRef("pk")).order_by().values("line")
    sums = rows.annotate(sum=Sum("quantity")).values("sum")
    return Coalesce(Subquery(sums, output_field=IntegerField()), 0)


def _lines_with(rows: QuerySet, using: str) -> QuerySet:
    """Return the lines that have such rows: few, where a shop has a million lines."""
    has_rows = Exists(rows.filter(line=OuterRef("pk")).order_by())
    return Line.objects.using(using).filter(has_rows).order_by()


def take_off(using: str, faults: Sequence[Fault]) -> int:
    """Take refunded pieces off their orders; their stock is left to people."""
    return sum(take_off_what_was_refunded(line_id=fault.key) for fault in faults)


@register(
    "orders.refunded_to_send",
    "orders",
    "pieces",
    "money",
    of="orders.Order",
    message=gettext_lazy("Pieces were refunded but are still waiting to be sent."),
    advice=gettext_lazy(
        "A repair takes them off the order without touching the stock. Then count "
        "the product, and set its stock with a reason."
    ),
    fix=take_off,
)
def refunded_pieces_to_send(using: str) -> Iterator[Fault]:
    """Yield lines of which more is refunded than was sent or taken off.

    Of orders that are not on their way: of the others nothing is left to send.
    """
    rows = _lines_with(RefundLine.objects.all(), using).filter(order__status__in=OPEN)
    gone = F("shipped_quantity") + F("taken_off_quantity")
    rows = rows.annotate(refunded=_sum_of(RefundLine.objects.all()), gone=gone)
    named = rows.filter(refunded__gt=F("gone")).values_list(
        "pk", "order__number", "name", "refunded", "gone", "taken_off_quantity"
    )
    for pk, number, name, refunded, gone, off in named.iterator():
        detail = _("%(name)s: %(refunded)d refunded, %(gone)d sent or taken off") % {
            "name": name,
            "refunded": refunded,
            "gone": gone,
        }
        after = str(off + refunded - gone)
        yield Fault(number, detail, key=pk, before=str(off), after=after)


@register(
    "orders.taken_off_quantity",
    "orders",
    "pieces",
    of="orders.Order",
    message=gettext_lazy(
        "The pieces a line counts as taken off do not match the records."
    ),
    advice=gettext_lazy(
        "Read the order's history; find out what changed it without going "
        "through the services."
    ),
)
def miscounted_lines(using: str) -> Iterator[Fault]:
    """Yield lines whose counter is not the sum of their rows.

    Two questions, as for parcels: few of a million lines have such rows.
    """
    has_rows = Exists(TakenOff.objects.filter(line=OuterRef("pk")).order_by())
    lines = Line.objects.using(using).order_by()
    counted = lines.filter(has_rows).annotate(rows=_sum_of(TakenOff.objects.all()))
    lost = lines.filter(~has_rows, taken_off_quantity__gt=0).annotate(rows=Value(0))
    for found in (counted.exclude(rows=F("taken_off_quantity")), lost):
        for number, name, off, rows in found.values_list(
            "order__number", "name", "taken_off_quantity", "rows"
        ).iterator():
            detail = _("%(name)s: %(off)d counted, %(rows)d in rows") % {
                "name": name,
                "off": off,
                "rows": rows,
            }
            yield Fault(object=number, detail=detail)


@register(
    "orders.taken_off_stock",
    "orders",
    "pieces",
    "stock",
    of="orders.Order",
    message=gettext_lazy(
        "The stock does not agree with the pieces taken off an order."
    ),
    advice=gettext_lazy("Count the product, then set its stock with a reason."),
)
def wrong_restocking(using: str) -> Iterator[Fault]:
    """Yield pieces restocked without a movement, or with one that should not be."""
    reference = Concat(Value(PREFIX), UuidText(OuterRef("pk")))
    moved = StockMovement.objects.order_by().filter(
        reason=StockMovement.Reason.CANCEL, reference=reference
    )
    right = moved.filter(delta=OuterRef("quantity"), product=OuterRef("line__product"))
    rows = TakenOff.objects.using(using).filter(
        Q(is_restocked=True) & ~Exists(right) | Q(is_restocked=False) & Exists(moved)
    )
    named = rows.order_by().values_list("line__order__number", "line__name")
    for number, name in named.iterator():
        yield Fault(object=number, detail=name)


@register(
    "orders.restocked_without_order",
    "orders",
    "pieces",
    "stock",
    of="shop.Product",
    message=gettext_lazy("Stock was put back for pieces that belong to no order."),
    advice=gettext_lazy("Count the product, then set its stock with a reason."),
)
def movements_of_nothing(using: str) -> Iterator[Fault]:
    """Yield movements whose pieces are not taken off any order."""
    name = Concat(Value(PREFIX), UuidText("pk"), output_field=CharField())
    known = TakenOff.objects.order_by().annotate(name=name).values("name")
    rows = StockMovement.objects.using(using).filter(
        reason=StockMovement.Reason.CANCEL, reference__startswith=PREFIX
    )
    rows = rows.exclude(reference__in=known)
    for sku, reference in (
        rows.order_by().values_list("product__sku", "reference").iterator()
    ):
        yield Fault(object=sku, detail=reference or "")


@register(
    "orders.taken_off_unpaid",
    "orders",
    "pieces",
    "money",
    of="orders.Order",
    message=gettext_lazy("Pieces were taken off an order, but their price was not."),
    advice=gettext_lazy("Refund them on the order's page."),
)
def pieces_not_refunded(using: str) -> Iterator[Fault]:
    """Yield lines of which more is taken off than refunded, though it cost something.

    A piece has to be worth a cent: less is rounded to nothing. Of an order whose price
    was taken off by other refunds, nothing is left to take off.
    """
    rows = _lines_with(TakenOff.objects.all(), using).annotate(
        refunded=_sum_of(RefundLine.objects.all()),
        worth=F("line_total") - F("discount_amount"),
    )
    rows = rows.filter(taken_off_quantity__gt=F("refunded"))
    named = rows.values_list(
        "order__number",
        "name",
        "worth",
        "quantity",
        "order__total",
        "order__payment_balance__credited",
    )
    for number, name, worth, quantity, total, credited in named.iterator():
        if worth * 100 >= quantity and total > (credited or 0):
            yield Fault(object=number, detail=name)


def end(using: str, faults: Sequence[Fault]) -> int:
    """Bring the orders to their end, which writes to their customers."""
    return sum(end_again(order_id=fault.key) for fault in faults)


@register(
    "orders.nothing_to_send",
    "orders",
    "pieces",
    of="orders.Order",
    message=gettext_lazy("An order is still open, but nothing in it is left to send."),
    advice=gettext_lazy(
        "A repair finishes it: as cancelled if nothing was sent, otherwise as shipped."
    ),
    fix=end,
)
def orders_without_an_end(using: str) -> Iterator[Fault]:
    """Yield open orders with lines of which none is to be sent."""
    lines = Line.objects.filter(order=OuterRef("pk")).order_by()
    rows = Order.objects.using(using).filter(
        Exists(lines), ~Exists(lines.filter(NOT_ALL_SENT)), status__in=OPEN
    )
    named = rows.order_by().values_list("pk", "number", "status")
    for pk, number, status in named.iterator():
        yield Fault(number, status, key=pk, before=status, after=_("ended"))
