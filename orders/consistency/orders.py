"""What has to be true of orders and credit notes: sums, history, stock taken."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Abs, Concat, Round
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.consistency.generic import Fault, register
from database.rows.expressions import UuidText
from orders.models import (
    CheckoutKey,
    CreditNote,
    CreditNoteLine,
    Line,
    Order,
)
from orders.status import NEXT, Status
from shop.models import StockMovement

Reason = StockMovement.Reason
TOLERANCE = CENT = Decimal("0.01")
# Half a cent more than tolerated, because SQLite adds decimals as floats; to round
# each difference instead is as much work again.
MOST_APART = TOLERANCE + Decimal("0.005")
MONEY = DecimalField(max_digits=20, decimal_places=2)
IMPORTED = Q(source=Order.Source.IMPORT)


def _apart(rows: QuerySet, stored: Any, computed: Any) -> QuerySet:
    """Keep rows whose stored amount is not the computed one; annotate `computed`."""
    rows = rows.annotate(computed=Round(computed, 2, output_field=MONEY))
    gap = Abs(stored - F("computed"), output_field=MONEY)
    return rows.annotate(gap=gap).filter(gap__gt=MOST_APART)


def _amounts(rows: QuerySet, name: str, stored: str) -> Iterator[Fault]:
    for known_as, is_there, should_be in (
        rows.order_by().values_list(name, stored, "computed").iterator()
    ):
        yield _amount(known_as, stored, is_there, should_be)


def _amount(known_as: str, name: str, is_there: Decimal, should_be: Decimal) -> Fault:
    detail = _("%(name)s %(there)s, should be %(should)s") % {
        "name": name,
        "there": is_there.quantize(CENT),
        "should": should_be.quantize(CENT),
    }
    return Fault(object=known_as, detail=detail)


@register(
    "orders.total",
    "orders",
    "money",
    of="orders.Order",
    message=gettext_lazy("The total of an order is not the sum of its parts."),
    advice=gettext_lazy("Compare it with the invoice; correct it with a credit note."),
    threshold=TOLERANCE,
)
def wrong_totals(using: str) -> Iterator[Fault]:
    """Yield orders whose total is not subtotal − discount + shipping (+ tax on top)."""
    tax = Case(
        When(prices_include_tax=True, then=Value(0)),
        default=F("tax_total"),
        output_field=MONEY,
    )
    parts = F("subtotal") - F("discount_total") + F("shipping_total") + tax
    rows = Order.objects.using(using)
    yield from _amounts(_apart(rows, F("total"), parts), "number", "total")


def _sums(using: str, stored: str, of_lines: str, besides: str = "") -> Iterator[Fault]:
    """Yield the orders whose figure is not the sum of their lines' (and `besides`).

    The lines are summed first and each order is looked up once: a join would carry the
    order's columns through a million lines. An order without lines is found elsewhere.
    """
    order = Order.objects.filter(pk=OuterRef("order")).order_by()
    of_lines_alone = F(stored) - F(besides) if besides else F(stored)
    lines = Line.objects.using(using).order_by().values("order")
    # After the sum, and each by itself: else the rows would be grouped by them too.
    rows = lines.annotate(summed=Sum(of_lines)).annotate(
        number=Subquery(order.values("number")),
        stored=Subquery(order.values(stored)),
        due=Subquery(order.values(due=of_lines_alone)),
    )
    gap = Abs(F("due") - F("summed"), output_field=MONEY)
    rows = rows.filter(GreaterThan(gap, MOST_APART))
    values = rows.values_list("number", "stored", "due", "summed")
    for number, is_there, due, summed in values.iterator():
        yield _amount(number, stored, is_there, is_there - due + summed)


@register(
    "orders.subtotal",
    "orders",
    "money",
    of="orders.Order",
    message=gettext_lazy("The subtotal of an order is not the sum of its lines."),
    advice=gettext_lazy("Compare the lines with the invoice."),
    threshold=TOLERANCE,
)
def wrong_subtotals(using: str) -> Iterator[Fault]:
    yield from _sums(using, "subtotal", "line_total")


@register(
    "orders.discount",
    "orders",
    "money",
    of="orders.Order",
    message=gettext_lazy("The discount of an order is not the sum of its lines'."),
    advice=gettext_lazy("Compare the lines with the invoice."),
    threshold=TOLERANCE,
)
def wrong_discounts(using: str) -> Iterator[Fault]:
    yield from _sums(using, "discount_total", "discount_amount")


@register(
    "orders.tax",
    "orders",
    "money",
    of="orders.Order",
    message=gettext_lazy("The tax of an order is not the sum of its lines' tax."),
    advice=gettext_lazy("Compare it with the invoice before you file the tax return."),
    threshold=TOLERANCE,
)
def wrong_taxes(using: str) -> Iterator[Fault]:
    yield from _sums(using, "tax_total", "tax_amount", besides="shipping_tax")


@register(
    "orders.line_total",
    "orders",
    "money",
    of="orders.Order",
    message=gettext_lazy("A line's total is not its quantity times its unit price."),
    advice=gettext_lazy("Compare the line with the invoice."),
    threshold=TOLERANCE,
)
def wrong_line_totals(using: str) -> Iterator[Fault]:
    wide = DecimalField(max_digits=28, decimal_places=4)
    product = Case(default=F("quantity") * F("unit_price"), output_field=wide)
    rows = _apart(Line.objects.using(using), F("line_total"), product)
    yield from _amounts(rows, "order__number", "line_total")


@register(
    "orders.no_lines",
    "orders",
    of="orders.Order",
    message=gettext_lazy("An order has no lines."),
    advice=gettext_lazy("Look for its lines in a backup."),
)
def orders_without_lines(using: str) -> Iterator[Fault]:
    rows = Order.objects.using(using).filter(
        ~Exists(Line.objects.filter(order=OuterRef("pk")))
    )
    yield from numbers_of(rows)


def numbers_of(orders: QuerySet) -> Iterator[Fault]:
    """Yield a fault for each order."""
    rows = orders.order_by().values_list("number", "status").iterator()
    for number, status in rows:
        yield Fault(object=number, detail=status)


# --- History -------------------------------------------------------------------------
def _times(**change: Any) -> Count:
    """Return how many changes of the order are such a change."""
    conditions = {f"status_changes__{name}": value for name, value in change.items()}
    return Count("status_changes", filter=Q(**conditions))


def _illegal_steps() -> Count:
    """Return how many changes of the order its life does not have."""
    steps: set[tuple[str, str]] = {("", Status.PENDING)}
    steps |= {(old, new) for old, following in NEXT.items() for new in following}
    # An imported order starts in the status in which it came.
    legal = IMPORTED & Q(status_changes__from_status="")
    for old, new in sorted(steps):
        legal |= Q(status_changes__from_status=old, status_changes__to_status=new)
    is_change = Q(status_changes__isnull=False)
    return Count("status_changes", filter=is_change & ~legal)


@register(
    "orders.status_history",
    "orders",
    "history",
    of="orders.Order",
    message=gettext_lazy("An order's status does not match its history."),
    advice=gettext_lazy("Read the order's history and the audit log."),
)
def illegal_histories(using: str) -> Iterator[Fault]:
    """Yield orders with an illegal step, or whose last step is not their status.

    Told without times, because the clocks of two servers differ: no status comes
    twice, so a change is right where the status it starts from was reached.
    """
    counts: dict[str, Any] = {"changes": Count("status_changes")}
    wrong = Q(illegal__gt=0) | ~Q(status__in=Status.values)
    for status in Status.values:
        arrived, left = f"to_{status}", f"from_{status}"
        counts |= {arrived: _times(to_status=status), left: _times(from_status=status)}
        is_here = Q(status=status)
        wrong |= Q(**{f"{arrived}__gt": 1})
        wrong |= Q(**{f"{left}__gt": 0, arrived: 0})
        wrong |= is_here & Q(**{f"{left}__gt": 0})
        wrong |= is_here & Q(**{arrived: 0}) & ~(IMPORTED & Q(changes=0))
    rows = Order.objects.using(using).order_by().annotate(**counts)
    yield from numbers_of(rows.annotate(illegal=_illegal_steps()).filter(wrong))


@register(
    "orders.cancelled_at",
    "orders",
    "history",
    of="orders.Order",
    message=gettext_lazy(
        "An order's status and its time of cancellation contradict each other."
    ),
    severity="warning",
    advice=gettext_lazy("The order's history has the time."),
)
def contradicting_cancellations(using: str) -> Iterator[Fault]:
    is_cancelled, has_time = Q(status=Status.CANCELLED), Q(cancelled_at__isnull=False)
    rows = Order.objects.using(using)
    yield from numbers_of(rows.filter(is_cancelled ^ has_time))


# --- Stock ---------------------------------------------------------------------------
def _movement(reason: str, *, pieces: Any = None, counted: str = "quantity") -> Exists:
    """Tell whether the outer line has a movement of this reason (and this size)."""
    reference = Concat(Value("line:"), UuidText(OuterRef("pk")))
    rows = StockMovement.objects.order_by().filter(reason=reason, reference=reference)
    if pieces is not None:
        # The ledger's side is turned round: MariaDB has no minus for a quantity.
        rows = rows.annotate(pieces=pieces).filter(
            pieces=OuterRef(counted), product=OuterRef("product")
        )
    return Exists(rows)


def _orders_of(lines: QuerySet) -> Iterator[Fault]:
    """Yield each order once, however many of its lines are wrong."""
    rows = lines.order_by().values_list("order__number", "order__status").distinct()
    for number, status in rows.iterator():
        yield Fault(object=number, detail=status)


@register(
    "orders.sale_without_movement",
    "orders",
    "stock",
    of="orders.Order",
    message=gettext_lazy("A line was sold without reducing the stock."),
    advice=gettext_lazy("Count the product, then set its stock with a reason."),
)
def sales_without_movement(using: str) -> Iterator[Fault]:
    taken = _movement(Reason.SALE, pieces=-F("delta"))
    lines = Line.objects.using(using).exclude(order__source=Order.Source.IMPORT)
    yield from _orders_of(lines.filter(~taken))


@register(
    "orders.stock_not_returned",
    "orders",
    "stock",
    of="orders.Order",
    message=gettext_lazy("The stock of a cancelled order was not put back."),
    advice=gettext_lazy("Count the product, then set its stock with a reason."),
)
def cancelled_without_return(using: str) -> Iterator[Fault]:
    returned = _movement(Reason.CANCEL, pieces=F("delta"), counted="kept")
    lines = Line.objects.using(using).filter(order__status=Status.CANCELLED)
    # Pieces that were taken off before have movements of their own.
    lines = lines.annotate(kept=F("quantity") - F("taken_off_quantity"))
    lines = lines.filter(kept__gt=0)
    yield from _orders_of(lines.filter(_movement(Reason.SALE), ~returned))


@register(
    "orders.stock_returned_early",
    "orders",
    "stock",
    of="orders.Order",
    message=gettext_lazy("Stock came back from an order that is not cancelled."),
    advice=gettext_lazy("Count the product, then set its stock with a reason."),
)
def returned_without_cancel(using: str) -> Iterator[Fault]:
    lines = Line.objects.using(using).exclude(order__status=Status.CANCELLED)
    yield from _orders_of(lines.filter(_movement(Reason.CANCEL)))


# --- Checkout ------------------------------------------------------------------------
def drop_unsettled_keys(using: str, faults: Sequence[Fault]) -> int:
    """Remove the keys, so that their checkouts can be sent again."""
    keys = CheckoutKey.objects.using(using).filter(order__isnull=True)
    return keys.filter(pk__in=[fault.key for fault in faults]).delete()[0]


@register(
    "orders.checkout_key",
    "orders",
    message=gettext_lazy("A checkout key exists without its order."),
    severity="warning",
    advice=gettext_lazy(
        "A repair removes the key, so the shopper can send the checkout again."
    ),
    fix=drop_unsettled_keys,
)
def keys_without_order(using: str) -> Iterator[Fault]:
    """Yield keys that lead to no order: both are written in one transaction."""
    rows = CheckoutKey.objects.using(using).filter(order__isnull=True).order_by()
    for pk, owner, key in rows.values_list("pk", "owner", "key").iterator():
        yield Fault(key, owner, key=pk, before=_("kept"), after=_("removed"))


# --- Credit notes --------------------------------------------------------------------
@register(
    "orders.credit_note_total",
    "orders",
    "money",
    of="orders.CreditNote",
    message=gettext_lazy("The total of a credit note is not the sum of its lines."),
    advice=gettext_lazy(
        "Compare it with the document; correct it with another credit note."
    ),
    threshold=TOLERANCE,
)
def wrong_credit_totals(using: str) -> Iterator[Fault]:
    rows = CreditNote.objects.using(using).order_by()
    summed = Sum("lines__line_total", default=Decimal(0))
    yield from _amounts(_apart(rows, F("total"), summed), "number", "total")


@register(
    "orders.credit_note_line",
    "orders",
    "money",
    of="orders.CreditNote",
    message=gettext_lazy(
        "A credit note line is not minus its quantity times its unit price."
    ),
    advice=gettext_lazy(
        "Compare it with the document; correct it with another credit note."
    ),
    threshold=TOLERANCE,
)
def wrong_credit_lines(using: str) -> Iterator[Fault]:
    wide = DecimalField(max_digits=28, decimal_places=4)
    product = Case(default=F("quantity") * F("unit_price") * -1, output_field=wide)
    rows = _apart(CreditNoteLine.objects.using(using), F("line_total"), product)
    yield from _amounts(rows, "credit_note__number", "line_total")


@register(
    "orders.credit_note_no_lines",
    "orders",
    of="orders.CreditNote",
    message=gettext_lazy("A credit note has no lines."),
    advice=gettext_lazy("Look for its lines in a backup."),
)
def credit_notes_without_lines(using: str) -> Iterator[Fault]:
    rows = CreditNote.objects.using(using).order_by()
    rows = rows.filter(
        ~Exists(CreditNoteLine.objects.filter(credit_note=OuterRef("pk")))
    )
    for number, source in rows.values_list("number", "source").iterator():
        yield Fault(object=number, detail=source)
