"""Banks' files: read in the one way they can be meant, or refused by line."""

from decimal import Decimal

import pytest

from orders.errors import UnreadableFile
from orders.models import BankLayout, BankLine, BankStatement
from orders.payments.bank_csv import (
    Choices,
    Doubtful,
    UnknownColumns,
    read_statement,
)
from orders.payments.bank_statements import KnownStatement, NothingNew, upload_statement

stores = pytest.mark.django_db


def read(text, choices=None, encoding="utf-8"):
    return read_statement(text.encode(encoding), "GBP", choices)


def amounts(found):
    return [str(line.amount) for line in found.lines]


def unread(found):
    return [line.in_words() for line in found.unread]


def upload(text, choices=None):
    return upload_statement(name="a.csv", content=text.encode(), choices=choices)


# --- Amounts -------------------------------------------------------------------------
def test_thousands_are_thousands_and_what_fits_neither_way_is_named():
    found = read(
        'Date,Amount,Description\n2026-11-01,"1,234",Order NUMBER\n'
        '2026-11-01,"12,345",Rent\n2026-11-01,1.234,Deposit\n'
    )

    assert amounts(found) == ["1234.00", "12345.00"]
    assert unread(found) == ["Line 4: “1.234” has more than 2 decimals."]


@stores
@pytest.mark.parametrize("amount", ["1.234", "1,234", "12.345"])
def test_a_column_that_can_be_read_in_two_ways_is_asked_about(amount):
    text = f"Date;Amount;Description\n2026-11-01;50;x\n2026-11-01;{amount};y"

    with pytest.raises(Doubtful, match=f"Line 3: in “{amount}” the sign may separate"):
        upload(text)
    assert not BankStatement.objects.exists()


def test_what_staff_decide_about_a_column_holds():
    text = "Date;Amount;Description\n2026-11-01;1.234;x\n2026-11-01;1,234;y"

    found = read(text, Choices(decimal_sign=","))

    assert amounts(found) == ["1234.00"]
    assert unread(found) == ["Line 3: “1,234” has more than 2 decimals."]


def test_another_amount_or_the_balance_decides_for_all():
    german = "Datum;Betrag;Text;Saldo\n1.11.2026;1.234;x;2.000,50"
    english = "Date;Amount;Text;Balance\n2026-11-01;1,234;x;2,000.50"

    assert amounts(read(german)) == amounts(read(english)) == ["1234.00"]


def test_amounts_that_contradict_each_other_are_asked_about():
    text = "Date;Amount;Text\n2026-11-01;1.50;x\n2026-11-01;1,50;y"

    with pytest.raises(Doubtful, match=r"Line 2 has “1.50”, line 3 “1,50”: they are"):
        read(text)


def test_words_are_named_as_no_amount():
    found = read(
        "Date,Amount,Description\n2026-11-08,n/a,Order\n2026-11-08,pending 12,Not yet\n"
        "2026-11-08,1e3,Scientific\n2026-11-08,,Empty\n2026-11-08,5.00,x"
    )

    assert (amounts(found), found.outgoing) == (["5.00"], 0)
    assert unread(found) == [
        "Line 2: “n/a” is not an amount.",
        "Line 3: “pending 12” is not an amount.",
        "Line 4: “1e3” is not an amount.",
        "Line 5: The amount is empty.",
    ]


@pytest.mark.parametrize(
    "amount", ["-5.00", "(5.00)", "−5.00", "–5.00", "5.00-", "5.00 DR", "5.00 S", "-£5"]
)
def test_money_that_goes_out_never_comes_in(amount):
    found = read(f"Date,Amount,Description\n2026-11-08,{amount},x")

    assert (found.lines, found.outgoing, found.unread) == ((), 1, ())


def test_lines_with_an_amount_of_0_are_neither():
    found = read("Date,Amount,Description\n2026-11-08,0.00,x")

    assert (found.lines, found.outgoing, found.nothing) == ((), 0, 1)


@pytest.mark.parametrize("digits", [13, 27, 30, 50])
@pytest.mark.parametrize("decimals", ["", ".5", ".5000"])
def test_an_amount_of_any_length_is_named_by_its_line(digits, decimals):
    found = read(f"date,amount,text\n2026-11-04,{'9' * digits}{decimals},x")

    assert unread(found) == ["Line 2: The amount is larger than can be stored."]


@stores
def test_a_huge_amount_is_refused_and_the_others_come():
    statement = upload(
        "Date,Amount,Description\n2026-11-04,9999999999999.00,Order\n"
        "2026-11-04,5.00,Small one\n"
    )

    assert statement.unread == [[2, "The amount is larger than can be stored."]]
    assert [line.amount for line in BankLine.objects.all()] == [Decimal("5.00")]


# --- Where the money goes ------------------------------------------------------------
@pytest.mark.parametrize(
    ("heading", "out", "back"),
    [
        ("Debit;Credit", "5,50;", ";6,50"),
        ("Soll;Haben", "-5,50;", ";6,50"),
        ("Paid out;Paid in", "5,50;0,00", "0,00;6,50"),
        ("Money out;Money in", "(5,50);", ";+6,50"),
        ("Betrag;Soll/Haben", "5,50;S", "6,50;H"),
        ("Amount;Debit/Credit", "5,50;Debit", "6,50;Credit"),
        ("Amount;Dr/Cr", "5,50;DR", "6,50;cr"),
        ("Betrag;Vorzeichen", "5,50;-", "6,50;+"),
        ("Betrag;Irgendwas", "5,50;D", "6,50;C"),
        ("Betrag;Art", "5,50;Lastschrift", "6,50;Gutschrift"),
        ("Betrag;Buchungstext", "5,50;Lastschrift", "6,50;Gutschrift"),
    ],
)
def test_columns_and_marks_say_where_the_money_goes(heading, out, back):
    text = f"Datum;{heading};Text\n1.11.2026;{out};x\n1.11.2026;{back};y"

    found = read(text)

    assert (amounts(found), found.outgoing, found.unread) == (["6.50"], 1, ())


def test_a_column_with_some_marks_decides_for_all_lines():
    found = read(
        "Date;Type;Amount;Text\n1.11.2026;Debit;5.50;x\n1.11.2026;Credit;6.50;y\n"
        "1.11.2026;Fee;7.50;z"
    )

    assert (amounts(found), found.outgoing) == (["6.50"], 1)
    assert unread(found)[0].startswith("Line 4: “Fee” does not say whether the money")


@pytest.mark.parametrize(
    ("heading", "cells", "why"),
    [
        ("Debit;Credit", "5,50;6,50", "Money in and money out are both filled in."),
        ("Debit;Credit", ";", "The amount is empty."),
        ("Debit;Credit", ";-5,50", "Money in is less than 0."),
        ("Debit;Credit", ";5,50 DR", "Money in is less than 0."),
        ("Betrag;S/H", "5,50;", "“” does not say whether the money came in"),
        ("Betrag;S/H", "5,50;RC", "“RC” does not say whether the money came in"),
        ("Betrag;S/H", "-5,50;H", "“-5,50” and “H” contradict each other."),
        ("Betrag;Währung", "5,50 €;GBP", "The amount is in €, the line in GBP."),
        ("Betrag;Währung", "5,50;Gulden", "“GULDEN” is not a currency."),
    ],
)
def test_what_contradicts_itself_is_refused_by_line(heading, cells, why):
    found = read(f"Datum;{heading};Text\n1.11.2026;{cells};x")

    assert (found.lines, found.outgoing) == ((), 0)
    assert unread(found)[0].startswith(f"Line 2: {why}")


@pytest.mark.parametrize(
    ("heading", "cells", "currency"),
    [
        ("Betrag", "5,50", "GBP"),
        ("Betrag", "£5,50", "GBP"),
        ("Betrag", "5,50 €", "EUR"),
        ("Betrag", "CHF 5,50", "CHF"),
        ("Betrag (EUR)", "5,50", "EUR"),
        ("Betrag in EUR", "5,50 €", "EUR"),
        ("Betrag;Währung", "5,50;eur", "EUR"),
        ("Betrag;Währung", "5,50;€", "EUR"),
    ],
)
def test_the_currency_comes_from_the_cell_the_column_or_the_heading(
    heading, cells, currency
):
    found = read(f"Datum;{heading};Text\n1.11.2026;{cells};x")

    assert [line.currency for line in found.lines] == [currency]


# --- Files ---------------------------------------------------------------------------
GERMAN = """Umsatzanzeige;Datei erstellt am: 29.11.2026
IBAN;DE02 1203 0000 0000 2020 51
Saldo;1.234,56;EUR

Buchungstag;Valuta;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Betrag;Währung
28.11.2026;28.11.2026;Jörg Müller;Gutschrift;"Bestellung; danke";252,00;GBP
27.11.2026;27.11.2026;Vermieter;Lastschrift;Miete;-1.200,00;GBP
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_german_bank_is_read_whatever_it_writes_in_front(encoding):
    found = read(GERMAN, encoding=encoding)

    (line,) = found.lines
    assert (line.position, line.day.isoformat(), line.amount) == (
        6,
        "2026-11-28",
        Decimal("252.00"),
    )
    assert (line.payer, line.text) == ("Jörg Müller", "Bestellung; danke Gutschrift")
    assert (found.outgoing, found.unread) == (1, ())
    assert found.how["columns"]["day"] == ["Buchungstag", "Valuta"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_four_separators_are_known(separator):
    text = "date,amount,text\n2026-11-01,5.00,x".replace(",", separator)

    found = read(text)

    assert (amounts(found), found.how["separator"]) == (["5.00"], separator)


@stores
def test_an_open_quote_refuses_the_file_with_its_line():
    text = (
        "Date,Amount,Description\n2026-11-03,10.01,First\n"
        '2026-11-03,20.01,"Open quote\n2026-11-03,30.01,Third\n'
    )

    with pytest.raises(
        UnreadableFile, match="Line 3: A quotation mark is opened but not clos"
    ):
        upload(text)
    assert not BankStatement.objects.exists()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2026-11-31,1,x", "Line 2: “2026-11-31” is not a date."),
        ("0001-01-01,1,x", "Line 2: “0001-01-01” is too far in the past or in the"),
        ("9999-12-31,1,x", "Line 2: “9999-12-31” is too far in the past or in the"),
        (",1,x", "Line 2: The date is empty."),
        ("2026-11-02,1-2,x", "Line 2: “1-2” is not an amount."),
        ("2026-11-02,1", "Line 2: The line has 2 cells, but the heading has 3."),
        ("2026-11-02,1,x,y", "Line 2: The line has 4 cells, but the heading has 3."),
        ("2026-11-02,1,x\0", "Line 2: Cell 3 contains characters that cannot be"),
        ("2026-11-02,1," + "x" * 2001, "Line 2: Cell 3 is longer than 2000 char"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_taken(row, why):
    found = read(f"date,amount,text\n{row}\n2026-11-02,5.00,y,\n")

    assert amounts(found) == ["5.00"]
    assert unread(found)[0].startswith(why)


def test_days_that_can_be_read_in_two_ways_are_asked_about():
    text = "date,amount,text\n02/11/2026,5.00,x"

    with pytest.raises(
        Doubtful, match="in “02/11/2026” either the day or the month may come"
    ):
        read(text)
    chosen = read(text, Choices(day_order="month"))
    assert chosen.lines[0].day.isoformat() == "2026-02-11"
    proved = read(f"{text}\n13/11/2026,6.00,y")
    assert proved.lines[0].day.isoformat() == "2026-11-02"


@stores
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file has no lines"),
        (
            b"a,b\n1,2",
            "The columns of line 1 are not known: “a”, “b”. The file needs a",
        ),
        (b"date,debit,text\n1,2,3", "The columns of line 1 are not known"),
        (
            b"2026-11-02,5.00,x\n2026-11-02,6.00,x",
            "None of the first 20 lines is a heading",
        ),
        (b"just words", "None of the first 20 lines is a heading"),
        (b"PK\x03\x04", "This is an Excel file. Save it as CSV"),
        (b"\xff\xfe\x00", "not a text file"),
        (b"date,amount,text\n" + b"x" * 2_000_001, "larger than 2 MB"),
        (b"date,amount,text\n" + b"1,1,x\n" * 5_100, "more than 5"),
        (b"date,amount,text\n2026-11-02,x,y", "Line 2: “x” is not an amount."),
    ],
)
def test_a_file_that_is_no_statement_is_refused(content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        upload_statement(name="x.csv", content=content)
    assert not BankStatement.objects.exists()


# --- What is kept --------------------------------------------------------------------
@stores
def test_the_mended_file_brings_only_what_was_not_read():
    first = upload("date,amount,text\n2026-11-02,5.00,a\n2026-11-02,n/a,b")

    second = upload("date,amount,text\n2026-11-02,5.00,a\n2026-11-02,6.00,b")

    assert first.unread == [[3, "“n/a” is not an amount."]]
    assert (second.known_lines, second.unread) == (1, [])
    texts = BankLine.objects.order_by("position").values_list("text", flat=True)
    assert list(texts) == ["a", "b"]


@stores
def test_a_known_file_still_names_the_lines_that_cannot_be_read():
    text = "date,amount,text\n2026-11-02,5.00,a\n2026-11-02,n/a,b"
    upload(text)

    with pytest.raises(KnownStatement) as refused:
        upload(text)
    assert refused.value.details == ["Line 3: “n/a” is not an amount."]


@stores
def test_not_more_than_ten_lines_are_named_at_once():
    text = "date,amount,text\n" + "2026-11-02,?,x\n" * 12

    with pytest.raises(NothingNew) as refused:
        upload(text)
    assert len(refused.value.details) == 11
    assert refused.value.details[-1] == "2 more lines could not be read."


@stores
def test_columns_that_staff_chose_are_kept_for_the_next_file():
    june = "Wann;Wieviel;Wofür\n1.6.2026;5,50;x"
    with pytest.raises(UnknownColumns, match="“Wann”, “Wieviel”, “Wofür”"):
        upload(june)
    assert not BankLayout.objects.exists()

    places = {"day": [0], "amount": [1], "text": [2]}
    upload(june, Choices(columns=places))
    upload("Wann;Wieviel;Wofür\n1.7.2026;6,50;y")

    assert BankLayout.objects.get().places == places
    assert BankLine.objects.count() == 2
    with pytest.raises(UnknownColumns):
        upload("Wann;Wieviel;Wofür\n1.8.2026;7;z", Choices(forgets_columns=True))
