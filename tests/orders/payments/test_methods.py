"""What each way to pay decides, also one that the shop does not have."""

from datetime import UTC, date, datetime

import pytest

from orders.models import Order
from orders.providers import online, payment_method
from orders.status import Paid
from tests.factories import OrderFactory

ARRIVED = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "prepaid", "automatic", "unpaid", "booked_as", "by_hand"),
    [
        ("invoice", False, False, Paid.INVOICE, "invoice", "invoice"),
        ("bank_transfer", True, False, Paid.NOTHING, "bank_transfer", "bank_transfer"),
        (
            "cash_on_delivery",
            False,
            False,
            Paid.ON_DELIVERY,
            "cash_on_delivery",
            "cash_on_delivery",
        ),
        ("test_card", True, True, Paid.NOTHING, "test_card", "bank_transfer"),
        ("barter", False, False, Paid.NOTHING, "invoice", "invoice"),
        ("", False, False, Paid.NOTHING, "invoice", "invoice"),
    ],
)
def test_each_way_says_what_it_decides(
    code, prepaid, automatic, unpaid, booked_as, by_hand
):
    method = payment_method(code)

    assert (method.prepaid, method.automatic) == (prepaid, automatic)
    assert (method.unpaid, method.booked_as) == (unpaid, booked_as)
    assert (method.code, method.booked_by_hand_as) == (code, by_hand)


def test_only_invoices_have_a_last_day_to_pay(settings):
    settings.INVOICE_DAYS = 14
    codes = ("invoice", "bank_transfer", "cash_on_delivery", "test_card", "barter")

    days = [payment_method(code).pay_by(ARRIVED) for code in codes]

    assert days == [date(2026, 3, 16), None, None, None, None]


def test_a_way_the_shop_does_not_have_is_called_as_it_was_imported():
    labels = [str(payment_method(code).label) for code in ("barter", "", "invoice")]

    assert labels == ["barter", "–", "On invoice"]
    assert not payment_method("barter").is_offered
    assert payment_method("barter").still_to_pay("£5.00", "X1") == ""


def test_what_is_still_to_pay_names_account_day_and_reference(settings):
    settings.BANK_DETAILS = "GB00 1234"
    invoice = payment_method("invoice")

    assert invoice.still_to_pay("£5.00", "X1", "Mon 16 Mar 2026") == (
        "£5.00 is still to pay, by Mon 16 Mar 2026. Please transfer it to GB00 1234 "
        "and give X1 as the reference."
    )
    assert invoice.still_to_pay("£5.00", "X1").startswith("£5.00 is still to pay. Pay")
    assert payment_method("cash_on_delivery").still_to_pay("£5.00", "X1") == (
        "£5.00 is still to pay. Pay the courier who hands you the parcel."
    )


def test_a_test_card_that_was_switched_off_takes_no_money(settings):
    assert online("test_card") is not None

    settings.TEST_PAYMENTS = "off"

    assert online("test_card") is None
    assert payment_method("test_card").booked_as == "invoice"


@pytest.mark.django_db
def test_a_shopper_does_not_see_the_code_of_another_shops_way(client):
    order = OrderFactory()
    Order.objects.filter(pk=order.pk).update(payment_method="barter")
    client.force_login(order.customer)

    page = client.get(f"/orders/{order.number}/").content.decode()

    assert "barter" not in page
    assert "is still to pay" not in page
