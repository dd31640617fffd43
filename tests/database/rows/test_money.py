"""No amount is stored that could not be read again, and one function rounds."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from database.rows.insert import insert_all
from database.rows.money import (
    MOST_MONEY,
    AmountTooLarge,
    BoundedDecimalField,
    is_money,
    most_of,
    round_half_up,
)
from orders.models import BankLine
from shop.models import Product
from tests.factories import ProductFactory

OURS = {"accounts", "database", "shop", "orders"}
TOO_MUCH = MOST_MONEY + Decimal("0.01")


def test_every_column_of_decimals_is_bounded():
    unbounded = {
        str(field)
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.DecimalField)
        and not isinstance(field, BoundedDecimalField)
    }

    assert unbounded == set()


def test_the_largest_amounts_follow_from_the_digits():
    amount = BankLine._meta.get_field("amount")
    price = Product._meta.get_field("price")

    assert most_of(amount) == Decimal("999999999999.99")
    assert most_of(price) == Decimal("9999999999.9999")


@pytest.mark.parametrize(
    "amount", [TOO_MUCH, -TOO_MUCH, Decimal("1e20"), Decimal("Infinity")]
)
def test_a_column_refuses_what_it_could_not_read_back(amount):
    field = BankLine._meta.get_field("amount")

    with pytest.raises(AmountTooLarge, match=r"at most 999,999,999,999\.99 can") as no:
        field.get_db_prep_save(amount, connection)
    assert (no.value.amount, no.value.most) == (amount, MOST_MONEY)


@pytest.mark.parametrize("amount", ["1e20", Decimal("NaN")])
def test_a_column_refuses_texts_and_what_is_no_number_too(amount):
    field = BankLine._meta.get_field("amount")

    with pytest.raises(AmountTooLarge):
        field.get_db_prep_save(amount, connection)


@pytest.mark.parametrize("amount", [MOST_MONEY, -MOST_MONEY])
def test_a_column_stores_the_largest_amount(amount):
    field = BankLine._meta.get_field("amount")

    assert Decimal(field.get_db_prep_save(amount, connection)) == amount


def test_a_column_stores_that_there_is_no_amount():
    field = BankLine._meta.get_field("amount")

    assert field.get_db_prep_save(None, connection) is None


def test_a_column_s_largest_amount_follows_from_its_own_digits():
    field = models.DecimalField(max_digits=5, decimal_places=1)

    assert most_of(field) == Decimal("9999.9")


def test_a_column_that_does_not_say_its_digits_takes_14_before_the_point():
    assert most_of(models.DecimalField()) == Decimal("99999999999999")


@pytest.mark.django_db
def test_no_way_of_writing_gets_past_the_column():
    product = ProductFactory()
    product.price = Decimal("1e10")
    twin = ProductFactory.build(price=Decimal("1e10"), sku="TWIN", slug="twin")

    for write in (
        product.save,
        lambda: Product.objects.bulk_create([twin]),
        lambda: insert_all([twin]),
        lambda: Product.objects.bulk_update([product], ["price"]),
        lambda: Product.objects.filter(pk=product.pk).update(price=product.price),
    ):
        with pytest.raises(AmountTooLarge), transaction.atomic():
            write()
    assert Product.objects.get().price < 1000


def test_money_is_finite_bounded_and_has_two_decimals():
    amounts = ("0", "-12.50", "12.500", str(MOST_MONEY))
    others = ("12.505", str(TOO_MUCH), "1e30", "NaN", "-Infinity", "sNaN")

    assert all(is_money(Decimal(amount)) for amount in amounts)
    assert not any(is_money(Decimal(amount)) for amount in others)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("2.345", "2.35"), ("2.355", "2.36"), ("-2.345", "-2.35"), ("0.0049", "0.00")],
)
def test_halves_are_rounded_away_from_zero(amount, rounded):
    assert str(round_half_up(Decimal(amount))) == rounded
