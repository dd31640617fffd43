"""What the demo catalogue is made of: plain values, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Palette:
    """The tints behind a product's picture, as `#rrggbb`."""

    wall: str
    ground: str
    motif: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The name of a drawing function and what to call it with."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoCategory:
    """A category; a root has no parent."""

    slug: str
    name: str
    parent_slug: str | None
    description: str
    palette: Palette


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
    tags: tuple[str, ...]
    attributes: Mapping[str, str]
    is_featured: bool
    # How often it sells, relative to the others; 1.0 is usual.
    weight: float
    drawing: Drawing
