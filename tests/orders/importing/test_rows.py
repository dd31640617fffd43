"""Reading rows: what is a sale, what is set aside, what cannot be read."""

from datetime import datetime
from decimal import Decimal

import pytest

from orders.importing.cells import BadRow
from orders.importing.form import Form, WrongFormat, decide_form
from orders.importing.rows import Row, read_rows

HEADER = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,"
    "CustomerID,Country\n"
)
OTHER_HEADER = (
    "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
)


def row_of(**changes):
    fields = {
        "number": "536365",
        "sku": "85123A",
        "name": "HEART",
        "quantity": "6",
        "at": "2010-12-01 08:26:00",
        "price": "2.55",
        "customer": "17850",
        "country": "United Kingdom",
    }
    return ",".join((fields | changes).values()) + "\n"


def read(line, header=HEADER):
    lines = [header, line]
    [(number, row)] = read_rows(lines, decide_form(lines))
    assert number == 2
    return row


@pytest.mark.parametrize("header", [HEADER, OTHER_HEADER, HEADER.replace("\n", "\r\n")])
def test_both_forms_of_the_header_are_read(header):
    assert read(row_of(), header) == Row(
        number="536365",
        sku="85123A",
        name="HEART",
        quantity=6,
        at=datetime(2010, 12, 1, 8, 26),
        unit_price=Decimal("2.55"),
        customer="17850",
        country="United Kingdom",
    )


@pytest.mark.parametrize("header", ["", "\n", "a,b\n", HEADER.replace("Country", "X")])
def test_another_header_is_refused(header):
    with pytest.raises(WrongFormat, match="InvoiceNo, StockCode"):
        decide_form([header, row_of()])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"number": "C1", "quantity": "-1", "price": "0"}, "cancellation"),
        ({"number": "A1", "quantity": "-1", "price": "-9.99"}, "bad_debt"),
        ({"quantity": "-1", "price": "0.0"}, "stock_adjustment"),
        ({"quantity": "0"}, "stock_adjustment"),
        ({"price": "0.00"}, "no_price"),
        ({"price": "-1"}, "no_price"),
        ({"price": "0.001"}, ""),
        ({"number": "c1", "quantity": "-1"}, "cancellation"),
    ],
)
def test_the_first_reason_that_applies_counts(changes, reason):
    assert read(row_of(**changes)).reason == reason


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"number": ""}, "invoice number"),
        ({"number": "53/6365"}, "invoice number"),
        ({"number": "5" * 33}, "invoice number"),
        ({"sku": "  "}, "stock code is missing"),
        ({"sku": "x" * 65}, "longer than 64"),
        ({"quantity": "six"}, "whole number"),
        ({"quantity": "1.5"}, "whole number"),
        ({"quantity": "1_000"}, "whole number"),
        ({"quantity": "\uff11"}, "whole number"),
        ({"quantity": "9" * 5000}, "whole number"),
        ({"quantity": "2147483648"}, "too large"),
        ({"at": "01/12/2010 08:26"}, "date"),
        ({"at": "2010-02-30 08:26:00"}, "date"),
        ({"at": "0001-01-01 00:00:00"}, "date"),
        ({"price": "2,55"}, "columns"),
        ({"price": "1e3"}, "price"),
        ({"price": "NaN"}, "price"),
        ({"price": "0.00001"}, "price"),
        ({"price": "12345678901"}, "price"),
        ({"customer": "a b"}, "customer"),
        ({"name": "nul\0"}, "characters"),
        ({"name": "\udc80"}, "characters"),
        ({"name": '"open'}, "quotation mark is opened but not closed"),
        ({"name": '"a"b'}, "quotation marks in the line do not match"),
        ({"country": "x,y"}, "9 columns instead of 8"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(changes, why):
    bad = read(row_of(**changes))

    assert isinstance(bad, BadRow)
    assert why in str(bad)


def test_a_bad_row_loses_no_good_one():
    lines = [HEADER, row_of(name='"open'), "\n", row_of(), "rubbish\n", row_of()]

    kinds = [(number, type(row)) for number, row in read_rows(lines, Form())]

    assert kinds == [(2, BadRow), (4, Row), (5, BadRow), (6, Row)]


def test_blanks_of_a_name_collapse_and_those_of_a_stock_code_stay():
    row = read(row_of(name="  RED   HEART ", sku="47503J "))

    assert (row.name, row.sku) == ("RED HEART", "47503J ")


def test_a_long_name_is_cut_to_its_column():
    assert read(row_of(name="x" * 300)).name == "x" * 200
