"""Money that goes back to customers, and credits that spare them from paying."""

from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import BaseModel, UUIDModel
from orders.models.orders import Line, Order, money_field
from orders.models.payments import PaymentEntry
from orders.models.returns import Return
from shop.money import format_money

# A refund is known at its provider by this and its key.
PREFIX = "refund-"


class RefundQuerySet(models.QuerySet["Refund"]):
    def of_money(self) -> Self:
        """Leave out credits, which move no money."""
        return self.exclude(method=Refund.Method.CREDIT)

    def to_carry_out(self) -> Self:
        """Keep refunds that are granted and not in the ledger yet."""
        return self.of_money().filter(entry=None)

    def to_transfer(self) -> Self:
        """Keep refunds that wait for a person at the bank, or at the till."""
        return self.to_carry_out().filter(by_hand=True)

    def find(self, provider_reference: str) -> "Refund | None":
        """Return the refund that a provider knows under this name."""
        try:
            return self.filter(pk=UUID(provider_reference.removeprefix(PREFIX))).first()
        except ValueError:
            return None

    def for_page(self) -> Self:
        """Read with everything the page of a refund shows."""
        return self.select_related(
            "order", "returned", "entry", "created_by", "credit_note"
        ).prefetch_related("lines__line")

    def found_by(self, text: str) -> Self:
        """Keep refunds by the beginning of the order's number."""
        return self.filter(order__number__begins=text)


class Refund(BaseModel):
    """A decision to give money back. It is carried out when the ledger says so.

    `amount` goes back to the customer, `credited` is taken off the order's price. The
    two differ where too much was paid, which takes no revenue back, and where not all
    was paid yet: then the rest of `credited` lowers the bill.
    """

    class Method(models.TextChoices):
        ORIGINAL = "original", _("the way it was paid")
        BANK = "bank_transfer", _("by bank transfer")
        CREDIT = "credit", _("taken off what is still to pay")

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="refunds"
    )
    returned = models.ForeignKey(
        Return,
        verbose_name=_("return"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="refunds",
    )
    # The form's key: a double click is one refund. It names the refund at the provider.
    key = models.CharField(max_length=100, unique=True)
    method = models.CharField(_("way"), max_length=15, choices=Method)
    provider = models.CharField(_("provider"), max_length=30)
    # Whether a person has to carry it out; else the provider does.
    by_hand = models.BooleanField(_("by hand"), default=True)
    amount = money_field(_("amount"))
    credited = money_field(_("credited"))
    # The part of `credited` that is for delivery.
    shipping = money_field(_("for delivery"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=200)
    # Where a transfer goes: the holder's name and the number of the account.
    account = models.CharField(_("account"), max_length=120, blank=True)
    # Why the provider did not carry it out.
    error = models.CharField(_("refused because"), max_length=300, blank=True)
    entry = models.OneToOneField(
        PaymentEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="refund",
    )

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created_at", "-id"]
        permissions = [("refund_payment", _("Can refund payments"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0)
                & Q(credited__gte=0)
                & Q(shipping__gte=0)
                & Q(shipping__lte=F("credited"))
                & (Q(amount__gt=0) | Q(credited__gt=0)),
                name="orders_refund_amounts_positive",
            ),
        ]
        indexes = [
            # The list, newest first.
            models.Index(fields=["-created_at", "-id"], name="orders_refund_newest"),
            # The queue of what has to be transferred.
            models.Index(fields=["entry", "by_hand"], name="orders_refund_queue"),
        ]

    def __str__(self) -> str:
        amount = format_money(self.value, self.currency)
        return f"{self.order_id and self.order.number} {amount}"

    @property
    def moves_money(self) -> bool:
        return self.method != self.Method.CREDIT

    @property
    def is_done(self) -> bool:
        """Whether the money went, or none has to go."""
        return self.entry_id is not None or not self.moves_money

    @property
    def value(self) -> Decimal:
        """What it is worth to the customer."""
        return self.amount if self.moves_money else self.credited

    @property
    def lowered(self) -> Decimal:
        """The part that is taken off what is still to pay, and moves no money."""
        return max(self.credited - self.amount, Decimal(0))

    @property
    def provider_reference(self) -> str:
        """The name under which the provider is asked, the same however often."""
        return f"{PREFIX}{self.pk}"

    def note(self, **fields: Any) -> None:
        """Write down what came of it."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))


class RefundLineQuerySet(models.QuerySet["RefundLine"]):
    def given(self, order: Order) -> dict[UUID, tuple[int, Decimal]]:
        """Return {line: (pieces, amount)} of what was refunded of an order's lines."""
        rows = self.filter(refund__order=order).order_by().values_list("line")
        return {
            line: (pieces, Decimal(amount).quantize(Decimal("0.01")))
            for line, pieces, amount in rows.annotate(Sum("quantity"), Sum("amount"))
        }


class RefundLine(UUIDModel):
    """The pieces of an order's line that are refunded."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(
        Line,
        verbose_name=_("line"),
        on_delete=models.PROTECT,
        related_name="refund_lines",
    )
    quantity = models.PositiveIntegerField(_("pieces"))
    amount = money_field(_("amount"))

    objects = RefundLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a refund")
        verbose_name_plural = _("lines of refunds")
        ordering = ["line__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "line"], name="orders_refundline_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="orders_refundline_quantity_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"
