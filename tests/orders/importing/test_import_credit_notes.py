"""`import_orders --credit-notes`: cancellations become documents of the customer."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.models import User
from database.models import AuditEntry
from orders.models import CreditNote, CreditNoteLine, Order
from shop.models import Product
from tests.commands.calling import call, text_of
from tests.factories import CreditNoteFactory, ProductFactory
from tests.support.orders_files import row, shared, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    """Import a file of these rows with credit notes; return the data."""

    def run(*rows, options=("--credit-notes",)):
        path = write(tmp_path / "orders.csv", *rows)
        return call("import_orders", path, *options)[0]["data"]

    return run


def credit(number="C1001", quantity="-2", **fields):
    return row(number, quantity=quantity, **fields)


def contents():
    models = (Order, CreditNote, CreditNoteLine, Product, User, AuditEntry)
    return [model._base_manager.count() for model in models]


def test_a_cancellation_becomes_a_credit_note_of_the_customer(run):
    data = run(row(), credit(), credit(sku="INK", quantity="-1", price="0.335"))

    note = CreditNote.objects.get()
    assert (note.number, note.customer.source_number) == ("C1001", "17850")
    assert (note.order, note.source, note.currency) == (None, "import", "GBP")
    assert note.total == Decimal("-3.34")
    assert note.issued_at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert (data["credit_notes_created"], data["credit_lines_created"]) == (1, 2)
    assert (data["credited"], data["skipped"]["cancellation"]) == ("-3.34", 0)


def test_a_line_counts_the_pieces_taken_back(run):
    run(credit(), credit(sku="INK", name="Ink", quantity="-3", price="0.335"))

    columns = ("position", "sku", "name", "quantity", "unit_price", "line_total")
    assert list(CreditNoteLine.objects.values_list(*columns)) == [
        (1, "PEN", "Pen", 2, Decimal("1.5"), Decimal("-3.00")),
        (2, "INK", "Ink", 3, Decimal("0.335"), Decimal("-1.01")),
    ]


def test_a_row_of_a_credit_note_that_charges_is_kept_with_its_sign(run):
    run(credit(quantity="1", price="373.57"))

    line = CreditNoteLine.objects.get()
    assert (line.quantity, line.line_total) == (-1, Decimal("373.57"))
    assert CreditNote.objects.get().total == Decimal("373.57")


def test_a_cancellation_of_no_pieces_is_set_aside(run):
    data = run(credit(quantity="0"), credit(number="C2", price="-1"))

    assert data["skipped"]["cancellation"] == 2
    assert not CreditNote.objects.exists()


def test_a_customer_and_a_product_with_cancellations_alone_are_created(run):
    run(row(), credit(sku="INK", name="Ink", customer="9", price="2.00"))

    assert CreditNote.objects.get().customer.source_number == "9"
    ink = Product.objects.get(sku="INK")
    assert (ink.name, ink.price, ink.status) == ("Ink", Decimal("2.00"), "draft")


def test_a_cancellation_does_not_change_what_a_sale_calls_a_product(run):
    run(row(), *[credit(name="Broken pen", price="9.00")] * 3)

    assert Product.objects.get().name == "Pen"
    assert Product.objects.get().price == Decimal("1.50")


def test_a_cancellation_without_customer_is_a_note_without_customer(run):
    run(credit(customer=""))

    assert CreditNote.objects.get().customer is None
    assert not User.objects.exists()


def test_a_credit_note_moves_no_stock(run):
    pen = ProductFactory(sku="PEN", stock_quantity=10)

    run(credit())

    pen.refresh_from_db()
    assert pen.stock_quantity == 10


def test_a_later_run_adds_only_the_credit_notes(run):
    rows = row(), credit(), row(number="1002", customer="")
    run(*rows, options=())
    orders = list(Order.objects.order_by("id").values())

    data = run(*rows)

    assert (data["orders_created"], data["orders_known"]) == (0, 2)
    assert data["credit_notes_created"] == 1
    assert list(Order.objects.order_by("id").values()) == orders
    assert AuditEntry.objects.filter(operation="orders.import").count() == 2


def test_a_second_run_changes_nothing(run):
    run(row(), credit())
    before = contents()

    data = run(row(), credit())

    assert (data["credit_notes_created"], data["credit_notes_known"]) == (0, 1)
    assert (data["credited"], contents()) == ("0.00", before)


def test_a_dry_run_counts_the_same_and_writes_nothing(run):
    before = contents()

    dry = run(row(), credit(), options=("--credit-notes", "--dry-run"))

    assert contents() == before
    assert run(row(), credit()) == dry


def test_a_number_of_a_note_that_was_not_imported_is_left_alone(run):
    CreditNoteFactory(number="C1001", source="staff", total=Decimal("-1.00"))

    data = run(credit())

    assert data["skipped"]["number_taken"] == 1
    assert CreditNote.objects.get().total == Decimal("-1.00")


def test_a_note_of_a_deleted_product_is_set_aside_until_it_is_restored(run):
    pen = ProductFactory(sku="PEN")
    pen.soft_delete()

    assert run(credit())["skipped"]["deleted_product"] == 1
    pen.restore()
    assert run(credit())["credit_notes_created"] == 1


def test_the_operation_names_what_was_imported(run):
    run(row(), credit())

    operation = AuditEntry.objects.get()
    assert operation.message == "1 orders and 1 credit notes imported from orders.csv."
    assert operation.details["credit_notes"] == 1


def test_people_read_what_was_credited(tmp_path):
    path = write(tmp_path / "orders.csv", row(), credit())

    text = text_of("import_orders", path, "--credit-notes")

    assert "1  credit notes created, -3.00 GBP" in text


@pytest.mark.data
def test_the_first_day_of_a_real_shop_is_net_of_its_cancellations():
    sample = shared("online_retail_sample_2010-12-01.csv.gz")

    envelope, _code = call("import_orders", sample, "--credit-notes")

    data = envelope["data"]
    assert (data["credit_lines_created"], data["credited"]) == (26, "-325.23")
    [month] = call("report", "monthly_trend")[0]["data"]["rows"]
    assert (month["revenue"], month["net"]) == ("58960.79", "58635.56")
    assert call("check_consistency")[1] == 0


@pytest.mark.data
@pytest.mark.slow
def test_a_real_year_is_net_of_its_cancellations_in_every_month():
    """A line is rounded when it is made, so a month may be a penny off."""
    published = json.loads(shared("online_retail_reference.json").read_text())
    year = shared("online_retail_2010_2011.csv.gz")

    data = call("import_orders", year, "--credit-notes")[0]["data"]

    assert (data["orders_created"], data["lines_created"]) == (19959, 530103)
    assert (data["credit_notes_created"], data["credit_lines_created"]) == (3836, 9288)
    assert data["credited"] == "-896812.49"
    months = call("report", "monthly_trend")[0]["data"]["rows"]
    assert len(months) == 13
    for month, expected in zip(months, published["monthly"], strict=True):
        net = Decimal(expected["S_revenue"]) + Decimal(expected["X_value"])
        assert month["month"] == expected["month"]
        assert abs(Decimal(month["net"]) - net) <= Decimal("0.01")
