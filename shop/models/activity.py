"""What customers do in the shop."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import UUIDModel
from shop.models.products import Product


class Activity(UUIDModel):
    """One thing a signed-in customer did. Kept for a while, by months on PostgreSQL.

    Its rows are written behind the pages, so they carry keys that the database does
    not check: a product or a person that went meanwhile must not cost the others of
    the batch, and no row of theirs is locked for it.
    """

    LONGEST_TEXT = 200  # characters

    class Kind(models.TextChoices):
        """What was done."""

        VIEW = "view", _("looked at")
        SEARCH = "search", _("searched for")
        ADD = "add", _("put into the basket")
        BUY = "buy", _("bought")
        REVIEW = "review", _("reviewed")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="activities",
    )
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.CASCADE,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="activities",
    )
    text = models.CharField(_("words"), max_length=LONGEST_TEXT, blank=True)
    created_at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-created_at", "-id"]
        indexes = [
            # The customer's page: everything, newest first.
            models.Index(fields=["user", "-created_at"], name="shop_activity_user"),
            # "Recently viewed".
            models.Index(
                fields=["user", "kind", "-created_at"], name="shop_activity_kind"
            ),
            # Retention, where the table is kept whole.
            models.Index(fields=["created_at"], name="shop_activity_age"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text or self.product_id}"
