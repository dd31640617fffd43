"""The text that PostgreSQL's COPY reads."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction

from database.models import OutboxMessage
from database.rows import bulk, copying
from database.rows.money import AmountTooLarge
from orders.models import PaymentBalance
from tests.factories import OrderFactory

KEY = UUID("019dd312-4d3c-7f4e-8a3b-0123456789ab")
AT = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


def written(*rows, constants=(), makers=()):
    columns = [copying.Texts() for _ in rows[0]]
    return [*copying.lines(rows, columns, constants, makers)]


def test_a_line_has_the_values_then_constants_then_what_is_made():
    lines = written((KEY, AT, None), constants=["0"], makers=[lambda: "new"])

    assert lines == [f"{KEY.hex}\t2026-03-04 15:30:00+00:00\t\\N\t0\tnew\n"]


def test_what_would_end_a_value_or_a_line_is_escaped():
    assert written(("a\tb", "c\nd\re", "\\N")) == ["a\\tb\tc\\nd\\re\t\\\\N\n"]


def test_many_rows_come_in_pieces_and_none_is_lost(monkeypatch):
    monkeypatch.setattr(copying, "CHUNK", 2)

    assert written(("a",), ("b",), ("c",)) == ["a\nb\n", "c\n"]


def test_rows_that_are_not_equally_long_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        written(("a", "b"), ("c",))


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_text_that_postgresql_cannot_store_changes_nothing():
    rows = [("mail", "a"), ("mail", "b\0")]

    with pytest.raises(Exception, match="0x00"), transaction.atomic():
        bulk.insert(OutboxMessage, ("kind", "key"), rows)

    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_an_amount_that_no_column_takes_changes_nothing():
    row = (OrderFactory().pk, Decimal("1e12"), Decimal(0))

    with pytest.raises(AmountTooLarge), transaction.atomic():
        bulk.insert(PaymentBalance, ("order_id", "captured", "due"), [row])

    assert not PaymentBalance.objects.exists()


@pytest.mark.django_db
def test_amounts_and_keys_as_text_arrive_as_they_were():
    order = OrderFactory()
    row = (str(order.pk), Decimal("10.50"), Decimal("-0.25"))

    bulk.insert(PaymentBalance, ("order_id", "captured", "due"), [row])

    balance = PaymentBalance.objects.get(order=order)
    assert (balance.captured, balance.due) == (Decimal("10.50"), Decimal("-0.25"))
    assert balance.refunded == 0
