"""A real day of a shop with little stock, sold through `place_order`.

The figures were computed from the same file with SQL alone.
"""

import json
from collections import Counter

import pytest

from orders.errors import OutOfStock
from orders.importing.files import opened
from orders.importing.form import Form
from orders.importing.rows import read_rows
from orders.services import place_order
from shop.models import Product, StockMovement
from tests.commands.calling import call
from tests.factories import UserFactory
from tests.support.orders_files import shared

pytestmark = [pytest.mark.django_db, pytest.mark.data]

FILE = "online_retail_sample_2010-12-01.csv.gz"


def orders_of_the_day():
    """Return (number, pieces by SKU) by time of order, then number."""
    times, pieces = {}, {}
    with opened(shared(FILE)) as lines:
        for _line, row in read_rows(lines, Form()):
            if not row.reason:
                times[row.number] = min(row.at, times.get(row.number, row.at))
                wanted = pieces.setdefault(row.number, Counter())
                wanted[row.sku] += row.quantity
    return [(n, pieces[n]) for n in sorted(pieces, key=lambda n: (times[n], n))]


def fill_the_shelves(skus, stock):
    """Put so many pieces of everything into the shop; return the keys by SKU."""
    products = Product.objects.bulk_create(
        Product(
            sku=sku,
            name=sku,
            slug=f"product-{number}",
            price=1,
            status=Product.Status.PUBLISHED,
            stock_quantity=stock,
        )
        for number, sku in enumerate(skus)
    )
    StockMovement.objects.bulk_create(
        StockMovement(
            product=product,
            delta=stock,
            balance_after=stock,
            reason=StockMovement.Reason.OPENING,
            reference=f"opening:{product.pk}",
        )
        for product in products
    )
    return {product.sku: product.pk for product in products}


def sell(orders, keys):
    """Return the numbers of the orders that were accepted, and of the refused."""
    customer, accepted, refused = UserFactory(), [], []
    for number, pieces in orders:
        lines = {keys[sku]: quantity for sku, quantity in pieces.items()}
        try:
            place_order(customer=customer, lines=lines, idempotency_key=number)
        except OutOfStock:
            refused.append(number)
        else:
            accepted.append(number)
    return accepted, refused


@pytest.mark.parametrize(
    "run",
    [0, pytest.param(1, marks=pytest.mark.thorough)],
    ids=["50 pieces", "100 pieces"],
)
def test_what_is_sold_and_left_is_what_was_computed(run):
    published = json.loads(shared("online_retail_reference.json").read_text())
    expected = published["stock_simulation_sample_2010_12_01"]["runs"][run]
    orders = orders_of_the_day()
    pieces = sum((wanted for _number, wanted in orders), Counter())
    keys = fill_the_shelves(sorted(pieces), expected["initial_stock_per_product"])

    accepted, refused = sell(orders, keys)

    left = Product.objects.values_list("stock_quantity", flat=True)
    units = sum(sum(wanted.values()) for n, wanted in orders if n in set(accepted))
    assert {
        "orders_accepted": len(accepted),
        "orders_refused": len(refused),
        "first_order_refused": refused[0],
        "last_order_accepted": accepted[-1],
        "units_accepted": units,
        "products": len(left),
        "stock_left_total": sum(left),
        "products_with_stock_zero": list(left).count(0),
    }.items() <= expected.items()
    assert call("check_consistency")[0]["findings"] == []
