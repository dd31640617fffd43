"""A row that may be there already is inserted once."""

from decimal import Decimal

import pytest

from database.context import acting_as
from database.rows.insert import insert_all, insert_once
from orders.models import CheckoutKey, Order, StatusChange
from orders.status import Status
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_new_row_is_inserted():
    row = CheckoutKey(owner="visitor:a", key="k", fingerprint="f")

    assert insert_once(row)

    assert CheckoutKey.objects.get() == row
    assert not row._state.adding


def test_a_row_whose_key_is_taken_is_left_out():
    insert_once(CheckoutKey(owner="visitor:a", key="k", fingerprint="first"))

    assert not insert_once(CheckoutKey(owner="visitor:a", key="k", fingerprint="x"))

    assert CheckoutKey.objects.get().fingerprint == "first"


def test_rows_of_several_tables_are_inserted_in_their_order():
    order = Order(customer=UserFactory(), currency="GBP", total=Decimal("9.50"))
    change = StatusChange(order=order, to_status=Status.PENDING)

    with acting_as(user_id=order.customer_id, label="ann"):
        insert_all([order, change])

    stored = Order.objects.get()
    assert stored.to_dict() == order.to_dict()
    assert (stored.created_by_id, stored.updated_by_id) == (order.customer_id,) * 2
    assert StatusChange.objects.get().to_status == "pending"
    assert not order._state.adding


def test_more_rows_than_one_statement_takes_are_inserted():
    keys = [CheckoutKey(owner="v", key=str(n), fingerprint="f") for n in range(400)]

    insert_all(keys)

    assert CheckoutKey.objects.count() == 400
