"""Inserting many rows without an object for each."""

import pytest
from django.db import IntegrityError, transaction

from database.models import OutboxMessage
from database.rows import bulk

pytestmark = pytest.mark.django_db


def test_columns_that_are_not_named_get_their_defaults():
    bulk.insert(OutboxMessage, ("kind", "key"), [("mail", "a"), ("mail", "b")])

    first, second = OutboxMessage.objects.order_by("key")
    assert (first.kind, first.key, first.attempts) == ("mail", "a", 0)
    assert (first.payload, first.done_at) == ({}, None)
    assert first.pk != second.pk


def test_text_arrives_as_it_was():
    texts = ["tab\tnewline\nbackslash\\", "\\N", "ünï ☃", "'; --"]

    bulk.insert(OutboxMessage, ("kind", "key"), [("mail", text) for text in texts])

    assert set(OutboxMessage.objects.values_list("key", flat=True)) == set(texts)


def test_no_rows_are_no_work():
    bulk.insert(OutboxMessage, ("kind", "key"), [])

    assert not OutboxMessage.objects.exists()


def test_a_row_that_breaks_a_constraint_takes_all_with_it():
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(OutboxMessage, ("kind", "key"), [("m", "a"), ("m", "a")])

    assert not OutboxMessage.objects.exists()


def test_an_unknown_column_is_refused():
    with pytest.raises(KeyError):
        bulk.insert(OutboxMessage, ("nope",), [])
