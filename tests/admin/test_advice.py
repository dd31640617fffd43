"""What the page of an order tells staff to do about its money and its returns."""

from decimal import Decimal

import pytest
from django.urls import reverse

from orders.models import Refund
from orders.services import (
    approve_return,
    cancel_order,
    receive_return,
    refuse_return,
    request_return,
)
from tests.factories import OrderFactory
from tests.orders.making import delivered_order, refund

pytestmark = pytest.mark.django_db(transaction=True)


def asked():
    order = delivered_order()
    pieces = {line.pk: line.quantity for line in order.lines.all()}
    return request_return(
        order_id=order.pk, pieces=pieces, reason="unwanted", key="return"
    )


def advice_for(client, order):
    page = client.get(reverse("admin:orders_order_change", args=[order.pk]))
    return page.context["advice"]


def test_a_refund_at_its_provider_is_not_paid_out_by_hand(owner):
    order = delivered_order()
    refund(order, extra=Decimal("1.50"))
    Refund.objects.update(by_hand=False)

    advice = advice_for(owner, order)

    assert (advice.title, advice.is_open) == ("Wait for the provider", True)
    assert advice.text == "The provider refunds £1.50 to the customer automatically."


def test_an_order_with_a_return_is_not_done_before_it_is_refunded(owner):
    row = asked()
    assert advice_for(owner, row.order).title == "Answer the customer"

    approve_return(return_id=row.pk, answer="Send it.")
    assert advice_for(owner, row.order).title == "Wait for the return"

    receive_return(return_id=row.pk)
    advice = advice_for(owner, row.order)
    assert (advice.title, advice.is_open) == ("Refund what came back", True)
    assert f"Return {row.number} is here" in advice.text

    pieces = {line.line_id: line.quantity for line in row.lines.all()}
    refund(row.order, pieces=pieces, returned=row)
    assert advice_for(owner, row.order).title == "Pay the refund out"


def test_a_return_that_is_refused_asks_for_nothing(owner):
    row = asked()

    refuse_return(return_id=row.pk, answer="It was worn.")

    assert advice_for(owner, row.order).title == "Nothing to do"


def test_a_cancelled_order_that_nobody_paid_asks_for_nothing(owner):
    order = cancel_order(order_id=OrderFactory().pk)

    page = owner.get(reverse("admin:orders_order_change", args=[order.pk]))

    assert "Nothing was paid, and nothing is due." in page.content.decode()
