"""Numbers of invoices are in capitals, so that every search finds them."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from database.consistency.generic import run_checks
from orders.importing import import_orders
from orders.models import CreditNote, Order
from tests.factories import CreditNoteFactory, OrderFactory
from tests.support.orders_files import migration_named, row, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(tmp_path):
    path = write(tmp_path / "orders.csv", row("x5001case", country="France"))
    import_orders(path=path, currency="GBP")
    return Order.objects.get()


def migrate():
    module = migration_named("numbers_in_capitals")
    module.raise_numbers(apps, SimpleNamespace(connection=connection))


def small_letters():
    found = run_checks(ids=["orders.small_letters"]).findings
    return [number for finding in found for number in finding.object]


def test_small_and_capital_letters_are_one_invoice(tmp_path):
    path = write(tmp_path / "o.csv", row("x1"), row("X1", sku="INK"))

    outcome = import_orders(path=path, currency="GBP")

    assert (outcome.orders_created, outcome.lines_created) == (1, 2)


def test_the_migration_raises_what_is_there(order):
    Order.objects.update(number="x5001case")
    CreditNoteFactory(number="C1a", source="import")
    assert small_letters() == ["x5001case", "C1a"]

    migrate()

    assert Order.objects.get(source="import").number == "X5001CASE"
    assert CreditNote.objects.get().number == "C1A"
    assert small_letters() == []


@pytest.mark.postgresql  # on MariaDB there cannot be two
@pytest.mark.sqlite
def test_it_leaves_a_number_whose_capitals_are_taken_and_the_check_names_it(order):
    other = OrderFactory()
    Order.objects.filter(pk=other.pk).update(number="x5001case", source="import")

    migrate()

    other.refresh_from_db()
    assert (other.number, small_letters()) == ("x5001case", ["x5001case"])


def test_numbers_of_the_shop_itself_are_left_alone(order):
    other = OrderFactory()
    Order.objects.filter(pk=other.pk).update(number="web1")

    migrate()

    other.refresh_from_db()
    assert other.number == "web1"
