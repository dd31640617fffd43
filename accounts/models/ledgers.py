"""Loyalty points and store credit: balances guarded by constraints, sums of entries."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import BaseModel, LedgerModel
from database.rows.money import money_column


class PointsAccount(BaseModel):
    """A customer's points. `balance` is the sum of its entries."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="points_account",
    )
    balance = models.PositiveIntegerField(_("balance"), default=0, editable=False)
    total_earned = models.PositiveIntegerField(_("earned"), default=0, editable=False)
    total_spent = models.PositiveIntegerField(_("spent"), default=0, editable=False)

    class Meta:
        verbose_name = _("points account")
        verbose_name_plural = _("points accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(balance__gte=0), name="accounts_pointsaccount_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.balance}"


# What the totals of a points account have to be, as annotations of its entries.
EARNED = Sum("entries__delta", filter=Q(entries__delta__gt=0), default=0)
SPENT = -Sum("entries__delta", filter=Q(entries__delta__lt=0), default=0)


class PointsEntry(LedgerModel):
    """One change of a points account."""

    account = models.ForeignKey(
        PointsAccount, on_delete=models.PROTECT, related_name="entries"
    )
    delta = models.IntegerField(_("points"))
    reason = models.CharField(_("reason"), max_length=30)
    reference = models.CharField(_("reference"), max_length=200, null=True, blank=True)
    balance_after = models.PositiveIntegerField(_("balance after"))

    class Meta:
        verbose_name = _("points entry")
        verbose_name_plural = _("points entries")
        ordering = ["-created_at", "-id"]
        constraints = [
            # The same event is booked once; NULLs are distinct, so notes are free.
            models.UniqueConstraint(
                fields=["reason", "reference"], name="accounts_pointsentry_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delta:+d}"


class Wallet(BaseModel):
    """A customer's store credit in the shop's currency. The sum of its entries."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="wallet"
    )
    balance = money_column(
        _("balance"),
        default=Decimal(0),
        editable=False,
    )

    class Meta:
        verbose_name = _("wallet")
        verbose_name_plural = _("wallets")
        constraints = [
            models.CheckConstraint(
                condition=Q(balance__gte=0), name="accounts_wallet_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.balance}"


class WalletEntry(LedgerModel):
    """One change of a wallet."""

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="entries")
    amount = money_column(_("amount"))
    reason = models.CharField(_("reason"), max_length=30)
    reference = models.CharField(_("reference"), max_length=200, null=True, blank=True)
    balance_after = money_column(_("balance after"))

    class Meta:
        verbose_name = _("wallet entry")
        verbose_name_plural = _("wallet entries")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reason", "reference"], name="accounts_walletentry_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+}"
