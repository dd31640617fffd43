"""Files that a spreadsheet wrote: its numbers, its separators, its line breaks."""

import re
from decimal import Decimal

import pytest

from accounts.models import User
from orders.importing.cells import (
    BadRow,
    read_customer,
    read_number,
    read_price,
    read_quantity,
    read_sku,
)
from orders.importing.form import decide_form
from orders.importing.records import MOST_LINES, Unreadable, read_records
from orders.importing.rows import Row, read_rows
from orders.models import Line, Order
from tests.commands.calling import call, text_of
from tests.support.orders_files import HEADER, row, write


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_customer, "99850.0", "99850"),
        (read_customer, "99850,00", "99850"),
        (read_customer, "00022", "00022"),
        (read_customer, " 99850 ", "99850"),
        (read_customer, "Ann.Lee", "ann.lee"),
        (read_number, "536365.0", "536365"),
        (read_number, "x5001case", "X5001CASE"),
        (read_number, "0012", "0012"),
        (read_sku, "85123.0", "85123"),
        (read_sku, "00022", "00022"),
        (read_sku, "47503J ", "47503J "),
        (read_sku, "15E12", "15E12"),
        (read_sku, "1.5", "1.5"),
        (read_quantity, "1.0", 1),
        (read_quantity, "-2,00", -2),
    ],
)
def test_a_code_is_what_it_was_before_a_spreadsheet_took_it_for_a_number(
    read, text, value
):
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "why"),
    [
        (read_sku, "1.5E+5", "has cut the code “1.5E+5”"),
        (read_sku, "1,5e+05", "has cut the code"),
        (read_customer, "4E+12", "has cut the code"),
        (read_number, "5.36365E+05", "has cut the code"),
        (read_sku, "a\nb", "line break"),
        (read_quantity, "1.5", "whole number"),
        # It may be a thousand.
        (read_quantity, "1.000", "whole number"),
        (read_quantity, "1,000", "whole number"),
        (read_customer, "1.10.1 x", "customer"),
    ],
)
def test_a_code_that_has_lost_digits_is_refused(read, text, why):
    with pytest.raises(
        BadRow, match="^[^|]*" + why.replace(".", r"\.").replace("+", r"\+")
    ):
        read(text)


@pytest.mark.parametrize("text", ["1,234.56", "£2.55", "2,55", "(2.55)", "2-", "1 2"])
def test_a_price_is_digits_and_the_decimal_sign_of_the_file(text):
    with pytest.raises(BadRow, match=re.escape("Write it like 1234.56")):
        read_price(text, ".")


def form_of(*prices, separator=";"):
    header = HEADER.replace(",", separator)
    lines = [header, *(row(price=p).replace(f",{p},", f",<{p}>,") for p in prices)]
    lines[1:] = [
        line.replace(",", separator).replace(f"<{p.replace(',', separator)}>", p)
        for line, p in zip(lines[1:], prices, strict=True)
    ]
    return decide_form(lines), lines


@pytest.mark.parametrize(
    ("prices", "sign"),
    [
        (["2,55", "3"], ","),
        (["2.55", "3"], "."),
        (["3"], "."),
        # Either could be a thousand; the other price decides.
        (["1,234", "2.55"], "."),
        (["1.234", "2,55"], ","),
        (["1,234"], "."),
        (["1.234"], "."),
        # They contradict each other: what does not fit is refused.
        (["2.55", "2,55"], "."),
        (["1,234.56"], "."),
    ],
)
def test_the_decimal_sign_is_decided_for_the_whole_file(prices, sign):
    form, _lines = form_of(*prices)

    assert (form.separator, form.decimal_sign) == (";", sign)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_read(separator):
    form, lines = form_of("2,55", "10", separator=separator)

    assert [found.unit_price for _n, found in read_rows(lines, form)] == [
        Decimal("2.55"),
        Decimal(10),
    ]


def test_what_does_not_fit_the_decision_is_refused_and_never_read_otherwise():
    form, lines = form_of("2,55", "1.234", "3")

    found = [row for _n, row in read_rows(lines, form)]

    assert [isinstance(row, BadRow) for row in found] == [False, True, False]


def moments(*texts):
    lines = [HEADER, *(row(at=text) for text in texts)]
    form = decide_form(lines)
    found = [row for _n, row in read_rows(lines, form)]
    return form.days, [isinstance(r, Row) and f"{r.at:%d %b %H:%M}" for r in found]


@pytest.mark.parametrize(
    ("texts", "days", "read"),
    [
        (["2010-12-01 08:26:00"], "year", ["01 Dec 08:26"]),
        (["2010-12-01"], "year", ["01 Dec 00:00"]),
        (["13/12/2010 8:26", "01/12/2010"], "day", ["13 Dec 08:26", "01 Dec 00:00"]),
        (["12/13/2010", "12/01/2010"], "month", ["13 Dec 00:00", "01 Dec 00:00"]),
        (["1 Dec 2010 08:26"], "day", ["01 Dec 08:26"]),
        # Open: what can be read in two ways is refused, what cannot is not.
        (
            ["01/12/2010", "2010-12-01", "12/12/2010"],
            "",
            [False, "01 Dec 00:00", "12 Dec 00:00"],
        ),
        (["13/12/2010", "12/13/2010"], "", [False, False]),
        (["2010-12-01 25:00:00", "31/12/2010 08:61"], "day", [False, False]),
        (["40513.35", "yesterday", ""], "day", [False, False, False]),
    ],
)
def test_the_order_of_days_is_decided_for_the_whole_file(texts, days, read):
    assert moments(*texts) == (days, read)


def records(text, cells=3):
    return list(read_records(text.splitlines(keepends=True), ",", cells))


def test_a_quoted_cell_with_line_breaks_is_one_row():
    assert records('a,"b\nc\n",d\ne,f,g\n') == [
        (2, ["a", "b\nc\n", "d"]),
        (5, ["e", "f", "g"]),
    ]


def test_quoted_cells_may_hold_commas_and_quotes():
    assert records('a,"b, ""c""",d\r\n') == [(2, ["a", 'b, "c"', "d"])]


@pytest.mark.parametrize(
    "text",
    [
        'a,"b,c\nd,e,f\n',
        # Another quote further down closes it: the row between is not swallowed.
        'a,"b,c\nd,e,f\ng,h",i\n',
        'a,"b,c\nd,e,f\ng,"h",i\n',
        'a,"b,c\nd,e",f\n',
        'a,"' + "b\n" * MOST_LINES + '",c\n',
    ],
)
def test_a_quote_that_is_not_closed_spoils_its_own_line_only(text):
    found = records(text)

    assert found[0][0] == 2
    assert isinstance(found[0][1], Unreadable)
    assert "opened but not closed" in found[0][1].why
    assert [number for number, _record in found] == list(range(2, 2 + len(found)))
    assert len(found) == text.count("\n")


def test_many_open_quotes_are_read_in_a_moment():
    lines = ['a,"b,c\n'] * 20_000

    assert sum(1 for _ in read_records(lines, ",", 3)) == 20_000


@pytest.mark.django_db
def test_a_customer_that_a_spreadsheet_wrote_is_the_same_customer(tmp_path):
    path = write(
        tmp_path / "orders.csv",
        row("X1001", customer="99850"),
        row("X1002", customer="99850.0"),
    )

    data = call("import_orders", path)[0]["data"]

    assert (data["orders_created"], data["customers_created"]) == (2, 1)
    assert User.objects.get().source_key == "online-retail:99850"


@pytest.mark.django_db
def test_a_german_file_is_read_and_it_says_how(tmp_path):
    lines = [
        row(price="2#55", at="13.12.2010 08:26"),
        row("1002", name='"RED\nLAMP"', price="0#001", at="01.12.2010 08:26"),
    ]
    path = write(
        tmp_path / "orders.csv",
        *(line.replace(",", ";").replace("#", ",") for line in lines),
        header=HEADER.replace(",", ";"),
    )

    envelope, code = call("import_orders", path)

    assert (code, envelope["data"]["read_as"]) == (
        0,
        {"separator": ";", "decimal_sign": ",", "days": "day"},
    )
    assert list(Line.objects.order_by("name").values_list("name", "unit_price")) == [
        ("Pen", Decimal("2.55")),
        ("RED LAMP", Decimal("0.001")),
    ]
    assert (
        "Read with ; between cells, prices like 1234,56 and dates like 31/12/2010."
        in text_of("import_orders", path)
    )


@pytest.mark.django_db
def test_the_three_ways_to_write_a_country_are_one(tmp_path):
    names = ["United Kingdom", "GB", "UK", "gbr", "england"]
    rows = [row(f"X{n}", country=name) for n, name in enumerate(names)]

    call("import_orders", write(tmp_path / "orders.csv", *rows))

    assert set(Order.objects.values_list("country", flat=True)) == {"GB"}
