"""What has to be true of returns and refunds: pieces, stock, entries, credit notes."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import (
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Concat, Round
from django.utils.translation import gettext_lazy

from database.consistency import Fault, register
from database.expressions import UuidText
from orders.models import (
    CreditNote,
    Line,
    Order,
    PaymentEntry,
    Refund,
    RefundLine,
    Return,
    ReturnLine,
)
from orders.status import Status
from shop.models import StockMovement

MONEY = DecimalField(max_digits=20, decimal_places=2)
LEFT_THE_HOUSE = (Status.SHIPPED, Status.DELIVERED, Status.RETURNED)


def _pieces(rows: QuerySet) -> Subquery:
    """Return the pieces of the outer line."""
    rows = rows.filter(line=OuterRef("pk")).order_by().values("line")
    return Subquery(rows.annotate(sum=Sum("quantity")).values("sum"))


def _lines_with(parts: QuerySet, using: str) -> QuerySet:
    """Return the lines that have such parts: few, where a shop has a million lines."""
    return Line.objects.using(using).filter(Exists(parts.filter(line=OuterRef("pk"))))


@register(
    "orders.returned_above_shipped",
    "orders",
    "returns",
    of="orders.Order",
    message=gettext_lazy("More pieces came back, or may, than left the house."),
    advice=gettext_lazy("Compare the returns of the order with its parcels."),
)
def too_much_returned(using: str) -> Iterator[Fault]:
    rows = _lines_with(ReturnLine.objects.all(), using).annotate(
        back=_pieces(ReturnLine.objects.counting())
    )
    imported = Q(order__source=Order.Source.IMPORT, order__status__in=LEFT_THE_HOUSE)
    more = Q(back__gt=F("quantity")) | (Q(back__gt=F("shipped_quantity")) & ~imported)
    yield from _orders(rows.filter(more))


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
    message=gettext_lazy("Returned pieces are not in stock as the return says."),
    advice=gettext_lazy("Count the product, then set its stock with a reason."),
)
def wrong_restocking(using: str) -> Iterator[Fault]:
    """Yield returns restocked without a movement, or with one that should not be."""
    reference = Concat(Value("return:"), UuidText(OuterRef("pk")))
    moved = StockMovement.objects.order_by().filter(
        reason=StockMovement.Reason.RETURN, reference=reference
    )
    right = moved.filter(delta=OuterRef("quantity"), product=OuterRef("line__product"))
    rows = ReturnLine.objects.using(using).filter(
        Q(is_restocked=True) & ~Exists(right)
        | (Q(is_restocked=None) | Q(is_restocked=False)) & Exists(moved)
    )
    numbers = rows.order_by().values_list("returned__number", flat=True).distinct()
    for number in numbers.iterator():
        yield Fault(object=number, detail="return")


@register(
    "orders.return_undecided",
    "orders",
    "returns",
    of="orders.Order",
    message=gettext_lazy("A received return does not say what became of its pieces."),
    advice=gettext_lazy("Read the operation log for its number."),
)
def undecided_lines(using: str) -> Iterator[Fault]:
    rows = ReturnLine.objects.using(using).filter(
        returned__status=Return.Status.RECEIVED, is_restocked=None
    )
    numbers = rows.order_by().values_list("returned__number", flat=True).distinct()
    for number in numbers.iterator():
        yield Fault(object=number, detail="return")


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
    message=gettext_lazy("A refund and its credit note are not of the same amount."),
    advice=gettext_lazy("Correct the document by another credit note."),
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
    message=gettext_lazy("The parts of a refund are more than it credits."),
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
