"""The category tree."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from tree_queries.fields import TreeNodeForeignKey
from tree_queries.query import TreeManager, TreeQuerySet

from database.base_models import (
    BaseModel,
    LivingQuerySet,
    SoftDeleteModel,
    VersionedModel,
)


class CategoryQuerySet(LivingQuerySet, TreeQuerySet):
    def in_path_order(self) -> Self:
        """Every category after its parent, siblings by position, with `tree_depth`."""
        return self.with_tree_fields()


class AllCategoriesManager(TreeManager.from_queryset(CategoryQuerySet)):  # type: ignore[misc]
    _with_tree_fields = False


class LivingCategoriesManager(AllCategoriesManager):
    def get_queryset(self) -> CategoryQuerySet:
        return super().get_queryset().filter(deleted_at__isnull=True)


class Category(SoftDeleteModel, VersionedModel, BaseModel):
    """A shelf of the shop. Categories nest to any depth, without cycles."""

    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(
        _("address"),
        max_length=150,
        unique=True,
        error_messages={
            "unique": _("A category with this address already exists, maybe deleted.")
        },
    )
    parent = TreeNodeForeignKey(
        "self",
        verbose_name=_("within"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    all_objects = AllCategoriesManager()
    objects = LivingCategoriesManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]
        base_manager_name = "all_objects"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a parent that lies below this category, or is this category."""
        super().clean()
        if self.parent_id is None or self._state.adding:
            return
        below = Category.all_objects.descendants(self, include_self=True)
        if below.filter(pk=self.parent_id).exists():
            raise ValidationError(
                {"parent": _("A category cannot lie within itself. Choose another.")}
            )

    def obstacle_to_deletion(self) -> str:
        """Say what lies in it: products and categories would hang in the air."""
        products = self.products.alive().count()
        below = self.children.alive().count()
        if not products and not below:
            return ""
        names = {"name": self.name, "products": products, "categories": below}
        return (
            gettext(
                "“%(name)s” holds %(products)d products and %(categories)d categories. "
                "Move them first, then delete it."
            )
            % names
        )

    def get_absolute_url(self) -> str:
        """Return the page's address. Reads the ancestors: one query."""
        return reverse("shop:category", args=["/".join(self.slug_path())])

    def slug_path(self) -> list[str]:
        """Return the slugs from the root down to this category."""
        ancestors = Category.all_objects.ancestors(self, include_self=True)
        return [category.slug for category in ancestors]
