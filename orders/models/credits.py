"""Credit notes: what was invoiced and is taken back. Written once, never changed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import LedgerModel
from database.rows.money import unit_price_column
from orders.models.orders import Order, money_field
from orders.models.refunds import Refund
from orders.status import SOLD
from shop.models import Product


class CreditNoteQuerySet(models.QuerySet["CreditNote"]):
    def counted(self) -> Self:
        """Keep what reports take from revenue.

        Notes of orders that are cancelled or came back whole are left out: such an
        order is no revenue, so there is nothing to take back from it.
        """
        return self.filter(Q(order=None) | Q(order__status__in=SOLD))

    def with_line_count(self) -> Self:
        """Annotate `line_count`, by a subquery for each row shown."""
        lines = CreditNoteLine.objects.filter(credit_note=OuterRef("pk"))
        counted = lines.order_by().values("credit_note").annotate(count=Count("pk"))
        return self.annotate(
            line_count=Coalesce(Subquery(counted.values("count")), 0),
        )

    def found_by(self, text: str) -> Self:
        """Keep credit notes whose number begins with the text."""
        return self.filter(number__begins=text)

    def for_page(self) -> Self:
        """Read with everything a credit note's page shows."""
        return self.select_related("customer", "order", "actor").prefetch_related(
            "lines"
        )


class CreditNote(LedgerModel):
    """A document that takes revenue back. Its total is negative: revenue + total = net.

    A note from another system names no order, because nothing there says which.
    """

    number = models.CharField(_("number"), max_length=32, unique=True)
    order = models.ForeignKey(
        Order,
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_notes",
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_notes",
    )
    # The refund or credit that this note documents.
    refund = models.OneToOneField(
        Refund,
        verbose_name=_("refund"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_note",
    )
    source = models.CharField(_("source"), max_length=10, choices=Order.Source)
    currency = models.CharField(_("currency"), max_length=3)
    total = money_field(_("total"))
    issued_at = models.DateTimeField(_("issued"))

    objects = CreditNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit note")
        verbose_name_plural = _("credit notes")
        ordering = ["-issued_at", "-id"]
        indexes = [
            # The back office's list, newest first, and reports over a period.
            models.Index(fields=["-issued_at", "-id"], name="orders_creditnote_newest"),
            # A customer's credit notes, newest first.
            models.Index(
                fields=["customer", "-issued_at"], name="orders_creditnote_history"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CreditNoteLine(LedgerModel):
    """A product of a credit note, with the name and price of the document."""

    credit_note = models.ForeignKey(
        CreditNote, on_delete=models.PROTECT, related_name="lines"
    )
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.PROTECT,
        # Delivery and a reduced price are no products.
        null=True,
        blank=True,
        related_name="credit_note_lines",
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    sku = models.CharField(_("SKU"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=200)
    # Pieces taken back; negative where the document charges after all.
    quantity = models.IntegerField(_("quantity"))
    unit_price = unit_price_column(_("unit price"))
    # −quantity × unit price, rounded half-up to two decimals when the line is made.
    line_total = money_field(_("line total"))

    class Meta:
        verbose_name = _("line of a credit note")
        verbose_name_plural = _("lines of credit notes")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(quantity=0), name="orders_creditnoteline_quantity_not_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"
