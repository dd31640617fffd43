"""What the demo's catalogue has besides its shelves: families, drafts, leftovers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.text import slugify

from accounts.models import User
from shop.models import Category, Product, ProductFamily, StockMovement

Status = Product.Status
# A family, what its products differ in, and the products with what each is in that.
FAMILIES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "Stoneware mug",
        "Glaze",
        {
            "MM-KIT-0101": "Moss dip",
            "MM-KIT-0102": "Speckled blue",
            "MM-KIT-0103": "Rust, tall",
        },
    ),
    (
        "Scented candle",
        "Scent",
        {"MM-HOM-0207": "Cedar and moss", "MM-HOM-0208": "Fig and sea salt"},
    ),
    ("Merino scarf", "Pattern", {"MM-HOM-0106": "Rust", "MM-HOM-0107": "Sea check"}),
    ("Fountain pen", "Colour", {"MM-DSK-0203": "Plum", "MM-DSK-0204": "Forest"}),
    ("Bottled ink", "Colour", {"MM-DSK-0209": "Ink blue", "MM-DSK-0210": "Moss"}),
)


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A product that shoppers do not see: not yet, or not any more."""

    sku: str
    name: str
    category_slug: str
    price: Decimal
    description: str = ""
    status: str = Status.DRAFT
    # Days since it was made, and until it is published.
    age: int = 2
    published_in: int | None = None
    stock: int = 0
    is_deleted: bool = False


UNLISTED = (
    Unlisted(
        "MM-KIT-0110",
        "Stoneware jug, moss dip",
        "mugs-and-teaware",
        Decimal("28.00"),
        "The jug that goes with our moss mugs. It holds a litre.\n\nMeasures follow "
        "when the first ones are out of the kiln.",
    ),
    Unlisted(
        "MM-KIT-0310",
        "Linen tablecloth, chalk",
        "tableware",
        Decimal("68.00"),
        age=1,
    ),
    Unlisted(
        "MM-GAR-0310",
        "Spring bulbs, twenty mixed",
        "seeds-and-wildlife",
        Decimal("14.00"),
        "Crocuses, squills and small daffodils that come back each year. They leave "
        "us when it is time to plant them.",
        status=Status.PUBLISHED,
        age=5,
        published_in=6,
        stock=80,
    ),
    Unlisted(
        "MM-HOM-0110",
        "Picnic rug, summer check",
        "blankets-and-cushions",
        Decimal("58.00"),
        "Wool above, waxed cotton below. The mill has stopped weaving it.",
        status=Status.ARCHIVED,
        age=500,
    ),
    Unlisted(
        "MM-KIT-0311",
        "Bamboo straws, twelve",
        "tableware",
        Decimal("6.00"),
        status=Status.DRAFT,
        age=140,
        is_deleted=True,
    ),
)
# A shelf of last winter, put away by being deleted: it can be restored.
SEASON = ("Christmas table", "christmas-table", "kitchen")


def create_families() -> dict[str, tuple[ProductFamily, dict[str, str]]]:
    """Create the families; return, by SKU, each product's and its values in it."""
    found: dict[str, tuple[ProductFamily, dict[str, str]]] = {}
    for name, option, values in FAMILIES:
        family = ProductFamily.objects.create(
            name=name, slug=slugify(name), option_names=[option]
        )
        found |= {sku: (family, {option: value}) for sku, value in values.items()}
    return found


def create_unlisted(
    categories: Mapping[str, Category], *, until: datetime, by: User
) -> dict[str, Product]:
    """Create products and a category that shoppers do not see.

    Returns the products by SKU.
    """
    products = {}
    for one in UNLISTED:
        made = until - timedelta(days=one.age)
        days = one.published_in
        product = products[one.sku] = Product(
            sku=one.sku,
            name=one.name,
            slug=slugify(one.name),
            category=categories[one.category_slug],
            price=one.price,
            description=one.description,
            status=one.status,
            published_at=until + timedelta(days=days) if days else None,
            stock_quantity=one.stock,
            created_at=made,
            updated_at=made,
        )
        product._history_date = made  # type: ignore[attr-defined]
        product._history_user = by  # type: ignore[attr-defined]
        product.save()
        if one.stock:
            _open(product, by)
        if one.is_deleted:
            product._history_date = until  # type: ignore[attr-defined]
            product.soft_delete()
    name, slug, parent = SEASON
    season = Category.objects.create(
        name=name, slug=slug, parent=categories[parent], position=99
    )
    season.soft_delete()
    return products


def _open(product: Product, by: User) -> None:
    StockMovement.objects.create(
        product=product,
        delta=product.stock_quantity,
        reason=StockMovement.Reason.OPENING,
        reference=f"opening:{product.pk}",
        balance_after=product.stock_quantity,
        created_at=product.created_at,
        actor=by,
    )
