"""What the demo shop "Marram & Moss" sells."""

from shop.demo.catalogue.categories import CATEGORIES
from shop.demo.catalogue.shelves import (
    blankets_and_cushions,
    cleaning_and_laundry,
    cooking_and_boards,
    desk_order,
    garden_tools,
    lamps_and_candles,
    mugs_and_teaware,
    notebooks_and_paper,
    pens_and_pencils,
    pots_and_planters,
    seeds_and_wildlife,
    soap_and_care,
    tableware,
    towels_and_bathroom,
    vases_and_walls,
)
from shop.demo.catalogue.types import DemoCategory, DemoProduct, Drawing, Palette

__all__ = [
    "CATEGORIES",
    "PRODUCTS",
    "SHOP_NAME",
    "DemoCategory",
    "DemoProduct",
    "Drawing",
    "Palette",
]

SHOP_NAME = "Marram & Moss"
_SHELVES = (
    mugs_and_teaware,
    cooking_and_boards,
    tableware,
    blankets_and_cushions,
    lamps_and_candles,
    vases_and_walls,
    pots_and_planters,
    garden_tools,
    seeds_and_wildlife,
    notebooks_and_paper,
    pens_and_pencils,
    desk_order,
    soap_and_care,
    towels_and_bathroom,
    cleaning_and_laundry,
)
PRODUCTS: tuple[DemoProduct, ...] = tuple(
    product for shelf in _SHELVES for product in shelf.PRODUCTS
)
