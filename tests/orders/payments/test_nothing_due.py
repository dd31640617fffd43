"""Orders on which nothing is due: they go on by themselves and ask for no money."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from database.consistency.generic import run_checks
from orders.admin.orders.steps import advise
from orders.admin.reports import figures
from orders.checkout.staff_baskets import DETAILS
from orders.ledger import balance_of
from orders.life.expiring import expire_order
from orders.mails.composing import how_to_pay
from orders.mails.expectations import next_step
from orders.mails.sending import compose
from orders.models import Mail, Order, Payment
from orders.providers.rehearsal import charges
from orders.services import (
    begin_staff_basket,
    describe_staff_basket,
    place_staff_basket,
    put_in_staff_basket,
)
from tests.commands.calling import call
from tests.factories import OrderFactory, ProductFactory
from tests.orders.making import pay, refund

pytestmark = pytest.mark.django_db(transaction=True)


def free_order(method="bank_transfer"):
    gift = ProductFactory(price="0.00", stock_quantity=10)
    return OrderFactory(
        lines={gift.pk: 1}, shipping_method="pickup", payment_method=method
    )


def placed_long_ago(order):
    long_ago = timezone.now() - timedelta(days=30)
    Order.objects.filter(pk=order.pk).update(placed_at=long_ago)


@pytest.mark.parametrize("method", ["bank_transfer", "test_card"])
def test_a_free_order_is_confirmed_at_once(method):
    order = free_order(method)

    assert (order.total, order.status) == (Decimal("0.00"), "confirmed")
    change = order.status_changes.get(to_status="confirmed")
    assert change.reason == "There is nothing to pay."
    assert (charges(), Payment.objects.count()) == ([], 0)


def test_the_mail_of_a_free_order_asks_for_no_payment():
    order = free_order()

    letter = compose(Mail.objects.get(order=order, kind="order_placed"))

    assert "transfer £" not in letter.text
    assert next_step(order).sentence in letter.text


@pytest.mark.parametrize("method", ["invoice", "cash_on_delivery"])
def test_a_free_order_that_is_looked_at_first_asks_for_no_payment_either(method):
    order = free_order(method)

    assert order.status == "pending"
    assert next_step(order).sentence.startswith("Next: we check your order")
    assert how_to_pay(order) == ""


@pytest.mark.parametrize("method", ["bank_transfer", "test_card"])
def test_the_page_of_a_free_order_asks_for_no_payment(client, method):
    order = free_order(method)
    client.force_login(order.customer)

    page = client.get(f"/orders/{order.number}/").content.decode()

    assert "Nothing to pay" in page
    assert "your payment" not in page
    assert "transfer" not in page


def test_a_free_order_does_not_expire():
    order = free_order()
    placed_long_ago(order)

    answer, _code = call("expire_orders")

    order.refresh_from_db()
    assert (answer["data"]["found"], order.status) == (0, "confirmed")


def test_a_free_order_that_waits_from_earlier_days_does_not_expire_either():
    order = free_order("invoice")
    Order.objects.filter(pk=order.pk).update(payment_method="bank_transfer")
    placed_long_ago(order)

    expired = expire_order(order_id=order.pk, placed_before=timezone.now())

    order.refresh_from_db()
    assert (expired, order.status) == (False, "pending")
    assert next_step(order).sentence.startswith("We are still checking your order")
    assert advise(order, pieces=1).title == "Check the order and confirm it"
    assert figures.queues().waiting_for_payment == 0


def test_a_free_order_that_waits_from_earlier_days_is_found_and_confirmed():
    order = free_order("invoice")
    Order.objects.filter(pk=order.pk).update(payment_method="bank_transfer")

    (finding,) = run_checks(ids=["orders.paid_but_pending"]).findings
    result = run_checks(ids=["orders.paid_but_pending"], fix=True)

    assert (finding.object, result.data["repaired"]) == ([order.number], 1)
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert Mail.objects.filter(order=order, kind="order_confirmed").count() == 1


def test_a_free_order_that_staff_place_is_confirmed_too():
    gift, basket = ProductFactory(price="0.00"), begin_staff_basket(customer=None)
    put_in_staff_basket(staff_basket_id=basket.pk, product_id=gift.pk, quantity=1)
    details = {name: getattr(basket, name) for name in DETAILS}
    details |= {"shipping_method": "pickup", "payment_method": "bank_transfer"}
    describe_staff_basket(staff_basket_id=basket.pk, details=details)

    order = place_staff_basket(staff_basket_id=basket.pk, expected_total=Decimal(0))

    assert (order.source, order.status) == ("staff", "confirmed")


@pytest.mark.parametrize("amounts", [["20.00"], ["5.00", "15.00"]])
def test_an_unpaid_order_that_is_lowered_to_nothing_goes_on(amounts):
    order = OrderFactory(payment_method="bank_transfer")

    for amount in amounts:
        refund(order, method="credit", extra=Decimal(amount))

    order.refresh_from_db()
    assert (order.status, balance_of(order).due) == ("confirmed", Decimal("0.00"))
    change = order.status_changes.get(to_status="confirmed")
    assert change.reason == "Nothing is left to pay."
    assert Mail.objects.filter(order=order, kind="order_confirmed").count() == 1


def test_an_unpaid_order_that_is_lowered_in_part_waits_for_the_rest():
    order = OrderFactory(payment_method="bank_transfer")

    refund(order, method="credit", extra=Decimal("5.00"))

    order = Order.objects.get(pk=order.pk)
    assert order.status == "pending"
    assert "Please transfer £15.00" in how_to_pay(order)


def test_what_is_paid_in_part_goes_on_when_the_rest_is_let_off():
    order = OrderFactory(payment_method="bank_transfer")
    pay(order, "12.00")

    refund(order, method="credit", extra=Decimal("8.00"))

    order.refresh_from_db()
    assert order.status == "confirmed"


def test_an_order_on_invoice_that_is_lowered_to_nothing_is_still_looked_at():
    order = OrderFactory()

    refund(order, method="credit", extra=Decimal("20.00"))

    order = Order.objects.get(pk=order.pk)
    assert (order.status, how_to_pay(order)) == ("pending", "")


def test_a_credit_posted_twice_confirms_once():
    order = OrderFactory(payment_method="bank_transfer")

    for _time in range(2):
        refund(order, key="once", method="credit", extra=Decimal("20.00"))

    assert order.status_changes.filter(to_status="confirmed").count() == 1
