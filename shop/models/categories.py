"""The category tree."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from tree_queries.fields import TreeNodeForeignKey
from tree_queries.query import TreeManager, TreeQuerySet

from database.process.kept import Kept
from database.rows.base_models import (
    BaseModel,
    LivingQuerySet,
    SoftDeleteModel,
    VersionedModel,
)
from database.rows.locking import lock_in_order

# What `shop.models.tree` made of the categories, in this process.
kept_tree: Kept[Any] = Kept(seconds=5)
GONE = _("This category has been deleted in the meantime. Choose another.")


class CategoryQuerySet(LivingQuerySet, TreeQuerySet):
    """Categories, with what a tree and soft deletion add."""


class AllCategoriesManager(TreeManager.from_queryset(CategoryQuerySet)):  # type: ignore[misc]
    _with_tree_fields = False


class LivingCategoriesManager(AllCategoriesManager):
    def get_queryset(self) -> CategoryQuerySet:
        return super().get_queryset().filter(deleted_at__isnull=True)


class Category(SoftDeleteModel, VersionedModel, BaseModel):
    """A shelf of the shop. Categories nest to any depth, without cycles."""

    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(
        _("web address"),
        max_length=150,
        unique=True,
        error_messages={
            "unique": _(
                "A category with this web address already exists. It may be deleted."
            )
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
        """Refuse a parent that lies below this category, or is gone.

        Inside a transaction the tree stays locked until it ends: of two who move a
        category into the other one's, the second is refused.
        """
        super().clean()
        with transaction.atomic():
            self._refuse_misplacement()

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        """Save. Raises ValidationError if the tree would become a circle."""
        with transaction.atomic():
            if update_fields is None or "parent" in update_fields:
                self._refuse_misplacement()
            super().save(*args, update_fields=update_fields, **kwargs)
            kept_tree.changed()

    def _refuse_misplacement(self) -> None:
        if self.parent_id is None:
            return
        rows = lock_in_order(Category.all_objects.only("parent_id", "deleted_at"))
        tree = {row.pk: row for row in rows}
        above, key = [], self.parent_id
        while key in tree and key not in above:
            above.append(key)
            key = tree[key].parent_id
        if self.pk in above:
            raise ValidationError(
                {"parent": _("A category cannot be inside itself. Choose another.")}
            )
        stayed = self.pk in tree and tree[self.pk].parent_id == self.parent_id
        if not stayed and self.parent_id in tree and tree[self.parent_id].is_deleted:
            raise ValidationError({"parent": GONE})

    def lock_for_deletion(self) -> None:
        """Lock the tree: what lies in the category, and in which one it lies."""
        lock_in_order(Category.all_objects.only("pk"))

    def obstacle_to_deletion(self) -> str:
        """Say what lies in it: products and categories would hang in the air."""
        products = self.products.alive().count()
        below = self.children.alive().count()
        if not products and not below:
            return ""
        names = {"name": self.name, "products": products, "categories": below}
        return (
            gettext(
                "“%(name)s” contains %(products)d products and %(categories)d "
                "categories. Move them first, then delete it."
            )
            % names
        )

    def obstacle_to_restoring(self) -> str:
        """Say so where the category would come back into one that is deleted."""
        parent = Category.all_objects.filter(pk=self.parent_id).first()
        if parent is None or not parent.is_deleted:
            return ""
        text = gettext(
            "It is in the category “%(name)s”, which is deleted. Restore that first."
        )
        return text % {"name": parent.name}

    def get_absolute_url(self) -> str:
        """Return the page's address. Reads the ancestors: one query."""
        return reverse("shop:category", args=["/".join(self.slug_path())])

    def slug_path(self) -> list[str]:
        """Return the slugs from the root down to this category."""
        ancestors = Category.all_objects.ancestors(self, include_self=True)
        return [category.slug for category in ancestors]
