"""Amounts are read as they were meant, or refused with the text that is in doubt."""

from decimal import Decimal

import pytest

from database.sheets import UnreadableCell, decide_decimal_sign, direction, read_amount


def decided(*texts, hint=""):
    return decide_decimal_sign(enumerate(texts, start=2), hint)


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (("1,234", "12.50"), "."),
        (("1.234", "12,5"), ","),
        (("1,234.50",), "."),
        (("1.234,50",), ","),
        (("1,234,567",), "."),
        (("1.234.567", "1.234"), ","),
        (("1234,567", "1,234"), ","),
        (("0,123",), ","),
        (("1 234,567",), ","),
        (("£1,234.50", "(2,000)"), "."),
        (("12", "1200", "-3 500"), "."),
        (("no amount", "12,50"), ","),
        (("1,2,3", "12,50"), ","),
    ],
)
def test_one_cell_decides_for_the_column(texts, sign):
    assert decided(*texts).value == sign


def test_a_column_that_can_be_read_in_two_ways_is_left_open():
    found = decided("12", "1.234", "5.678")

    assert (found.is_open, found.doubt, found.proofs) == (True, (3, "1.234"), ())


def test_a_hint_decides_where_nothing_is_proved():
    assert decided("1,234", "1.234", hint=".").value == "."
    assert decided("1,234", "12,50", hint=".").value == ","


def test_cells_that_prove_different_signs_leave_it_open():
    found = decided("12.50", "1,234", "12,50", hint=".")

    assert found.is_open
    assert found.proofs == ((".", (2, "12.50")), (",", (4, "12,50")))


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("1,234", ".", "1234"),
        ("12,345.60", ".", "12345.60"),
        ("1.234,5", ",", "1234.5"),
        ("1 234,50", ",", "1234.50"),
        ("1\u00a0234\u00a0567,50", ",", "1234567.50"),
        ("1\u202f234.50", ".", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        ("1’234,50", ",", "1234.50"),
        (".50", ".", "0.50"),
        ("12.5000", ".", "12.50"),
        ("007,50", ",", "7.50"),
        (" +12.00 ", ".", "12.00"),
        ("£12.00", ".", "12.00"),
        ("12,00 €", ",", "12.00"),
        ("GBP 12.00", ".", "12.00"),
        ("12.00EUR", ".", "12.00"),
        ("12.00 CR", ".", "12.00"),
        ("12,00 H", ",", "12.00"),
        ("-12.00", ".", "-12.00"),
        ("−12.00", ".", "-12.00"),
        ("–12.00", ".", "-12.00"),
        ("﹣12.00", ".", "-12.00"),
        ("12.00-", ".", "-12.00"),
        ("12,00 −", ",", "-12.00"),
        ("(12.00)", ".", "-12.00"),
        ("(£1,200.00)", ".", "-1200.00"),
        ("£(12.00)", ".", "-12.00"),
        ("-£12.00", ".", "-12.00"),
        ("£-12.00", ".", "-12.00"),
        ("12.00 DR", ".", "-12.00"),
        ("12.00 Dr.", ".", "-12.00"),
        ("12,00 S", ",", "-12.00"),
        ("12,00 Soll", ",", "-12.00"),
        ("-12.00 DR", ".", "-12.00"),
    ],
)
def test_amounts_are_read_with_sign_and_thousands(text, sign, value):
    assert read_amount(text, sign).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "The amount is empty"),
        ("   ", "The amount is empty"),
        ("n/a", "“n/a” is not an amount"),
        ("pending 12", "“pending 12” is not an amount"),
        ("1e3", "is not an amount"),
        ("NaN", "is not an amount"),
        ("Infinity", "is not an amount"),
        ("0x1F", "is not an amount"),
        ("1-2", "is not an amount"),
        ("--5", "is not an amount"),
        ("-5-", "is not an amount"),
        ("+5 DR", "is not an amount"),
        ("-5.00 CR", "is not an amount"),
        ("(5.00", "is not an amount"),
        ("5.00)", "is not an amount"),
        ("((5.00))", "is not an amount"),
        ("£€5", "is not an amount"),
        ("5 VAT", "is not an amount"),
        ("12.", "is not an amount"),
        ("１２.00", "is not an amount"),
        ("٣٤", "is not an amount"),
        ("5%", "is not an amount"),
        ("1_000", "is not an amount"),
        ("=5+5", "is not an amount"),
        ("12\n345", "is not an amount"),
        ("1,23,456.00", "does not fit the decimal sign “.”"),
        ("1.234,50", "does not fit the decimal sign “.”"),
        ("1,234'567", "does not fit the decimal sign “.”"),
        ("12 34", "does not fit the decimal sign “.”"),
        ("0,123", "does not fit the decimal sign “.”"),
        ("1.234", "has more than 2 decimals"),
        ("12.500", "has more than 2 decimals"),
        ("12.0001", "has more than 2 decimals"),
        ("9" * 100, "is not an amount"),
    ],
)
def test_what_is_not_an_amount_is_refused_with_its_text(text, why):
    with pytest.raises(UnreadableCell, match=why):
        read_amount(text, ".")


def test_prices_may_have_more_decimals():
    assert read_amount("1.234", ".", places=4).value == Decimal("1.234")
    assert read_amount("0.12345000", ".", places=5).value == Decimal("0.12345")


def test_an_amount_knows_its_currency_and_whether_anything_says_where_it_goes():
    plain, paid, dollars = (
        read_amount(text, ".") for text in ("5", "€5.00 CR", "$5.00")
    )

    assert (plain.currency, plain.is_out, plain.is_in("GBP")) == ("", None, True)
    assert (paid.is_out, paid.is_in("EUR"), paid.is_in("GBP")) == (False, True, False)
    assert (dollars.is_in("CAD"), dollars.is_in("EUR")) == (True, False)


def test_marks_of_a_column_of_their_own_are_known():
    known = [direction(text) for text in ("Dr", "S", "debit", "-", "CRDT", "H", "+")]

    assert known == [True, True, True, True, False, False, False]
    assert [direction(text) for text in ("", "RC", "in")] == [None, None, None]
