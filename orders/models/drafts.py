"""Baskets that staff fill for a customer, until they place the order."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.addresses import PostalAddress
from database.rows.base_models import BaseModel
from orders.models.baskets import Basket
from orders.models.orders import Order


class StaffBasket(PostalAddress, BaseModel):
    """A basket of its own beside the customer's, with how it is sent and paid.

    It stays after the order is placed and names it, so that a second click leads there.
    """

    basket = models.OneToOneField(
        Basket, on_delete=models.CASCADE, related_name="staff_basket"
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    shipping_method = models.CharField(_("delivery"), max_length=30, blank=True)
    payment_method = models.CharField(_("payment"), max_length=30, blank=True)
    order = models.OneToOneField(
        Order,
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff_basket",
    )

    class Meta:
        verbose_name = _("order in preparation")
        verbose_name_plural = _("orders in preparation")
        ordering = ["-created_at", "-id"]
        indexes = [
            # The list of what staff have begun, newest first.
            models.Index(fields=["-created_at"], name="orders_staffbasket_newest"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or str(self.customer or _("guest"))
