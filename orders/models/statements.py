"""Bank statements: the lines as the bank wrote them, and where each one went."""

from typing import Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import BaseModel, UUIDModel
from database.text.searching import any_of
from orders.models.orders import Order, money_field
from orders.models.payments import PaymentEntry
from shop.money import format_money


class BankStatementQuerySet(models.QuerySet["BankStatement"]):
    def with_counts(self) -> Self:
        """Annotate `line_count` and `open_count`, by a subquery for each row shown."""
        lines = BankLine.objects.filter(statement=OuterRef("pk"))
        counted = lines.order_by().values("statement")
        all_of_them = counted.annotate(n=Count("pk")).values("n")
        still_open = counted.annotate(
            n=Count("pk", filter=Q(entry=None, is_set_aside=False))
        ).values("n")
        return self.annotate(
            line_count=Coalesce(Subquery(all_of_them), 0),
            open_count=Coalesce(Subquery(still_open), 0),
        )


class BankStatement(BaseModel):
    """A file from the bank. Lines that an earlier file brought are not in it again."""

    name = models.CharField(_("file"), max_length=150)
    known_lines = models.PositiveIntegerField(_("known already"), default=0)
    outgoing_lines = models.PositiveIntegerField(_("outgoing"), default=0)
    # The next three are empty for files older than they are. Lines with an amount of 0:
    nothing_lines = models.PositiveIntegerField(_("without an amount"), null=True)
    # The lines that could not be read: [line of the file, why], in the words of then.
    unread = models.JSONField(_("not read"), null=True)
    # What was decided about the file: encoding, separator, decimal sign, columns.
    how = models.JSONField(_("how it was read"), null=True)

    objects = BankStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-created_at", "-id"]
        permissions = [
            ("import_statement", _("Can upload bank statements and assign payments"))
        ]
        indexes = [
            # The list, newest first.
            models.Index(
                fields=["-created_at", "-id"], name="orders_bankstatement_newest"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankLayout(BaseModel):
    """The columns of a bank whose heading we do not know, as staff chose them once."""

    # Of the names in the heading: all files of this bank have the same.
    heading_key = models.CharField(max_length=64, unique=True)
    heading = models.JSONField(_("heading"))
    # The places in a row by their meaning.
    places = models.JSONField(_("columns"))

    class Meta:
        verbose_name = _("columns of a bank")
        verbose_name_plural = _("columns of banks")

    def __str__(self) -> str:
        return ", ".join(self.heading)


class BankLineQuerySet(models.QuerySet["BankLine"]):
    def open(self) -> Self:
        """Keep payments that belong to no order yet and are not set aside."""
        return self.filter(entry=None, is_set_aside=False)

    def found_by(self, text: str) -> Self:
        """Keep lines whose text or payer holds the words."""
        return self.filter(any_of(("text", "payer"), text))


class BankLine(UUIDModel):
    """A payment that reached the bank account."""

    class Match(models.TextChoices):
        EXACT = "exact", _("pays an order")
        PARTIAL = "partial", _("too little")
        OVER = "over", _("too much")
        UNKNOWN = "unknown", _("no order found")

    statement = models.ForeignKey(
        BankStatement, on_delete=models.PROTECT, related_name="lines"
    )
    # Of day, amount, payer, text, and how often the file has just this line: the same
    # line in a later file is recognised by it.
    fingerprint = models.CharField(max_length=64, unique=True)
    position = models.PositiveIntegerField(_("line"))
    booked_on = models.DateField(_("day"))
    amount = money_field(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    payer = models.CharField(_("from"), max_length=200, blank=True)
    text = models.CharField(_("text"), max_length=500, blank=True)
    # What the line looked like when it was last compared with the orders.
    match = models.CharField(
        _("looks like"), max_length=10, choices=Match, default=Match.UNKNOWN
    )
    order = models.ForeignKey(
        Order,
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bank_lines",
    )
    entry = models.OneToOneField(
        PaymentEntry,
        verbose_name=_("payment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bank_line",
    )
    # Money that is none of the shop's orders: rent, a tax refund.
    is_set_aside = models.BooleanField(_("set aside"), default=False)

    objects = BankLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment on the account")
        verbose_name_plural = _("payments on the account")
        ordering = ["-booked_on", "statement", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="orders_bankline_amount_positive"
            ),
        ]
        indexes = [
            # The list, newest first.
            models.Index(
                fields=["-booked_on", "statement", "position"],
                name="orders_bankline_newest",
            ),
            # What waits to be assigned.
            models.Index(
                fields=["entry", "is_set_aside", "match"], name="orders_bankline_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer} {format_money(self.amount, self.currency)}".strip()

    @property
    def is_open(self) -> bool:
        return self.entry_id is None and not self.is_set_aside
