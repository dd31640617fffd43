"""Values that a column with choices does not know are named, on every engine."""

import pytest

from database.consistency.generic import run_checks
from tests.support.planting import Shop, undone, unguarded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("statement", "object_", "detail"),
    [
        ("UPDATE shop_product SET status = 'lost'", "sku", "shop.Product.status"),
        (
            "UPDATE orders_order SET status = 'lost', source = 'fax'",
            "number",
            "orders.Order.status = lost, orders.Order.source = fax",
        ),
        (
            "UPDATE orders_statuschange SET to_status = 'lost'",
            "number",
            "orders.StatusChange.to_status = lost",
        ),
    ],
)
def test_a_value_that_its_column_does_not_know_is_named(statement, object_, detail):
    shop = Shop.open()
    row = shop.product if object_ == "sku" else shop.order
    with undone():
        with unguarded() as run:
            run(statement)
        result = run_checks(ids=["database.strange_value"])

    (finding,) = result.findings
    assert getattr(row, object_) in finding.object
    assert detail in str(result.data["checks"][0]["examples"])


@pytest.mark.parametrize(
    "check_id", ["orders.status_history", "database.strange_value"]
)
def test_an_order_whose_status_is_none_of_the_list_is_named(check_id):
    shop = Shop.open()
    with undone():
        with unguarded() as run:
            run(
                "UPDATE orders_order SET status = 'lost' WHERE number = %s",
                [shop.order.number],
            )
        (finding,) = run_checks(ids=[check_id]).findings

    assert finding.object == [shop.order.number]
