"""Accents, capitals and signs make no difference to a search, on any engine."""

import sys

import pytest
from django.db import connection

from database.text.folding import fold_letters, folded, without_invisible
from database.text.searching import FUNCTION


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Café Crème", "cafe creme"),
        ("CAFE\u0301", "cafe"),
        ("ÉTAGÈRE  murale ", "etagere murale"),
        ("Straße, STRASSE, ẞ", "strasse, strasse, ss"),
        ("L’été", "l'ete"),
        ("“Œuvre” – cœur", '"oeuvre" - coeur'),
        ("Ærø, Łódź, Đà Nẵng", "aero, lodz, da nang"),
        ("ΟΔΟΣ Ὀδός", "οδοσ οδοσ"),
        ("ЁЛКА ёлка", "елка елка"),
        ("ﬁne ﬀ ①", "fine ff 1"),
        ("ＡＢＣ１２３", "abc123"),
        ("co\u00adop\u200b \u202emug\u2060", "coop mug"),
        ("İstanbul ılık", "istanbul ilik"),
        ("東京 タワー", "東京 タワー"),
        ("हिन्दी", "हिन्दी"),
        ("\u200b\u2060\ufeff", ""),
    ],
)
def test_a_text_is_folded(text, plain):
    assert folded(text) == plain


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada\u200b", "Ada"),
        ("\u202eAda\u202c", "Ada"),
        ("\u200b\u2060\u200d", ""),
        ("M\u00ad\u00fcller", "Müller"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("👩\u200d🌾", "👩\u200d🌾"),
        ("A\u200dda", "Ada"),
    ],
)
def test_what_nobody_sees_is_taken_out_and_what_belongs_to_a_word_stays(typed, kept):
    assert without_invisible(typed) == kept


def by_the_database(texts):
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(f"SELECT {FUNCTION}(%s)", [text])
            yield cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.postgresql  # MariaDB folds by its collation
@pytest.mark.sqlite
def test_the_database_folds_as_python_does():
    ranges = [range(0x20, 0x600), range(0x1E00, 0x2220), range(0x3000, 0x3200)]
    texts = ["".join(map(chr, letters)) for letters in ranges]

    assert list(by_the_database(texts)) == [fold_letters(text) for text in texts]


@pytest.mark.django_db
@pytest.mark.thorough
@pytest.mark.postgresql
def test_the_database_folds_every_letter_as_python_does():
    letters = [n for n in range(0x20, sys.maxunicode + 1) if not 0xD800 <= n < 0xE000]
    texts = ["".join(map(chr, letters[n : n + 64])) for n in range(0, 0x20000, 64)]

    assert list(by_the_database(texts)) == [fold_letters(text) for text in texts]
