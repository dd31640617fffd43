"""A statement is shown without a value, however it is written or cut off."""

import pytest

from database.monitoring.shapes import MOST, shape

SECRET = "k3y-of-s0mebody"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT *\n FROM u WHERE a = 'a''b@c' AND n = 7",
         "SELECT * FROM u WHERE a = ? AND n = ?"),
        (r"SELECT E'it\'s' FROM t1", "SELECT ? FROM t1"),
        (r"SELECT 'C:\' , 'b'", "SELECT ? , ?"),
        ("SELECT $$a 'b' c$$, $x$ $$ $x$", "SELECT ?, ?"),
        ('SELECT "it\'s", "a""b" FROM t', 'SELECT "it\'s", "a""b" FROM t'),
        ("SELECT 0xff, 1.5e-3, .5, -7, 1_000", "SELECT ?, ?, ?, -?, ?"),
        ("SELECT a FROM t WHERE b IN ('x', 2,3)", "SELECT a FROM t WHERE b IN (?, …)"),
        ("SELECT $1, t2.c3::text", "SELECT $1, t2.c3::text"),
        ("SELECT 1 /* of bea@example.org */ -- and 5", "SELECT ?"),
        ("SELECT U&'d\\0061t', b'01', x'ff'", "SELECT ?, ?, ?"),
        ("ALTER ROLE kontor PASSWORD 'k'", "ALTER ROLE kontor PASSWORD ?"),
        ("", ""),
    ],
)  # fmt: skip
def test_values_and_comments_go_and_names_stay(statement, expected):
    assert shape(statement) == expected


@pytest.mark.parametrize(
    "start",
    [
        "'",
        "E'",
        "E'\\",
        "U&'",
        "$$",
        "$a$",
        "/* ",
        "-- ",
        "('a', '",
        "'it''s ",
        "$a$ $$ ",
    ],
)
def test_a_statement_that_the_server_cut_off_shows_nothing_of_its_open_value(start):
    assert SECRET not in shape(f"SELECT a FROM t WHERE b = {start}{SECRET}")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ('SELECT `a 1` FROM t WHERE b = "it"', "SELECT `a 1` FROM t WHERE b = ?"),
        (r"SELECT 'it\'s', 'b'", "SELECT ?, ?"),
        (r'SELECT "a\"b", 5', "SELECT ?, ?"),
        (f"SELECT 'a\\'{SECRET}", "SELECT ?"),
        (f'SELECT "{SECRET}', "SELECT ?"),
    ],
)
def test_mysql_writes_texts_in_double_quotes_too_and_escapes(statement, expected):
    assert shape(statement, vendor="mysql") == expected


def test_a_long_statement_is_cut_after_its_values_are_gone():
    found = shape("SELECT " + ", ".join(f"'{SECRET}'" for _ in range(500)))

    assert len(found) <= MOST
    assert SECRET[:4] not in found
