"""Files are cut into rows without losing one, whatever is wrong with another."""

import pytest

from database.sheets import (
    Limits,
    UnreadableSheet,
    decode,
    likely_separators,
    read_rows,
)


def rows_of(text, separator=",", **limits):
    sheet = read_rows(text, separator, Limits(**limits))
    return [(row.line, *row.cells) for row in sheet.rows]


def refused_in(text, **limits):
    sheet = read_rows(text, ",", Limits(**limits))
    return [(row.line, row.why, row.is_torn) for row in sheet.refused]


def test_rows_know_their_line_and_empty_ones_are_left_out():
    assert rows_of("a,b\r\n\r\n ,\nc,\rd,e") == [
        (1, "a", "b"),
        (4, "c", ""),
        (5, "d", "e"),
    ]


def test_quoted_cells_hold_separators_quotes_and_line_breaks():
    text = 'a,"b,""c"""\n"d\ne", "f" \n5" nail,g\n,""'

    assert rows_of(text) == [
        (1, "a", 'b,"c"'),
        (2, "d\ne", "f"),
        (4, '5" nail', "g"),
    ]


def test_an_open_quote_spoils_its_own_row_and_no_other():
    text = '1,first\n2,"open\n3,third\n4,fourth'

    assert rows_of(text) == [(1, "1", "first"), (3, "3", "third"), (4, "4", "fourth")]
    assert refused_in(text) == [
        (2, "A quotation mark is opened but not closed. Close it or remove it.", True)
    ]


def test_an_open_quote_is_not_closed_by_the_next_quote_of_the_file():
    text = '1,"open\n2,"second"\n3,third'

    assert rows_of(text) == [(2, "2", "second"), (3, "3", "third")]
    assert refused_in(text) == [
        (1, "There is text after a closing quotation mark.", True)
    ]


def test_a_quoted_cell_ends_within_ten_lines():
    ten, eleven = ('a,"' + "x\n" * breaks + '"\nb,c' for breaks in (9, 10))

    assert len(rows_of(ten)) == 2
    assert refused_in(eleven)[0][0] == 1
    assert rows_of(eleven)[-1] == (12, "b", "c")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("a," + "x" * 21, "Cell 2 is longer than 20 characters."),
        ("a,b\0c", "Cell 2 contains characters that cannot be stored."),
        ("a,b,c,d", "The row has 4 cells; at most 3 are read."),
    ],
)
def test_a_row_beyond_the_limits_is_refused_alone(row, why):
    text = f"{row}\nb,c"

    assert refused_in(text, cell=20, columns=3) == [(1, why, False)]
    assert rows_of(text, cell=20, columns=3) == [(2, "b", "c")]


def test_too_many_rows_are_refused_whole():
    with pytest.raises(UnreadableSheet, match="more than 2 rows"):
        read_rows("a\nb\nc", ",", Limits(rows=2))


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b;c\n1;2,50;x, y\n2;3,50;z", ";"),
        ("a,b,c\n1,2;3,x", ","),
        ("a\tb\n1\t2,5\n2\t3,5", "\t"),
        ("a|b|c\n1|2,5|3", "|"),
        ("Account;123\n\nday;amount;text\n1;2,5;x\n1;2,5;x\n1;2,5;x", ";"),
        ('a;b\n"1;2;3";4', ";"),
    ],
)
def test_the_separator_is_the_one_that_cuts_most_lines_alike(text, separator):
    assert likely_separators(text)[0] == separator


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("é€".encode(), "utf-8-sig"),
        ("é€".encode("utf-8-sig"), "utf-8-sig"),
        ("é€".encode("cp1252"), "cp1252"),
        ("é€".encode("utf-16"), "utf-16"),
        ("amount é€ of it".encode("utf-16-le"), "utf-16-le"),
        ("amount é€ of it".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_follows_from_the_bytes(content, encoding):
    text, found = decode(content)

    assert (text in {"é€", "amount é€ of it"}, found) == (True, encoding)


def test_another_encoding_can_be_chosen():
    assert decode("ő".encode("cp1250"), "cp1250") == ("ő", "cp1250")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04rest", "This is an Excel file. Save it as CSV"),
        (b"%PDF-1.4", "This is a PDF file"),
        (b"\x1f\x8b\x08", "This is a compressed file"),
        (b"caf\xe9 \x81\x8d", "not a text file"),
        (b"\xff\xfea", "not a text file"),
    ],
)
def test_what_is_no_text_is_refused(content, why):
    with pytest.raises(UnreadableSheet, match=why):
        decode(content)
