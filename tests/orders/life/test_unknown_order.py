"""An order that is not there: a sentence of the domain, never an error of the ORM."""

import pytest

from database.rows.ids import uuid7
from orders import errors
from orders.errors import OrderError, UnknownOrder
from orders.models import StatusChange
from orders.services import cancel_order, confirm_order, transfer_order
from tests.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db


def transfer(order_id):
    return transfer_order(order_id=order_id, new_customer=UserFactory())


def cancel(order_id):
    return cancel_order(order_id=order_id)


def confirm(order_id):
    return confirm_order(order_id=order_id)


@pytest.mark.parametrize("act", [cancel, confirm, transfer])
def test_an_unknown_order_is_refused_in_words(act):
    order = OrderFactory()
    changes = StatusChange.objects.count()

    with pytest.raises(UnknownOrder) as caught:
        act(uuid7())

    assert str(caught.value) == "There is no such order."
    order.refresh_from_db()
    assert order.status == "pending"
    assert StatusChange.objects.count() == changes


def test_every_error_of_orders_is_named():
    ours = {
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, OrderError)
    }

    assert ours - {*errors.__all__} == set()
