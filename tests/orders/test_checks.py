"""What `check --deploy` says about orders."""

from orders.checks import no_test_payments as check


def test_a_shop_that_takes_the_test_card_is_warned(settings):
    settings.TEST_PAYMENTS = "pays"

    assert [message.id for message in check(None)] == ["orders.W001"]


def test_a_shop_without_it_is_not(settings):
    settings.TEST_PAYMENTS = "off"

    assert check(None) == []
