"""Short ways to write a product down."""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any

from shop.demo.catalogue.types import DemoProduct, Drawing


def slug_of(name: str) -> str:
    """Return a name as it stands in an address."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-")


def paragraphs(text: str) -> str:
    """Return the text with one line a paragraph, an empty line between them."""
    parts = text.strip().split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts)


def shown(name: str, **parameters: Any) -> Drawing:
    """Return the drawing that shows a product."""
    return Drawing(name, parameters)


def shelf(department: str, slug: str, first: int) -> Callable[..., DemoProduct]:
    """Return a function that writes down a shelf, its SKUs counted from `first`."""
    numbers = count(first)

    def product(
        name: str,
        price: str,
        cost: str,
        stock: int,
        drawing: Drawing,
        text: str,
        *,
        tags: str,
        featured: bool = False,
        weight: float = 1.0,
        **attributes: str,
    ) -> DemoProduct:
        # `weight` is how well it sells; what it weighs is written as `mass`.
        if "mass" in attributes:
            attributes["weight"] = attributes.pop("mass")
        return DemoProduct(
            sku=f"MM-{department}-{next(numbers):04}",
            name=name,
            slug=slug_of(name),
            category_slug=slug,
            price=Decimal(price),
            cost=Decimal(cost),
            stock=stock,
            description=paragraphs(text),
            tags=tuple(tags.split()),
            attributes=attributes,
            is_featured=featured,
            weight=weight,
            drawing=drawing,
        )

    return product
