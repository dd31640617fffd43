"""What the demo shop "Marram & Moss" sells, read from `catalogue.toml` beside it.

Each product's picture is a file, `pictures/SKU.webp`, 960 by 1200 pixels.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
# What every SKU of it begins with.
PREFIX = "MM-"
PICTURE_SIZE = (960, 1200)  # pixels, 4:5


@dataclass(frozen=True, slots=True)
class DemoCategory:
    """A category; a root has no parent."""

    slug: str
    name: str
    description: str
    parent_slug: str | None


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A product as the demo shop sells it; prices are in pounds, tax included."""

    sku: str
    name: str
    slug: str
    category_slug: str
    price: Decimal
    cost: Decimal
    stock: int
    description: str
    # Of one piece, in grams.
    weight: int
    shelf: str
    tags: tuple[str, ...]
    attributes: Mapping[str, str]
    is_featured: bool
    # How often it sells, relative to the others; 1.0 is usual.
    popularity: float

    @property
    def picture(self) -> Path:
        """Return where the product's picture lies."""
        return FOLDER / "pictures" / f"{self.sku.lower()}.webp"


def _category(row: Mapping[str, Any]) -> DemoCategory:
    return DemoCategory(
        slug=row["slug"],
        name=row["name"],
        description=row["description"],
        parent_slug=row.get("parent"),
    )


def _grams(text: str) -> int:
    """Return the grams of "340 g" or "1.2 kg"."""
    number, unit = text.split()
    return int(Decimal(number) * (1000 if unit == "kg" else 1))


def _shelf(sku: str) -> str:
    """Return where it lies: MM-KIT-0203 lies in K2-03."""
    _prefix, department, place = sku.split("-")
    return f"{department[0]}{int(place[:2])}-{place[2:]}"


def _product(row: Mapping[str, Any]) -> DemoProduct:
    return DemoProduct(
        sku=row["sku"],
        name=row["name"],
        slug=row["slug"],
        category_slug=row["category"],
        price=Decimal(row["price"]),
        cost=Decimal(row["cost"]),
        stock=row["stock"],
        description=row["description"],
        weight=_grams(row["attributes"]["weight"]),
        shelf=_shelf(row["sku"]),
        tags=tuple(row["tags"]),
        attributes=row["attributes"],
        is_featured=row.get("featured", False),
        popularity=row.get("popularity", 1.0),
    )


_rows = tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))
CATEGORIES: tuple[DemoCategory, ...] = tuple(map(_category, _rows["categories"]))
PRODUCTS: tuple[DemoProduct, ...] = tuple(map(_product, _rows["products"]))
