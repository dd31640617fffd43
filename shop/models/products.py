"""Products, their pictures and tags."""

from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import GenericUUIDTaggedItemBase, TaggedItemBase

from database.rows.base_models import (
    BaseModel,
    LivingQuerySet,
    SoftDeleteModel,
    VersionedModel,
)
from database.rows.locking import lock_in_order
from database.rows.money import unit_price_column
from database.text.exact import ExactCharField
from shop.models.categories import GONE, Category

MAX_PRICE = Decimal("9999999.9999")
MAX_WEIGHT = 1_000_000  # grams


class TaggedProduct(GenericUUIDTaggedItemBase, TaggedItemBase):
    """A tag on a row whose key is a UUID."""

    class Meta:
        verbose_name = _("tagged product")
        verbose_name_plural = _("tagged products")


class ProductFamily(BaseModel):
    """Products that differ in a few values only, such as size or colour."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("web address"), max_length=200, unique=True)
    option_names = models.JSONField(_("options"), default=list, blank=True)

    class Meta:
        verbose_name = _("product family")
        verbose_name_plural = _("product families")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(LivingQuerySet):
    def on_sale(self, now: Any = None) -> Self:
        """Keep what a shopper may buy: published, and the time of that has come.

        Own columns only: `take_stock` updates through this filter, and with a join
        Django would turn the UPDATE into `id IN (SELECT …)`, which oversells.
        Statements that are composed once give a Parameter as `now`.
        """
        now = timezone.now() if now is None else now
        return self.filter(
            Q(published_at__isnull=True) | Q(published_at__lte=now),
            status=Product.Status.PUBLISHED,
            deleted_at__isnull=True,
        )

    def visible(self) -> Self:
        """Keep what shoppers see: what they may buy, even if none is left."""
        return self.on_sale()

    def for_cards(self) -> Self:
        """Read of the products themselves what a card shows (`shop.views.cards`)."""
        return self.only("slug", "name", "price", "stock_quantity", "expected_back")

    def redraw(self) -> int:
        """Outgrow the cached pieces of pages that show these products."""
        return self.update(content_version=F("content_version") + 1)

    def low_on_stock(self, threshold: int) -> Self:
        """Keep what is on sale and runs out soon, or has."""
        return self.on_sale().filter(stock_quantity__lte=threshold)

    def sold_out(self) -> Self:
        """Keep what is on sale although there is none."""
        return self.on_sale().filter(stock_quantity__lte=0)


class AllProductsManager(models.Manager.from_queryset(ProductQuerySet)):  # type: ignore[misc]
    """All products, the deleted too, so that no SKU is given out twice."""


class LivingProductsManager(AllProductsManager):
    def get_queryset(self) -> ProductQuerySet:
        return super().get_queryset().filter(deleted_at__isnull=True)


class Product(SoftDeleteModel, VersionedModel, BaseModel):
    """Something the shop sells. Stock and counters belong to services, not to forms."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")

    sku = ExactCharField(
        _("SKU"),
        max_length=64,
        unique=True,
        error_messages={"unique": _("This SKU already exists. SKUs are never reused.")},
    )
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("web address"),
        max_length=220,
        unique=True,
        error_messages={
            "unique": _(
                "A product with this web address already exists. It may be deleted."
            )
        },
    )
    description = models.TextField(_("description"), blank=True)
    price = unit_price_column(
        _("price"),
        validators=[MinValueValidator(0), MaxValueValidator(MAX_PRICE)],
    )
    cost = unit_price_column(
        _("cost"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_PRICE)],
        help_text=_(
            "What one piece costs the shop. Reports work out the profit from it."
        ),
    )
    weight = models.PositiveIntegerField(
        _("weight"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_WEIGHT)],
        help_text=_("Of one piece with its packaging, in grams."),
    )
    shelf = models.CharField(
        _("shelf"),
        max_length=30,
        blank=True,
        default="",
        db_default="",
        help_text=_("Where it lies, such as A3-12. Parcels are packed in this order."),
    )
    stock_quantity = models.IntegerField(_("in stock"), default=0, editable=False)
    expected_back = models.DateField(
        _("expected back"),
        null=True,
        blank=True,
        help_text=_(
            "Shoppers see this date while the product is out of stock. If it is "
            "empty or has passed, they see no date."
        ),
    )
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
    )
    family = models.ForeignKey(
        ProductFamily,
        verbose_name=_("family"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="products",
    )
    family_values = models.JSONField(_("family values"), default=dict, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT
    )
    published_at = models.DateTimeField(
        _("published from"),
        null=True,
        blank=True,
        help_text=_(
            "Shoppers see the product from this time on; leave it empty for "
            "straight away."
        ),
    )
    is_featured = models.BooleanField(_("featured"), default=False)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    tags = TaggableManager(_("tags"), through=TaggedProduct, blank=True)

    views_count = models.PositiveIntegerField(_("views"), default=0, editable=False)
    likes_count = models.PositiveIntegerField(_("likes"), default=0, editable=False)
    # Pieces sold through orders and not cancelled; may be behind imported history.
    sales_count = models.IntegerField(_("sold"), default=0, editable=False)
    # Raised by every path that writes what shoppers' pages show.
    content_version = models.PositiveIntegerField(default=1, editable=False)

    all_objects = AllProductsManager()
    objects = LivingProductsManager()
    history = HistoricalRecords(
        excluded_fields=[
            "stock_quantity",
            "views_count",
            "likes_count",
            "sales_count",
            "content_version",
        ]
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["-created_at", "-id"]
        base_manager_name = "all_objects"
        permissions = [("adjust_stock", _("Can adjust stock"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(stock_quantity__gte=0),
                name="shop_product_stock_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0), name="shop_product_price_not_negative"
            ),
        ]
        indexes = [
            # A category's page, newest first.
            models.Index(
                fields=["category", "status", "-created_at"], name="shop_product_shelf"
            ),
            # The home page and the search, newest first.
            models.Index(fields=["status", "-created_at"], name="shop_product_newest"),
            # The back office's list.
            models.Index(fields=["-created_at", "-id"], name="shop_product_admin"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shop:product", args=[self.slug])

    def clean(self) -> None:
        """Refuse a category that somebody deletes at this moment."""
        super().clean()
        if self.category_id is None:
            return
        with transaction.atomic():
            rows = Category.all_objects.filter(pk=self.category_id)
            is_gone = any(row.is_deleted for row in lock_in_order(rows))
            here = Product.all_objects.filter(pk=self.pk, category=self.category_id)
            if is_gone and not here.exists():
                raise ValidationError({"category": GONE})

    def obstacle_to_restoring(self) -> str:
        """Say so where the product would come back into a category that is deleted."""
        rows = Category.all_objects.filter(pk=self.category_id)
        gone = [row for row in lock_in_order(rows) if row.is_deleted]
        if not gone:
            return ""
        text = gettext(
            "It is in the category “%(name)s”, which is deleted. Restore that first."
        )
        return text % {"name": gone[0].name}

    @property
    def is_visible(self) -> bool:
        """Tell what `visible()` tells of many."""
        return (
            self.status == self.Status.PUBLISHED
            and not self.is_deleted
            and (self.published_at is None or self.published_at <= timezone.now())
        )

    @property
    def is_gone(self) -> bool:
        """Whether it was taken off the shelf for good, or deleted."""
        return self.is_deleted or self.status == self.Status.ARCHIVED

    @property
    def is_in_stock(self) -> bool:
        return self.stock_quantity > 0

    @cached_property
    def was_stocked(self) -> bool:
        """Whether pieces ever came in. Free once `cards_of()` has asked it of many."""
        return self.movements.exists()

    @property
    def absence(self) -> str:
        """Tell shoppers that there is none, and when there will be if that is known."""
        sold, new = gettext("Sold out."), gettext("Not available yet.")
        text = sold if self.was_stocked else new
        return f"{text} {self.promise}".strip()

    @property
    def promise(self) -> str:
        """Say when there are pieces again; empty where there are, or nobody knows."""
        if self.is_in_stock or self.expected_back is None or self.is_overdue:
            return ""
        if self.was_stocked:
            text = gettext("Back around %(day)s.")
        else:
            text = gettext("Expected around %(day)s.")
        return text % {"day": date_format(self.expected_back, "j M Y")}

    @property
    def is_overdue(self) -> bool:
        """Whether there is none, and the date on which it was expected has passed."""
        if self.is_in_stock or self.expected_back is None:
            return False
        return self.expected_back < timezone.localdate()

    def _follow_deletion(self) -> list[str]:
        """Have the pages that show the product drawn again."""
        self.content_version = F("content_version") + 1
        return ["content_version"]

    @property
    def lead_picture(self) -> "Picture | None":
        """The first picture. Free with pictures that were prefetched, else a query."""
        return next(iter(self.pictures.all()), None)

    @property
    def lead_file(self) -> str:
        """The file of the first picture; empty without one. Costs as `lead_picture`."""
        picture = self.lead_picture
        return str(picture.image.name) if picture else ""

    @property
    def lead_alt(self) -> str:
        """What the first picture shows, if staff said so. Costs as `lead_picture`."""
        picture = self.lead_picture
        return picture.alt if picture else ""


class Picture(BaseModel):
    """A picture of a product; the first one leads."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="pictures"
    )
    image = models.ImageField(
        _("file"),
        upload_to="products/%Y/%m",
        width_field="width",
        height_field="height",
    )
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    alt = models.CharField(
        _("description"),
        max_length=200,
        blank=True,
        help_text=_("What the picture shows, for people who cannot see it."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "created_at", "id"]

    def __str__(self) -> str:
        return self.alt or gettext("Picture without a description")
