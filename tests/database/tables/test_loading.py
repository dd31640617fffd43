"""Tables without indexes while they are filled: afterwards they are as before."""

import pytest
from django.db import IntegrityError, connection, transaction

from database.tables.loading import without_indexes
from orders.models import Line
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db


def constraints():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, Line._meta.db_table)


def kinds():
    found = constraints().values()
    return sum(bool(one["foreign_key"]) for one in found), len(found)


@pytest.mark.postgresql
def test_keys_and_indexes_are_away_and_come_back():
    before = constraints()

    with without_indexes([Line]):
        meanwhile = kinds()
        OrderFactory()

    assert meanwhile[0] == 0
    assert meanwhile[1] < len(before)
    assert constraints() == before


@pytest.mark.postgresql
def test_what_breaks_a_key_is_refused_at_the_end():
    before = constraints()
    line = OrderFactory().lines.get()

    with pytest.raises(IntegrityError), transaction.atomic(), without_indexes([Line]):
        Line.objects.filter(pk=line.pk).update(product=line.pk)

    assert constraints() == before
    assert Line.objects.get().product_id == line.product_id


@pytest.mark.sqlite
def test_other_engines_keep_them():
    before = constraints()

    with without_indexes([Line]):
        assert constraints() == before
