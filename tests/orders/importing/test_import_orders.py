"""`import_orders`: the sales of a file become orders, every other row is set aside."""

import csv
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.models import User
from database.models import AuditEntry
from orders.models import Line, Order, StatusChange
from shop.models import Product, StockMovement
from tests.commands.calling import call, text_of
from tests.factories import OrderFactory, ProductFactory, UserFactory
from tests.support.orders_files import HEADER, row, shared, write

pytestmark = pytest.mark.django_db

NOTHING = {
    "cancellation": 0,
    "bad_debt": 0,
    "stock_adjustment": 0,
    "no_price": 0,
}


@pytest.fixture
def run(tmp_path):
    """Import a file of these rows; return the envelope's data and the exit code."""

    def run(*rows, options=(), header=HEADER, name="orders.csv"):
        path = write(tmp_path / name, *rows, header=header)
        envelope, code = call("import_orders", path, *options)
        return envelope["data"], code

    return run


def counts():
    models = (Order, Line, Product, User, StatusChange, AuditEntry)
    return [model._base_manager.count() for model in models]


def test_a_sale_becomes_a_delivered_order(run):
    data, code = run(row(), row(sku="INK", name="Ink", quantity="3", price="0.335"))

    order = Order.objects.get()
    assert code == 0
    assert (order.number, order.customer.source_key) == ("1001", "online-retail:17850")
    assert (order.status, order.source, order.currency) == (
        "delivered",
        "import",
        "GBP",
    )
    assert (order.subtotal, order.total) == (Decimal("4.01"), Decimal("4.01"))
    assert (order.tax_total, order.country, order.email) == (0, "GB", "")
    assert data == {
        "read_as": {"separator": ",", "decimal_sign": ".", "days": "year"},
        "rows": 2,
        "orders_created": 1,
        "lines_created": 2,
        "products_created": 2,
        "customers_created": 1,
        "orders_known": 0,
        "credit_notes_created": 0,
        "credit_lines_created": 0,
        "credit_notes_known": 0,
        "credited": "0.00",
        "skipped": NOTHING,
        "countries_without_code": {},
    }


def test_every_line_of_the_file_is_a_line_of_the_order(run):
    run(row(), row(name=" Pen,  blue ".replace(",", "")), row(price="0.0010"))

    lines = Line.objects.values_list("position", "sku", "name", "unit_price")
    assert list(lines) == [
        (1, "PEN", "Pen", Decimal("1.5000")),
        (2, "PEN", "Pen blue", Decimal("1.5000")),
        (3, "PEN", "Pen", Decimal("0.0010")),
    ]
    totals = Line.objects.values_list("line_total", flat=True)
    assert list(totals) == [Decimal("3.00"), Decimal("3.00"), Decimal("0.00")]


def test_the_time_is_the_earliest_of_the_lines_on_the_clock_of_the_shop(run):
    run(row(at="2011-07-01 08:27:00"), row(at="2011-07-01 08:26:00"))

    assert Order.objects.get().placed_at == datetime(2011, 7, 1, 7, 26, tzinfo=UTC)


def test_the_history_says_who_moved_the_order_and_that_the_time_is_unknown(run):
    run(row())

    changes = StatusChange.objects.values_list("from_status", "to_status")
    assert list(changes) == [
        ("", "pending"),
        ("pending", "confirmed"),
        ("confirmed", "shipped"),
        ("shipped", "delivered"),
    ]
    change = StatusChange.objects.last()
    assert change.by == "manage.py import_orders"
    assert change.reason.startswith("Imported as delivered")


def test_an_import_moves_no_stock(run):
    pen = ProductFactory(sku="PEN", stock_quantity=10)

    data, _code = run(row())

    pen.refresh_from_db()
    assert (pen.stock_quantity, StockMovement.objects.count()) == (10, 1)
    assert data["products_created"] == 0


def test_products_are_drafts_by_stock_code_exactly_as_written(run):
    run(row(sku="1a"), row(sku="1A"), row(sku="1a "))

    products = Product.objects.order_by("sku")
    assert [product.sku for product in products] == ["1A", "1a", "1a "]
    assert {product.status for product in products} == {"draft"}
    assert len({product.slug for product in products}) == 3


def test_a_customer_has_the_accounts_of_a_user_and_no_password(run):
    run(row(), row(number="1002"))

    user = User.objects.get()
    assert (user.source_key, user.email) == ("online-retail:17850", None)
    assert (str(user), user.full_name) == ("online-retail:17850", "17850")
    assert not user.has_usable_password()
    assert (user.points_account.balance, user.wallet.balance) == (0, 0)


def test_an_order_without_customer_is_a_guest_order(run):
    data, _code = run(row(customer=""))

    assert Order.objects.get().customer is None
    assert data["customers_created"] == 0


def test_other_rows_are_set_aside_by_the_first_reason_that_applies(run, tmp_path):
    report = tmp_path / "aside.csv"

    data, code = run(
        row(number="C1", quantity="-1", price="0"),
        row(),
        row(number="A1", quantity="-1"),
        row(quantity="-1", price="0"),
        row(price="0.00"),
        options=("--report", report),
    )

    assert (code, data["rows"], data["orders_created"]) == (0, 5, 1)
    assert data["skipped"] == dict.fromkeys(NOTHING, 1)
    with report.open() as file:
        rows = [(r["line"], r["reason"]) for r in csv.DictReader(file)]
    assert rows == [
        ("2", "cancellation"),
        ("4", "bad_debt"),
        ("5", "stock_adjustment"),
        ("6", "no_price"),
    ]


def test_a_second_run_changes_nothing(run):
    first, _code = run(row(), row(number="C1"), row(number="1002", customer=""))
    before = counts()

    second, code = run(row(), row(number="C1"), row(number="1002", customer=""))

    assert code == 0
    assert counts() == before
    assert (second["orders_created"], second["orders_known"]) == (0, 2)
    assert (second["products_created"], second["customers_created"]) == (0, 0)
    assert second["skipped"] == first["skipped"]


def test_a_dry_run_counts_the_same_and_writes_nothing(run):
    rows = row(), row(number="C1"), row(number="1002", sku="INK", customer="")
    before = counts()

    dry, _code = run(*rows, options=("--dry-run",))

    assert counts() == before
    assert run(*rows)[0] == dry


def test_an_import_is_one_operation(run):
    run(row(), row(number="C1"))

    operation = AuditEntry.objects.get()
    assert operation.operation == "orders.import"
    assert operation.message == "1 orders imported from orders.csv."
    assert operation.details["skipped"]["cancellation"] == 1


def test_dates_cut_whole_invoices_and_both_count(run):
    data, _code = run(
        row(number="1", at="2010-11-30 23:59:00"),
        row(number="2", at="2010-12-01 00:00:00"),
        row(number="3", at="2010-12-02 23:59:00"),
        row(number="3", at="2010-12-03 00:00:00"),
        row(number="C4", at="2010-12-03 00:00:00"),
        options=("--from", "2010-12-01", "--to", "2010-12-02"),
    )

    numbers = Order.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["2", "3"]
    assert (data["rows"], data["lines_created"]) == (3, 3)
    assert data["skipped"] == NOTHING


def test_a_packed_file_with_the_other_header_is_read(run):
    header = HEADER.replace("No,", ",").replace(
        "UnitPrice,CustomerID", "Price,Customer ID"
    )

    data, _code = run(row(), header=header, name="orders.csv.gz")

    assert data["orders_created"] == 1


def test_a_country_without_code_stays_empty_and_is_named(run):
    data, code = run(row(country="Channel Islands"))

    assert (code, Order.objects.get().country) == (0, "")
    assert data["countries_without_code"] == {"Channel Islands": 1}


def test_an_order_of_a_deleted_product_is_set_aside_until_it_is_restored(run):
    pen = ProductFactory(sku="PEN")
    pen.soft_delete()

    data, code = run(row(), row(sku="INK"), row(number="1002", sku="INK"))

    assert (code, data["orders_created"]) == (1, 1)
    assert data["skipped"] == NOTHING | {"deleted_product": 2}
    pen.restore()
    assert run(row(), row(sku="INK"))[0]["lines_created"] == 2


def test_an_order_of_a_deleted_customer_is_set_aside(run):
    UserFactory(source_key="online-retail:17850").soft_delete()

    data, code = run(row(), row(number="1002", customer=""))

    assert (code, data["orders_created"], data["customers_created"]) == (1, 1, 0)
    assert data["skipped"]["deleted_customer"] == 1


def test_a_number_of_an_order_that_was_not_imported_is_left_alone(run):
    order = OrderFactory()
    # Not its own random number, which may begin as a cancellation's does.
    Order.objects.update(number="9009")

    data, code = run(row(number="9009"), row())

    assert (code, data["skipped"]["number_taken"]) == (1, 1)
    order.refresh_from_db()
    assert (order.source, order.total) == ("web", Decimal("20.00"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "does not have this format"),
        (b"sku,name\n1,2\n", "does not have this format"),
        (b"\x1f\x8b\x08rubbish", "is damaged"),
        (
            b"\xff\xfe\x00",
            "does not have this format. This is text in UTF-16. Save it as",
        ),
        (
            b"PK\x03\x04\x14",
            "does not have this format. This is an Excel file. Save it as",
        ),
    ],
)
def test_a_file_of_another_kind_is_refused_in_a_sentence(tmp_path, content, sentence):
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    before = counts()

    envelope, code = call("import_orders", path)

    assert (code, envelope["status"]) == (2, "error")
    assert sentence in envelope["data"]["message"]
    assert counts() == before


def test_a_file_cut_short_is_refused_before_anything_is_written(tmp_path):
    path = write(tmp_path / "orders.csv.gz", *[row(str(n)) for n in range(999)])
    path.write_bytes(path.read_bytes()[:-20])
    before = counts()

    envelope, code = call("import_orders", path)

    assert (code, counts()) == (2, before)
    assert "cannot be unpacked completely" in envelope["data"]["message"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--from", "2011-02-01", "--to", "2011-01-01"), "--from is later than --to"),
        (("--currency", "EUR"), "keeps its books in GBP"),
        (("--report", "/nowhere/at/all.csv"), "cannot be written"),
    ],
)
def test_options_that_make_no_sense_are_refused(run, options, sentence):
    data, code = run(row(), options=options)

    assert (code, Order.objects.count()) == (2, 0)
    assert sentence in data["message"]


def test_a_missing_file_is_named():
    envelope, code = call("import_orders", "/nowhere.csv")

    assert code == 2
    assert envelope["data"]["message"] == (
        "/nowhere.csv cannot be read: No such file or directory."
    )


def test_people_read_a_table_and_a_verdict(tmp_path):
    path = write(tmp_path / "orders.csv", row(), row(number="C1"))

    text = text_of("import_orders", path)

    assert "1  rows set aside: cancellation" in text
    assert text.endswith("Imported 1 orders of 2 rows.\n")


@pytest.mark.data
def test_the_first_day_of_a_real_shop_has_its_published_figures():
    envelope, code = call(
        "import_orders", shared("online_retail_sample_2010-12-01.csv.gz")
    )

    data = envelope["data"]
    assert (code, data["rows"], data["orders_created"]) == (0, 3108, 127)
    assert (data["lines_created"], data["products_created"]) == (3072, 1340)
    assert data["customers_created"] == 95
    assert list(data["skipped"].values()) == [26, 0, 1, 9]
    trend, _code = call("report", "monthly_trend")
    assert trend["data"]["rows"] == [
        {
            "month": "2010-12",
            "orders": 127,
            "revenue": "58960.79",
            "average_order_value": "464.26",
            "unique_customers": 95,
            "net": "58960.79",
        }
    ]
