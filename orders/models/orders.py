"""Orders, their lines, and every change of their status."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.addresses import PostalAddress
from database.rows.base_models import BaseModel, LedgerModel, UUIDModel
from database.rows.ids import random_number
from database.rows.money import BoundedDecimalField, money_column, unit_price_column
from orders.errors import UnknownOrder
from orders.models.guest_links import GuestLink
from orders.status import CANCELLABLE, OPEN, SOLD, Status, is_collection, label_of
from shop.models import Picture, Product

if TYPE_CHECKING:
    from orders.prices.quote import QuoteLine

ZERO = Decimal(0)
# A line of which pieces are neither in a parcel nor taken off the order. Open orders
# alone are asked this: imported ones that are sent have no parcels.
NOT_ALL_SENT = Q(quantity__gt=F("shipped_quantity") + F("taken_off_quantity"))
SOME_SENT = Q(shipped_quantity__gt=0)


def money_field(label: Any, **kwargs: Any) -> models.DecimalField:
    """Return a column for a total, which is 0 without any other."""
    return money_column(label, default=ZERO, **kwargs)


class OrderQuerySet(models.QuerySet["Order"]):
    def sold(self) -> Self:
        """Keep confirmed, shipped and delivered orders: what reports count."""
        return self.filter(status__in=SOLD)

    def to_ship(self) -> Self:
        """Keep confirmed orders with pieces to send: the queue of the packing table."""
        return self.filter(to_ship_condition())

    def partly_sent(self) -> Self:
        """Keep orders of which a part is in parcels and a part is still to be sent."""
        return self.to_ship().filter(_with_lines(SOME_SENT))

    def waiting_for(self, email: str) -> Self:
        """Keep a guest's orders that nobody has paid for or looked at yet."""
        return self.filter(
            email=email.strip().lower(),
            customer__isnull=True,
            status=Status.PENDING,
            source=Order.Source.WEB,
            payment_entries__isnull=True,
        )

    def with_line_count(self) -> Self:
        """Annotate `line_count` and `unit_count`.

        By a subquery for each row shown: a join would group every order of the shop
        before the first page is cut off.
        """
        return self.annotate(
            line_count=_of_lines(Count("pk")), unit_count=_of_lines(Sum("quantity"))
        )

    def with_sent_count(self) -> Self:
        """Annotate `sent_count`, so that lists can say "partly sent" without lines."""
        return self.annotate(sent_count=_of_lines(Sum("shipped_quantity")))

    def known(self, order_id: UUID) -> "Order":
        """Return the order. Raises UnknownOrder."""
        try:
            return self.get(pk=order_id)
        except Order.DoesNotExist as error:
            raise UnknownOrder from error

    def locked(self, order_id: UUID) -> "Order":
        """Return the order, locked for the length of the caller's transaction.

        Whoever ships, cancels, expires, pays or refunds begins with it, so that each
        decides on what the one before them left behind. Raises UnknownOrder.
        """
        return self.select_for_update().known(order_id)

    def numbered(self, text: str) -> "Order | None":
        """Return the order with this number, in capital or in small letters.

        Orders of other systems may differ by that alone: the very spelling wins.
        """
        rows = {row.number: row for row in self.filter(number__reads=text)[:10]}
        return rows.get(text.strip()) or next(iter(rows.values()), None)

    def for_page(self) -> Self:
        """Read with everything an order's page shows."""
        lines = Line.objects.annotate(lead_file=of_lead_picture("image"))
        return self.select_related("customer", "payment_balance").prefetch_related(
            models.Prefetch("lines", lines),
            "status_changes__actor",
            "notes__actor",
            "mails",
            "payments",
            "payment_entries__actor",
            "refunds",
            "returns__lines__line",
            "returns__arrivals__line",
        )


def of_lead_picture(column: str) -> Subquery:
    """Return a column of the first picture of a line's product."""
    pictures = Picture.objects.filter(product=OuterRef("product"))
    return Subquery(pictures.values(column)[:1])


def to_ship_condition() -> Q:
    """Return what is true of an order that waits for the packing table."""
    return Q(_with_lines(NOT_ALL_SENT), status=Status.CONFIRMED)


def _with_lines(condition: Q) -> Exists:
    lines = Line.objects.filter(condition, order=OuterRef("pk"))
    return Exists(lines.order_by())


def _of_lines(figure: Any) -> Coalesce:
    """Return a figure over the lines of the outer order."""
    lines = Line.objects.filter(order=OuterRef("pk")).order_by().values("order")
    return Coalesce(Subquery(lines.annotate(figure=figure).values("figure")), 0)


class Order(GuestLink, PostalAddress, BaseModel):
    """What somebody bought. Names, prices and address are frozen when it is placed."""

    class Source(models.TextChoices):
        WEB = "web", _("shop")
        STAFF = "staff", _("staff")
        IMPORT = "import", _("import")

    number = models.CharField(
        _("number"), max_length=32, unique=True, default=random_number, editable=False
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PENDING
    )
    source = models.CharField(
        _("source"), max_length=10, choices=Source, default=Source.WEB
    )
    currency = models.CharField(_("currency"), max_length=3)
    prices_include_tax = models.BooleanField(_("prices include tax"), default=True)
    subtotal = money_field(_("subtotal"))
    discount_total = money_field(_("discount"))
    shipping_total = money_field(_("shipping"))
    # The part of tax_total that is due on the shipping.
    shipping_tax = money_field(_("tax on shipping"))
    tax_total = money_field(_("tax"))
    total = money_field(_("total"))
    payment_method = models.CharField(_("payment"), max_length=30, blank=True)
    shipping_method = models.CharField(_("delivery"), max_length=30, blank=True)
    placed_at = models.DateTimeField(_("placed"), default=timezone.now)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    # Out of the way of everyday lists; nothing of the order is removed.
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-created_at", "-id"]
        permissions = [
            ("fulfil_order", _("Can confirm, ship and deliver orders")),
            ("cancel_order", _("Can cancel orders")),
            ("transfer_order", _("Can move orders to another customer")),
            ("place_order", _("Can place orders for customers")),
            (
                "view_recipient",
                _("Can see the addresses, e-mail addresses and phones of orders"),
            ),
            ("note_order", _("Can write notes on orders")),
            ("view_reports", _("Can see the shop's takings and reports")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(total__gte=0), name="orders_order_total_not_negative"
            ),
        ]
        indexes = [
            # The back office's list, newest first.
            models.Index(fields=["-created_at", "-id"], name="orders_order_newest"),
            # Queues by status ("to ship"), and reports over a period.
            models.Index(
                fields=["status", "placed_at"], name="orders_order_status_time"
            ),
            # A customer's history, newest first.
            models.Index(
                fields=["customer", "-placed_at"], name="orders_order_history"
            ),
            # Guest orders are claimed by their e-mail address.
            models.Index(fields=["email"], name="orders_order_email"),
            # Cancelled orders are archived by their age; others have no such time.
            models.Index(
                fields=["archived_at", "cancelled_at"], name="orders_order_archive"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.number])

    @property
    def due(self) -> Decimal:
        """What is still to pay, by the stored balance; negative: we owe it.

        An order without a balance owes its total. One query, unless the balance was
        read with the order.
        """
        # A missing balance is an AttributeError.
        if balance := getattr(self, "payment_balance", None):
            return balance.due
        return ZERO if self.status == Status.CANCELLED else self.total

    @property
    def is_cancellable(self) -> bool:
        """Whether it may be cancelled now. Reads the lines."""
        return self.status in CANCELLABLE and not self.is_partly_shipped

    @property
    def is_partly_shipped(self) -> bool:
        """Whether a piece is in a parcel. Reads the lines."""
        return any(line.shipped_quantity for line in self.lines.all())

    @property
    def pieces_to_ship(self) -> int:
        """How many pieces are still to be sent. Reads the lines."""
        if self.status not in OPEN:
            return 0
        return sum(line.to_ship for line in self.lines.all())

    @property
    def is_partly_sent(self) -> bool:
        """Whether a part is sent and the rest is not, which is not a status of its own.

        Reads the lines of a confirmed order, unless `with_sent_count` counted them.
        """
        if self.status != Status.CONFIRMED:
            return False
        counted = getattr(self, "sent_count", None)
        return self.is_partly_shipped if counted is None else counted > 0

    @property
    def is_collected(self) -> bool:
        """Whether the customer comes for it, so that no parcel leaves."""
        return is_collection(self.shipping_method)

    @property
    def status_label(self) -> str:
        """What people read as its status: the stored one, or "partly sent"."""
        if self.is_partly_sent:
            return str(_("partly ready") if self.is_collected else _("partly sent"))
        return label_of(self.status, self.shipping_method)

    @property
    def status_colour(self) -> str:
        """The name of its badge's colour."""
        return "partly" if self.is_partly_sent else self.status


class Line(UUIDModel):
    """A product of an order, with the name and price of the moment of purchase."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.PROTECT,
        related_name="order_lines",
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    sku = models.CharField(_("SKU"), max_length=64)
    name = models.CharField(_("name"), max_length=200)
    quantity = models.PositiveIntegerField(_("quantity"))
    # Pieces in parcels so far, raised by one guarded UPDATE.
    shipped_quantity = models.PositiveIntegerField(_("shipped"), default=0)
    # Pieces that are not going to be sent, raised likewise: refunded or cancelled while
    # they were in no parcel. `TakenOff` has a row for each time.
    taken_off_quantity = models.PositiveIntegerField(
        _("taken off"), default=0, db_default=0
    )
    unit_price = unit_price_column(_("unit price"))
    unit_cost = unit_price_column(_("unit cost"), null=True, blank=True)
    discount_amount = money_field(_("discount"))
    tax_rate = BoundedDecimalField(
        _("tax rate"), max_digits=6, decimal_places=4, default=ZERO
    )
    tax_amount = money_field(_("tax"))
    # quantity × unit price, rounded half-up to two decimals when the line is made.
    line_total = money_field(_("line total"))

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="orders_line_quantity_positive"
            ),
            models.CheckConstraint(
                condition=Q(shipped_quantity__lte=F("quantity")),
                name="orders_line_shipped_not_above_ordered",
            ),
            models.CheckConstraint(
                condition=Q(
                    quantity__gte=F("shipped_quantity") + F("taken_off_quantity")
                ),
                name="orders_line_pieces_not_above_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @classmethod
    def from_quote(cls, order: Order, quoted: "QuoteLine", position: int) -> Self:
        """Return the unsaved line for a quoted one."""
        return cls(
            order=order,
            position=position,
            product_id=quoted.line.product_id,
            sku=quoted.line.sku,
            name=quoted.line.name,
            quantity=quoted.line.quantity,
            unit_price=quoted.line.unit_price,
            unit_cost=quoted.line.unit_cost,
            discount_amount=quoted.discount_amount,
            tax_rate=quoted.tax_rate,
            tax_amount=quoted.tax_amount,
            line_total=quoted.line_total,
        )

    @property
    def stock_reference(self) -> str:
        """The name the stock ledger knows this line by."""
        return f"line:{self.pk}"

    @property
    def to_ship(self) -> int:
        """How many pieces are still to be sent. Reads the order.

        The one answer for every page, mail and step. Nothing is left to send of an
        order that is on its way, cancelled or returned, be it imported without parcels.
        """
        if self.order.status not in OPEN:
            return 0
        return self.quantity - self.shipped_quantity - self.taken_off_quantity

    @property
    def kept_quantity(self) -> int:
        """How many pieces were not taken off the order."""
        return self.quantity - self.taken_off_quantity


class StatusChange(LedgerModel):
    """Who moved an order from one status to the next, when, and why."""

    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="status_changes"
    )
    # Empty for the first change, which placed the order.
    from_status = models.CharField(
        _("from"), max_length=10, choices=Status, blank=True, default=""
    )
    to_status = models.CharField(_("to"), max_length=10, choices=Status)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("change of status")
        verbose_name_plural = _("changes of status")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"
