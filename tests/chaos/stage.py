"""Who works in the shop under fire, and what it sells."""

from dataclasses import dataclass
from decimal import Decimal

from shop.models import Product
from tests.chaos.people import PASSWORD
from tests.factories import CategoryFactory, ProductFactory, StaffFactory, UserFactory

PRODUCTS = 6  # few, so that everybody wants the same ones
STOCK = 1_000_000


@dataclass(frozen=True)
class Stage:
    customers: list[str]
    staff: list[str]
    slugs: list[str]


def set_the_stage(pairs: int) -> Stage:
    """Create `pairs` of shoppers and staff, and products that everybody wants."""
    customers = [UserFactory(password=PASSWORD).username for _pair in range(pairs)]
    staff = [StaffFactory(password=PASSWORD).username for _pair in range(pairs)]
    shelf = CategoryFactory()
    products: list[Product] = [
        ProductFactory(category=shelf, stock_quantity=STOCK, price=Decimal("4.50"))
        for _product in range(PRODUCTS)
    ]
    return Stage(customers, staff, [product.slug for product in products])
