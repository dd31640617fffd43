"""Whatever an amount comes from, what no column takes is refused in a sentence."""

from decimal import Decimal

import pytest

from database.rows.money import MOST_MONEY
from orders.admin.money.forms import AmountField
from orders.errors import PaymentRefused
from orders.ledger import captured
from orders.models import PaymentEntry
from orders.payments.paying import record_payment
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db(transaction=True)

TOO_MUCH = MOST_MONEY + Decimal("0.01")


def pay(order, amount, reference="a"):
    return record_payment(order_id=order.pk, amount=amount, reference=reference)


@pytest.mark.parametrize(
    "amount", [str(TOO_MUCH), "1e20", "NaN", "Infinity", "12.505", "0", "-1"]
)
def test_the_ledger_takes_no_amount_that_is_none(amount):
    order = OrderFactory(payment_method="bank_transfer")

    with pytest.raises(PaymentRefused, match="more than 0, with at most two decimals"):
        pay(order, Decimal(amount))
    assert not PaymentEntry.objects.exists()


def test_payments_that_are_too_much_together_are_refused():
    order = OrderFactory(payment_method="bank_transfer")
    pay(order, MOST_MONEY)

    with pytest.raises(PaymentRefused, match="add up to more than can be stored"):
        pay(order, Decimal("0.01"), "b")
    assert captured(order) == MOST_MONEY


def test_forms_take_what_the_column_takes():
    field = AmountField()

    assert field.clean(str(MOST_MONEY)) == MOST_MONEY
    with pytest.raises(Exception, match=r"of at most 999999999999\.99"):
        field.clean(str(TOO_MUCH))
