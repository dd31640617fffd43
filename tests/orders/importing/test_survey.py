"""What is known of a file before its first order is written."""

from datetime import date, datetime
from decimal import Decimal

from orders.importing.cells import BadRow
from orders.importing.rows import Row
from orders.importing.survey import (
    Article,
    Cut,
    Invoices,
    Names,
    in_batches,
    whole_invoices,
)


def sale(number="1", *, sku="PEN", name="Pen", price="1.00", day=1, **fields):
    values = {
        "quantity": 1,
        "at": datetime(2010, 12, day, 9),
        "unit_price": Decimal(price),
        "customer": "",
        "country": "",
    }
    return Row(number=number, sku=sku, name=name, **(values | fields))


def numbered(*rows):
    return list(enumerate(rows, start=2))


def test_an_invoice_has_its_earliest_time_and_its_last_sale():
    rows = numbered(sale("1", day=2), sale("2", day=3), sale("1", day=1))

    invoices = Invoices.of(rows)

    assert invoices.rows == 3
    assert invoices.times["1"] == datetime(2010, 12, 1, 9)
    assert invoices.last_lines == {"1": 4, "2": 3}


def test_an_invoice_is_cut_as_a_whole():
    rows = numbered(sale("1", day=1), sale("1", day=2), sale("2", day=2))
    cut = Cut(first=date(2010, 12, 2))

    kept = list(Invoices.of(rows).within(rows, cut))

    assert [line for line, _row in kept] == [4]


def test_a_bad_row_of_no_invoice_is_always_reported():
    rows = numbered(sale("1", day=1), BadRow("why"), BadRow("why", "1"))
    cut = Cut(last=date(2010, 11, 30))

    kept = list(Invoices.of(rows).within(rows, cut))

    assert [line for line, _row in kept] == [3]


def test_both_days_of_a_cut_count():
    cut = Cut(date(2010, 12, 1), date(2010, 12, 2))

    days = [datetime(2010, 11, 30), datetime(2010, 12, 1), datetime(2010, 12, 2, 23)]

    assert [moment in cut for moment in days] == [False, True, True]


def test_a_product_has_its_most_frequent_name_and_price():
    rows = numbered(
        sale(name="Pen", price="2.00"),
        sale(name="Pencil", price="1.00"),
        sale(name="Pen", price="1.00"),
    )

    assert Names.of(rows).articles == {"PEN": Article("PEN", "Pen", Decimal("1.00"))}


def test_of_equally_frequent_names_the_smaller_one_is_taken():
    rows = numbered(sale(name="b", price="2"), sale(name="B", price="1"))

    assert Names.of(rows).articles == {"PEN": Article("PEN", "B", Decimal(1))}


def test_a_product_without_any_name_is_called_by_its_code():
    articles = Names.of(numbered(sale(sku="P ", name=""))).articles

    assert articles["P "].name == "P"


def test_only_sales_name_products_and_customers():
    rows = numbered(
        sale("C1", sku="INK", customer="9"), sale(customer="8"), sale(quantity=0)
    )

    names = Names.of(rows)

    assert list(names.articles) == ["PEN"]
    assert names.customers == {"8"}


def test_invoices_whose_lines_lie_apart_are_put_together():
    rows = numbered(sale("1"), sale("2"), sale("1"), sale("3"))

    invoices = whole_invoices(rows, Invoices.of(rows).last_lines)

    assert [[line for line, _row in invoice] for invoice in invoices] == [
        [3],
        [2, 4],
        [5],
    ]


def test_batches_hold_whole_invoices():
    invoices = [[1, 1], [2], [3, 3, 3], [4]]

    assert list(in_batches(invoices, 3)) == [[[1, 1], [2]], [[3, 3, 3]], [[4]]]
