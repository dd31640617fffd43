"""What has to be true of returns and refunds: pieces, stock, entries, credit notes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import (
    DecimalField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Concat, Round
from django.utils.translation import gettext_lazy

from database.consistency.generic import Fault, register
from database.rows.expressions import UuidText
from orders.models import (
    CreditNote,
    Line,
    Order,
    PaymentEntry,
    Refund,
    RefundLine,
    Return,
    ReturnArrival,
    ReturnLine,
)
from orders.status import Status
from shop.models import StockMovement

MONEY = DecimalField(max_digits=20, decimal_places=2)
LEFT_THE_HOUSE = (Status.SHIPPED, Status.DELIVERED, Status.RETURNED)


def _pieces(rows: QuerySet, how: Any = Sum) -> Subquery:
    """Return the pieces of the outer line: their sum, or the most of one row."""
    rows = rows.filter(line=OuterRef("pk")).order_by().values("line")
    return Subquery(rows.annotate(pieces=how("quantity")).values("pieces"))


def _lines_with(parts: QuerySet, using: str) -> QuerySet:
    """Return the lines that have such parts: few, where a shop has a million lines."""
    return Line.objects.using(using).filter(Exists(parts.filter(line=OuterRef("pk"))))


@register(
    "orders.returned_above_shipped",
    "orders",
    "returns",
    of="orders.Order",
    message=gettext_lazy(
        "More pieces were returned or approved for return than were sent."
    ),
    advice=gettext_lazy("Compare the returns of the order with its parcels."),
)
def too_much_returned(using: str) -> Iterator[Fault]:
    """Yield orders of which more came back, or was asked for at once, than was sent."""
    asked = ReturnLine.objects.counting()
    parts = Q(Exists(asked.filter(line=OuterRef("pk"))))
    parts |= Q(Exists(ReturnArrival.objects.filter(line=OuterRef("pk"))))
    rows = Line.objects.using(using).filter(parts)
    rows = rows.annotate(
        came=Coalesce(_pieces(ReturnArrival.objects.all()), 0),
        asked=Coalesce(_pieces(asked, Max), 0),
    )
    imported = Q(order__source=Order.Source.IMPORT, order__status__in=LEFT_THE_HOUSE)
    above_ordered = Q(came__gt=F("quantity")) | Q(asked__gt=F("quantity"))
    above_sent = Q(came__gt=F("shipped_quantity")) | Q(asked__gt=F("shipped_quantity"))
    yield from _orders(rows.filter(above_ordered | (above_sent & ~imported)))


@register(
    "orders.returned_in_part",
    "orders",
    "returns",
    of="orders.Order",
    message=gettext_lazy(
        "An order is marked as returned, but not all of its pieces came back."
    ),
    advice=gettext_lazy("Compare the returns of the order with its parcels."),
)
def returned_in_part(using: str) -> Iterator[Fault]:
    """Yield returned orders with pieces outside; imported ones have no parcels."""
    rows = Line.objects.using(using).filter(order__status=Status.RETURNED)
    rows = rows.exclude(order__source=Order.Source.IMPORT)
    rows = rows.annotate(came=Coalesce(_pieces(ReturnArrival.objects.all()), 0))
    yield from _orders(rows.filter(came__lt=F("shipped_quantity")))


@register(
    "orders.refunded_above_sold",
    "orders",
    "returns",
    of="orders.Order",
    message=gettext_lazy("More pieces of a line were refunded than were sold."),
    advice=gettext_lazy("Compare the refunds of the order with its lines."),
)
def too_many_refunded(using: str) -> Iterator[Fault]:
    refunds = RefundLine.objects.all()
    rows = _lines_with(refunds, using).annotate(back=_pieces(refunds))
    yield from _orders(rows.filter(back__gt=F("quantity")))


@register(
    "orders.return_stock",
    "orders",
    "returns",
    "stock",
    of="orders.Order",
    message=gettext_lazy(
        "The stock does not agree with the pieces that were returned."
    ),
    advice=gettext_lazy("Count the product, then set its stock with a reason."),
)
def wrong_restocking(using: str) -> Iterator[Fault]:
    """Yield returns restocked without a movement, or with one that should not be."""
    reference = Concat(Value("return:"), UuidText(OuterRef("pk")))
    moved = StockMovement.objects.order_by().filter(
        reason=StockMovement.Reason.RETURN, reference=reference
    )
    right = moved.filter(delta=OuterRef("restocked"), product=OuterRef("line__product"))
    rows = ReturnArrival.objects.using(using).filter(
        Q(restocked__gt=0) & ~Exists(right) | Q(restocked=0) & Exists(moved)
    )
    yield from _returns(rows.values_list("returned__number", flat=True))


@register(
    "orders.return_undecided",
    "orders",
    "returns",
    of="orders.Order",
    message=gettext_lazy("A return's status does not match what came back."),
    advice=gettext_lazy("Search the audit log for its number."),
)
def contradicting_returns(using: str) -> Iterator[Fault]:
    """Yield returns that are received and name no piece, or the other way round."""
    came = Q(Exists(ReturnArrival.objects.filter(returned=OuterRef("pk")).order_by()))
    received = Q(status__in=[Return.Status.PARTLY, Return.Status.RECEIVED])
    rows = Return.objects.using(using).filter(received & ~came | ~received & came)
    yield from _returns(rows.values_list("number", flat=True))


@register(
    "orders.refund_entry",
    "orders",
    "returns",
    of="orders.Order",
    message=gettext_lazy("A refund and its entry in the ledger contradict each other."),
    advice=gettext_lazy("Compare both with the provider or the bank."),
)
def wrong_entries(using: str) -> Iterator[Fault]:
    rows = Refund.objects.using(using).filter(
        ~Q(entry=None),
        ~Q(entry__kind=PaymentEntry.Kind.REFUNDED)
        | ~Q(entry__order=F("order"))
        | ~Q(entry__amount=F("amount")),
    )
    for number in rows.order_by().values_list("order__number", flat=True).iterator():
        yield Fault(object=number, detail="refund")


@register(
    "orders.refund_credit_note",
    "orders",
    "returns",
    "money",
    of="orders.Order",
    message=gettext_lazy("A refund and its credit note have different amounts."),
    advice=gettext_lazy("Correct the document with another credit note."),
)
def wrong_credit_notes(using: str) -> Iterator[Fault]:
    same = CreditNote.objects.filter(refund=OuterRef("pk")).order_by()
    same = same.annotate(taken=Round(F("total") * -1, 2, output_field=MONEY))
    rows = Refund.objects.using(using).filter(
        ~Exists(same.filter(taken=OuterRef("credited"))), credited__gt=0
    )
    for number in rows.order_by().values_list("order__number", flat=True).iterator():
        yield Fault(object=number, detail="refund")


@register(
    "orders.refund_parts",
    "orders",
    "returns",
    "money",
    of="orders.Order",
    message=gettext_lazy("The parts of a refund add up to more than its credit note."),
    advice=gettext_lazy("Compare its lines with its credit note."),
)
def wrong_parts(using: str) -> Iterator[Fault]:
    lines = RefundLine.objects.filter(refund=OuterRef("pk")).order_by()
    sums = lines.values("refund").annotate(sum=Sum("amount")).values("sum")
    goods = Coalesce(Subquery(sums), Value(Decimal(0)), output_field=MONEY)
    parts = Round(goods + F("shipping"), 2, output_field=MONEY)
    rows = Refund.objects.using(using).annotate(parts=parts)
    rows = rows.filter(parts__gt=F("credited")).order_by()
    for number in rows.values_list("order__number", flat=True).iterator():
        yield Fault(object=number, detail="refund")


def _orders(lines: QuerySet) -> Iterator[Fault]:
    """Yield each order once, however many of its lines are wrong."""
    rows = lines.order_by().values_list("order__number", "order__status").distinct()
    for number, status in rows.iterator():
        yield Fault(object=number, detail=status)


def _returns(numbers: QuerySet) -> Iterator[Fault]:
    """Yield each return once."""
    for number in numbers.order_by().distinct().iterator():
        yield Fault(object=number, detail="return")
