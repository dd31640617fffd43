"""What was asked of providers, what they did, and what that makes of each order."""

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import BaseModel, LedgerModel, UUIDModel
from database.text.searching import either
from orders.models.orders import Order, money_field
from shop.money import format_money

ZERO = Decimal("0.00")


class PaymentQuerySet(models.QuerySet["Payment"]):
    def no_longer_ask(self) -> None:
        """Forget where the customers had to confirm; one statement."""
        waiting = self.exclude(act_at="")
        waiting.update(act_at="", updated_at=timezone.now())


class Payment(BaseModel):
    """A charge at a provider that takes money by itself. An order has one of each.

    `reference` is the name under which the provider is asked: the same reference is the
    same charge there, however often it is sent. What came of it stands in the ledger.
    """

    order = models.ForeignKey(
        Order,
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        related_name="payments",
    )
    provider = models.CharField(_("provider"), max_length=30)
    reference = models.CharField(_("reference"), max_length=100, unique=True)
    amount = money_field(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    # Why the provider refused it; empty if it did not, or has not answered yet.
    refusal = models.CharField(_("refused because"), max_length=300, blank=True)
    # The URL at which the customer has to confirm it; empty if they do not have to.
    act_at = models.CharField(
        _("to be confirmed at"), max_length=2000, blank=True, default="", db_default=""
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["-created_at", "-id"]
        constraints = [
            # Never charged twice: a second charge of the order has no row to stand on.
            models.UniqueConstraint(
                fields=["order", "provider"], name="orders_payment_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="orders_payment_amount_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PaymentEntryQuerySet(models.QuerySet["PaymentEntry"]):
    def sums(self) -> dict[str, Decimal]:
        """Return the sum of each kind, also of those that are not there."""
        rows = self.order_by().values_list("kind").annotate(sum=Sum("amount"))
        found = {kind: Decimal(total).quantize(ZERO) for kind, total in rows}
        return {kind: found.get(kind, ZERO) for kind in PaymentEntry.Kind.values}

    def found_by(self, text: str) -> Self:
        """Keep entries by the beginning of the order's number or of the reference."""
        return either(self, Q(order__number__begins=text), Q(reference__begins=text))


class PaymentEntry(LedgerModel):
    """A fact about money, never changed: what is paid is the sum of them."""

    class Kind(models.TextChoices):
        AUTHORISED = "authorised", _("authorised")
        CAPTURED = "captured", _("received")
        VOIDED = "voided", _("released")
        REFUNDED = "refunded", _("refunded")

    order = models.ForeignKey(
        Order,
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        related_name="payment_entries",
    )
    provider = models.CharField(_("provider"), max_length=30)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    amount = money_field(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    # What the provider, or the bank's statement, calls this very movement of money.
    reference = models.CharField(_("reference"), max_length=150)
    note = models.CharField(_("note"), max_length=200, blank=True)
    occurred_at = models.DateTimeField(_("happened"), default=timezone.now)

    objects = PaymentEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-created_at", "-id"]
        permissions = [("capture_payment", _("Can record payments"))]
        constraints = [
            # The same movement of money is told twice, late and out of order: it counts
            # once, by the database.
            models.UniqueConstraint(
                fields=["provider", "kind", "reference"],
                name="orders_paymententry_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="orders_paymententry_amount_positive"
            ),
        ]
        indexes = [
            # The ledger, newest first.
            models.Index(
                fields=["-created_at", "-id"], name="orders_paymententry_newest"
            ),
        ]

    def __str__(self) -> str:
        amount = format_money(self.amount, self.currency)
        return f"{self.get_kind_display()} {amount}"


class PaymentBalance(UUIDModel):
    """What the entries, refunds and credits of an order come to.

    Written under the order's lock with every entry, computed again from all of them, so
    that lists can filter by it and the database can refuse what must not be. An order
    without any payment has none. `check_consistency` compares it with the ledger.
    """

    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, related_name="payment_balance"
    )
    captured = money_field(_("received"))
    # Given back, as the ledger has it; granted also counts what was only promised yet.
    refunded = money_field(_("refunded"))
    granted = money_field(_("refunds granted"))
    # Taken off what the customer owes: goods returned, a reduced price.
    credited = money_field(_("credited"))
    # Positive: the customer owes it. Negative: we owe it.
    due = money_field(_("still due"))

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        constraints = [
            # Never more goes back than came in.
            models.CheckConstraint(
                condition=Q(refunded__lte=F("granted")) & Q(granted__lte=F("captured")),
                name="orders_paymentbalance_not_above_captured",
            ),
        ]
        indexes = [
            # Over- and underpaid orders, for the list's filter and the tile.
            models.Index(fields=["due"], name="orders_paymentbalance_due"),
        ]

    def __str__(self) -> str:
        return f"{self.due}"


class ProviderEventQuerySet(models.QuerySet["ProviderEvent"]):
    def waiting(self) -> Self:
        """Keep events that nobody acted on yet."""
        return self.filter(handled_at__isnull=True)


class ProviderEvent(BaseModel):
    """What a provider told us, stored under its own id before anything is done."""

    provider = models.CharField(_("provider"), max_length=30)
    event_id = models.CharField(_("event"), max_length=150)
    kind = models.CharField(_("kind"), max_length=60)
    payload = models.JSONField(_("content"), default=dict)
    happened_at = models.DateTimeField(_("happened"))
    handled_at = models.DateTimeField(_("acted on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    # How often it was told, and how often it was acted on.
    deliveries = models.PositiveIntegerField(_("times told"), default=1)
    attempts = models.PositiveIntegerField(_("times acted on"), default=0)

    objects = ProviderEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider's message")
        verbose_name_plural = _("providers' messages")
        ordering = ["-created_at", "-id"]
        permissions = [("replay_event", _("Can process a provider's message again"))]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "event_id"], name="orders_providerevent_once"
            ),
        ]
        indexes = [
            # The inbox, newest first.
            models.Index(
                fields=["-created_at", "-id"], name="orders_providerevent_newest"
            ),
            # What waits to be acted on.
            models.Index(fields=["handled_at"], name="orders_providerevent_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"

    def note(self, **fields: Any) -> None:
        """Write down what came of it."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))
