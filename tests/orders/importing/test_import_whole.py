"""`import_orders`: a document of a file is there whole, set aside whole, or named."""

import csv
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import User
from database.consistency.generic import run_checks
from database.models import AuditEntry
from orders.importing import known, running
from orders.models import CreditNote, Line, Order
from shop.models import Product
from tests.commands.calling import call
from tests.factories import OrderFactory
from tests.support.orders_files import row, write

pytestmark = pytest.mark.django_db

BOWL = row("X2001", "CASEB1", "RED BOWL", price="3.00", customer="99851")
COSTLY = {"number": "X2001", "sku": "CASEB2", "quantity": "1", "customer": "99851"}
BAD = row(**COSTLY, price='"1,234.56"')
MENDED = row(**COSTLY, price="1234.56")
MEND = "Invoice X2001 was set aside completely because line 3 cannot be read. "
ADVICE = "Correct the file and run it again."


@pytest.fixture
def run(tmp_path):
    """Import a file of these rows; return the data, the findings and the report."""

    def run(*rows, options=()):
        path, report = write(tmp_path / "orders.csv", *rows), tmp_path / "aside.csv"
        envelope, _code = call("import_orders", path, "--report", report, *options)
        with report.open() as file:
            aside = [tuple(r.values()) for r in csv.DictReader(file)]
        findings = {f["id"]: f["object"] for f in envelope["findings"]}
        return envelope["data"], findings, aside

    return run


def test_an_invoice_with_a_bad_row_is_set_aside_whole_and_a_mended_file_brings_it(run):
    data, findings, aside = run(BOWL, BAD, row("X2002"))

    assert [(line, reason) for line, reason, _why in aside] == [
        ("2", "incomplete"),
        ("3", "bad_row"),
    ]
    assert aside[0][2] == MEND + ADVICE
    assert findings["import_orders.incomplete"] == [MEND + ADVICE]
    assert list(Order.objects.values_list("number", flat=True)) == ["X2002"]
    assert (data["products_created"], data["customers_created"]) == (1, 1)

    data, findings, aside = run(BOWL, MENDED, row("X2002"))

    order = Order.objects.get(number="X2001")
    assert (order.total, order.lines.count()) == (Decimal("1240.56"), 2)
    assert (findings, aside, data["orders_known"]) == ({}, [], 1)


def test_a_credit_note_with_a_bad_row_is_set_aside_whole(run):
    bad = row("C1", sku="INK", quantity="-1.5")

    _data, _findings, aside = run(
        row("C1", quantity="-1"), bad, options=["--credit-notes"]
    )

    assert [reason for _line, reason, _why in aside] == ["incomplete", "bad_row"]
    assert not CreditNote.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        row("1001", name="\udc80"),
        row("1001", at="yesterday"),
        row("1001", name="a,b"),
        row("1001", name='"open'),
        row("1001", sku=""),
        row("1001.0", quantity="1.5"),
        # They tell no invoice, so they may belong to the one beside them.
        row(""),
        row("10 01"),
        ',"open',
    ],
)
def test_whatever_is_wrong_with_a_row_spoils_its_invoice(run, bad):
    run(row("1000"), row("1001"), bad, row("1001", sku="INK"), row("1002"))

    assert "1001" not in Order.objects.values_list("number", flat=True)
    assert "1002" in Order.objects.values_list("number", flat=True)


def test_a_row_of_no_invoice_between_two_spoils_both(run):
    run(row("1000"), row("1001"), row(""), row("1002"), row("1003"))

    assert set(Order.objects.values_list("number", flat=True)) == {"1000", "1003"}


def test_rows_that_are_no_sale_by_rule_spoil_nothing(run):
    _data, findings, _aside = run(row(), row(price="0"), row(quantity="-1"))

    assert (Line.objects.count(), findings) == (1, {})


def test_blank_rows_are_no_rows(run):
    data, findings, _aside = run(row(), ",,,,,,,", "", row("1002"))

    assert (data["rows"], data["orders_created"], findings) == (2, 2, {})


def test_an_order_that_is_there_in_part_is_named_and_left_as_it_is(run):
    run(BOWL)

    data, findings, aside = run(BOWL, MENDED)

    assert findings == {
        "import_orders.differs": ["X2001 is in the shop with 1 of 2 lines."]
    }
    assert [(line, reason) for line, reason, _why in aside] == [
        ("2", "differs"),
        ("3", "differs"),
    ]
    assert (data["orders_known"], Line.objects.count()) == (0, 1)
    assert not Product.objects.filter(sku="CASEB2").exists()


def test_an_order_that_is_there_in_part_and_cannot_be_compared_is_named(run):
    run(BOWL)

    _data, findings, _aside = run(BOWL, BAD)

    [sentence] = findings["import_orders.incomplete"]
    assert sentence == (
        "X2001 is in the shop with 1 line, and line 3 of the file cannot be read. "
        "Correct the file and run it again to compare them."
    )


@pytest.mark.parametrize(
    "now",
    [
        [row(quantity="3"), row(sku="INK")],
        [row(price="1.51"), row(sku="INK")],
        [row()],
        [row(), row(sku="INK"), row(sku="INK")],
    ],
)
def test_other_lines_than_in_the_shop_are_named(run, now):
    run(row(), row(sku="INK"))
    before = list(Line.objects.values())

    _data, findings, _aside = run(*now)

    assert list(findings) == ["import_orders.differs"]
    assert list(Line.objects.values()) == before


def test_a_credit_note_with_other_lines_is_named(run):
    credit = row("C1", quantity="-1")
    run(credit, options=["--credit-notes"])

    _data, findings, _aside = run(credit, credit, options=["--credit-notes"])

    assert findings == {
        "import_orders.differs": ["C1 is in the shop with 1 of 2 lines."]
    }


def test_the_order_of_lines_does_not_matter(run):
    run(row(), row(sku="INK"))

    data, findings, _aside = run(row(sku="INK"), row(price="1.5000"))

    assert (data["orders_known"], findings) == (1, {})


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"customer": "17851"}, "customer"),
        ({"customer": ""}, "customer"),
        ({"country": "France"}, "country"),
        ({"at": "2010-12-03 08:26:00"}, "date"),
    ],
)
def test_rows_of_one_invoice_that_contradict_each_other_are_refused(run, other, what):
    _data, findings, aside = run(row(), row(sku="INK", **other), row("1002"))

    [sentence] = findings["import_orders.contradiction"]
    assert sentence == (
        f"Lines 2 and 3 of invoice 1001 do not have the same {what}. Correct the "
        "file and run it again."
    )
    assert len(aside) == 2
    assert [order.number for order in Order.objects.all()] == ["1002"]


def test_two_names_of_one_country_and_two_minutes_are_no_contradiction(run):
    data, _findings, _aside = run(
        row(at="2010-12-01 23:59:00"), row(country="UK", at="2010-12-02 00:01:00")
    )

    assert data["lines_created"] == 2


def test_each_line_is_held_against_its_column(run):
    """Two that take each other back would pass as a sum."""
    much = {"number": "C1", "price": "9999999999"}

    _data, findings, _aside = run(
        row(**much, quantity="1000"),
        row(**much, quantity="-1000"),
        row("1002"),
        options=["--credit-notes"],
    )

    assert findings["import_orders.too_large"] == [
        "Line 2 comes to more than 999,999,999,999.99."
    ]
    assert not CreditNote.objects.exists()
    assert Order.objects.get().number == "1002"


def test_what_is_set_aside_brings_no_product_and_no_customer(run):
    OrderFactory()
    Order.objects.update(number="9009")
    before = Product.objects.count(), User.objects.count()

    data, _findings, _aside = run(
        row("9009", sku="NEW", customer="5"),
        row("1", sku="NEWER", customer="6"),
        row("1", sku="NEWER", customer="7"),
    )

    assert (Product.objects.count(), User.objects.count()) == before
    assert (data["products_created"], data["customers_created"]) == (0, 0)


def test_when_the_database_fails_it_says_what_was_saved(run, monkeypatch, tmp_path):
    monkeypatch.setattr(running, "BATCH", 1)
    path = write(tmp_path / "orders.csv", row("1001"), row("1002", sku="INK"))
    write_batch = running.write_batch

    def write_one(**arguments):
        if Order.objects.exists():
            raise OperationalError("no space left")
        write_batch.__wrapped__(**arguments)

    monkeypatch.setattr(running, "write_batch", write_one)
    envelope, _code = call("import_orders", path)

    assert envelope["data"]["message"] == (
        "The import stopped. The 1 orders and 0 credit notes already saved are "
        "kept. Run it again to continue from there. (no space left)"
    )
    assert (Order.objects.count(), Product.objects.count()) == (1, 1)


def incomplete():
    found = run_checks(tags=["import"]).findings
    return {finding.id: finding.object for finding in found}


def test_the_check_names_an_invoice_until_it_is_there(run):
    run(BOWL, BAD)
    assert incomplete() == {"orders.import_incomplete": ["X2001"]}

    run(BOWL, MENDED)

    assert incomplete() == {}
    assert AuditEntry.objects.filter(operation="orders.import").count() == 2


def test_the_check_forgets_a_row_that_is_gone_from_the_file(run):
    run(row(), "Total,,,,,100.00,,", row("A1", quantity="x"), row("C1", quantity="x"))
    assert incomplete() == {"orders.import_incomplete": ["TOTAL"]}

    run(row())

    assert incomplete() == {}


def test_many_invoices_that_cannot_be_read_are_compared_in_parts(run, monkeypatch):
    monkeypatch.setattr(known, "PART", 2)
    rows = [row(str(number)) for number in range(5)]
    run(*rows)
    spoiled = [row(str(number), quantity="x") for number in range(5)]

    data, findings, _aside = run(*rows, *spoiled)

    assert (data["orders_known"], data["skipped"]["bad_row"]) == (0, 5)
    assert len(findings["import_orders.incomplete"]) == 5
    assert run(*rows)[0]["orders_known"] == 5


def test_the_check_names_an_import_that_was_stopped_until_it_is_finished(
    run, monkeypatch, tmp_path
):
    path = write(tmp_path / "stopped.csv", row("1001"))
    with monkeypatch.context() as patch:
        patch.setattr(running, "_log", lambda *_parts: None)
        call("import_orders", path)
    assert incomplete() == {}  # it may still be going on
    two_hours_ago = timezone.now() - timedelta(hours=2)
    Order.objects.update(created_at=two_hours_ago)
    assert incomplete() == {"orders.import_stopped": ["1001"]}

    call("import_orders", path)

    assert incomplete() == {}
