"""The ways to deliver that staff set up."""

from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps as installed
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, router, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from database.process.kept import Kept
from database.rows.base_models import (
    BaseModel,
    LivingQuerySet,
    SoftDeleteModel,
    VersionedModel,
)
from database.rows.locking import lock_in_order
from database.rows.money import money_column
from orders.prices.delivery import Delivery
from orders.status import COLLECTION

MOST_DAYS, LONGEST_CODE = 60, 30
# As many as the style of the checkout knows (`.way-12`).
MOST_OFFERED = 12
# What a new shop offers, by code: name, promise, price, days, and free from.
USUAL = {
    "standard": (
        gettext_noop("Standard delivery"),
        gettext_noop("3 to 5 working days"),
        Decimal("3.95"),
        5,
        Decimal("50.00"),
    ),
    "express": (
        gettext_noop("Express delivery"),
        gettext_noop("Next working day"),
        Decimal("7.95"),
        1,
        None,
    ),
    COLLECTION: (
        gettext_noop("Collect from the shop"),
        gettext_noop("Ready in 2 hours"),
        Decimal("0.00"),
        0,
        None,
    ),
}
# What every page shows of them. Whatever is charged is read anew.
kept_deliveries: Kept[dict[str, Delivery]] = Kept(seconds=5)


class AllShippingMethodsManager(models.Manager.from_queryset(LivingQuerySet)):  # type: ignore[misc]
    """All of them."""


class LivingShippingMethodsManager(AllShippingMethodsManager):
    """Those that are offered."""

    def get_queryset(self) -> LivingQuerySet:
        return super().get_queryset().alive()


class ShippingMethod(SoftDeleteModel, VersionedModel, BaseModel):
    """A way to deliver. Orders name it by its code, also once it is deleted."""

    code = models.SlugField(_("code"), max_length=30, unique=True, editable=False)
    label = models.CharField(_("name"), max_length=60)
    promise = models.CharField(
        _("promise"),
        max_length=100,
        help_text=_("How long it takes, in your words: 3 to 5 working days."),
    )
    days = models.PositiveSmallIntegerField(
        _("working days at most"),
        validators=[
            MaxValueValidator(MOST_DAYS, _("Enter %(limit_value)d days or fewer."))
        ],
        help_text=_(
            "Customers are told the day by which it arrives. Enter 0 where it can be "
            "collected on the same day."
        ),
    )
    price = money_column(
        _("price"),
        validators=[MinValueValidator(Decimal(0), _("Enter 0 or more."))],
    )
    free_from = money_column(
        _("free from"),
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"), _("Enter more than 0."))],
        help_text=_("Goods worth this or more travel free. Leave it empty for never."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The smallest is offered first.")
    )

    all_objects = AllShippingMethodsManager()
    objects = LivingShippingMethodsManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("way to deliver")
        verbose_name_plural = _("ways to deliver")
        ordering = ["position", "label"]
        base_manager_name = "all_objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=0), name="orders_shippingmethod_price"
            ),
            models.CheckConstraint(
                condition=Q(free_from=None) | Q(free_from__gt=0),
                name="orders_shippingmethod_free_from",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; this process shows it at once, others within seconds."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            kept_deliveries.changed()

    @property
    def delivery(self) -> Delivery:
        """Return what the price function and the pages need of it."""
        return Delivery(
            code=self.code,
            label=self.label,
            promise=self.promise,
            price=self.price,
            days=self.days,
            free_from=self.free_from,
            is_offered=not self.is_deleted,
        )

    def refuse_too_many(self) -> None:
        """Raise ValidationError where the checkout could not show one more."""
        if ShippingMethod.objects.exclude(pk=self.pk).count() >= MOST_OFFERED:
            text = gettext(
                "The checkout shows %(most)d ways to deliver at most. Delete one first."
            )
            raise ValidationError(text % {"most": MOST_OFFERED})

    def lock_for_deletion(self) -> None:
        """Lock them all, so that two colleagues do not delete the last two."""
        lock_in_order(ShippingMethod.all_objects.only("pk"))

    def obstacle_to_restoring(self) -> str:
        """Say so where the checkout could not show it."""
        try:
            self.refuse_too_many()
        except ValidationError as error:
            return error.messages[0]
        return ""

    def obstacle_to_deletion(self) -> str:
        """Say so where it is the last one: nobody could order any more."""
        if ShippingMethod.objects.exclude(pk=self.pk).exists():
            return ""
        return gettext(
            "This is the only way to deliver. Add another one first, then delete this."
        )


def new_code(label: str, *, is_collection: bool) -> str:
    """Return a code that no way to deliver has yet, made of its name."""
    start = f"{COLLECTION}-" if is_collection else ""
    code = f"{start}{slugify(label) or 'delivery'}"[: LONGEST_CODE - 4].strip("-")
    if not is_collection and code.startswith(COLLECTION):
        code = f"delivery-{code}"[: LONGEST_CODE - 4]
    taken = set(ShippingMethod.all_objects.values_list("code", flat=True))
    numbered = (f"{code}-{number}" for number in count(2))
    return code if code not in taken else next(n for n in numbered if n not in taken)


def read_deliveries() -> dict[str, Delivery]:
    """Return what is offered now, by code, the first to be offered first."""
    rows = ShippingMethod.objects.order_by("position", "label")
    return {row.code: row.delivery for row in rows}


def known_deliveries() -> dict[str, Delivery]:
    """Return all by code, also what is no longer offered, as known some seconds ago."""
    return kept_deliveries.get(_read_all)


def _read_all() -> dict[str, Delivery]:
    rows = ShippingMethod.all_objects.order_by("position", "label")
    return {row.code: row.delivery for row in rows}


def make_usual_methods(*, using: str = "default", **kwargs: Any) -> None:
    """Give a shop that never had a way to deliver the usual ones, after `migrate`."""
    known = kwargs.get("apps", installed)
    try:
        model = known.get_model("orders", "ShippingMethod")
    except LookupError:
        return  # migrated back to before there were any
    if not router.allow_migrate_model(using, model):
        return
    rows = model._base_manager.using(using)
    if rows.exists():
        return
    names = ("label", "promise", "price", "days", "free_from")
    rows.bulk_create(
        model(code=code, position=position, **dict(zip(names, values, strict=True)))
        for position, (code, values) in enumerate(USUAL.items(), start=1)
    )
    kept_deliveries.forget()
