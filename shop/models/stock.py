"""The stock ledger: the sum of a product's movements is its stock."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import LedgerModel
from shop.models.products import Product


class StockMovement(LedgerModel):
    """One change of stock: how many, why, for which line, what was there after it."""

    class Reason(models.TextChoices):
        OPENING = "opening", _("Opening stock")
        SALE = "sale", _("Sale")
        CANCEL = "cancel", _("Cancelled order")
        RETURN = "return", _("Return")
        ADJUSTMENT = "adjustment", _("Adjustment")
        IMPORT = "import", _("Import")

    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.PROTECT,
        related_name="movements",
    )
    delta = models.IntegerField(_("change"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    # `line:<uuid>` for sale and cancel; NULL where nothing has to be unique.
    reference = models.CharField(_("reference"), max_length=200, null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    balance_after = models.IntegerField(_("stock after"))

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ["-created_at", "-id"]
        constraints = [
            # Exactly once, by the database: a line is sold once and given back once.
            # Unconditional, because MariaDB has no conditional ones; NULLs differ.
            models.UniqueConstraint(
                fields=["reason", "reference"], name="shop_stockmovement_once"
            ),
        ]
        indexes = [
            # A product's ledger, newest first, and its sum.
            models.Index(
                fields=["product", "-created_at"], name="shop_stockmovement_product"
            ),
            # The list of all movements, newest first.
            models.Index(
                fields=["-created_at", "-id"], name="shop_stockmovement_newest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delta:+d}"
