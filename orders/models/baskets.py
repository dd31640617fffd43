"""Baskets are rows: a session-only basket loses parallel adds."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import BaseModel
from database.rows.money import unit_price_column
from shop.models import Product

MAX_QUANTITY = 10_000


class Basket(BaseModel):
    """What somebody wants to buy; a guest's basket is found by the session."""

    customer = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="basket",
    )

    class Meta:
        verbose_name = _("basket")
        verbose_name_plural = _("baskets")
        ordering = ["-created_at", "-id"]
        indexes = [
            # Stale baskets are found by their last change.
            models.Index(fields=["updated_at"], name="orders_basket_age"),
        ]

    def __str__(self) -> str:
        return str(self.customer or _("guest"))


class BasketLine(BaseModel):
    """A product in a basket, and the price the shopper was shown."""

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    shown_unit_price = unit_price_column(_("price shown"))

    class Meta:
        verbose_name = _("basket line")
        verbose_name_plural = _("basket lines")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["basket", "product"], name="orders_basketline_product_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="orders_basketline_quantity_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_id}"
