"""An import that is stopped and run again ends as one clean run does."""

import pytest

from database.models import AuditEntry
from orders import importing
from orders.importing import running
from orders.importing.writing import Maker
from orders.models import Line, Order, StatusChange
from shop.models import Product
from tests.support.orders_files import row, write

pytestmark = pytest.mark.django_db(transaction=True)


class Stopped(Exception):
    pass


def content():
    """Return what an import leaves behind, without keys and times of the import."""
    return (
        list(Order.objects.order_by("number").values_list("number", "total")),
        list(
            Line.objects.order_by("order__number", "position").values_list(
                "order__number", "sku", "line_total"
            )
        ),
        list(Product.objects.order_by("sku").values_list("sku", "name", "slug")),
        StatusChange.objects.count(),
    )


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    rows = [row(str(1000 + n // 2), sku=f"S{n % 3}") for n in range(12)]
    return write(tmp_path / "orders.csv", *rows)


@pytest.mark.parametrize("batches", [0, 1, 3, 5])
def test_stopped_after_some_batches(path, monkeypatch, batches):
    write_batch, left = running.write_batch, [None] * batches

    def write_or_stop(**arguments):
        if not left:
            raise Stopped
        left.pop()
        write_batch(**arguments)

    with monkeypatch.context() as patch:
        patch.setattr(running, "write_batch", write_or_stop)
        with pytest.raises(Stopped):
            importing.import_orders(path=path, currency="GBP")
    assert Order.objects.count() == batches

    importing.import_orders(path=path, currency="GBP")

    after_a_stop = content()
    assert len(after_a_stop[0]) == 6
    assert after_a_stop[3] == 24
    assert importing.import_orders(path=path, currency="GBP").orders_created == 0
    assert content() == after_a_stop


def test_a_batch_is_written_as_a_whole_or_not_at_all(path, monkeypatch):
    def stop(*arguments, **options):
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(Maker, "history", stop)
        with pytest.raises(Stopped):
            importing.import_orders(path=path, currency="GBP")

    assert not Order.objects.exists()
    assert not Line.objects.exists()


def imports():
    return AuditEntry.objects.filter(operation="orders.import").count()


def test_stopped_before_its_row_in_the_log_it_leaves_one_row(path, monkeypatch):
    def stop(*arguments):
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(running, "_log", stop)
        with pytest.raises(Stopped):
            importing.import_orders(path=path, currency="GBP")
    assert (Order.objects.count(), imports()) == (6, 0)

    importing.import_orders(path=path, currency="GBP")
    importing.import_orders(path=path, currency="GBP")

    assert imports() == 1
    operation = AuditEntry.objects.get(operation="orders.import")
    assert (operation.details["orders"], operation.details["orders_known"]) == (0, 6)
