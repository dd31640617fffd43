"""Ledgers refuse changes by trigger; the one door is seen."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model

from accounts.models import CustomerNote, PointsEntry, WalletEntry
from database.audit.log import log_operation, maintenance
from database.consistency.integrity import stored_models
from database.models import AuditEntry
from database.rows.base_models import LedgerModel
from database.transactions import Trouble, classify
from orders.models import (
    CreditNote,
    CreditNoteLine,
    OrderNote,
    PaymentEntry,
    ReturnArrival,
    TakenOff,
)
from orders.services import request_return
from shop.models import StockMovement
from tests.factories import (
    CreditNoteFactory,
    OrderFactory,
    ProductFactory,
    StaffFactory,
    UserFactory,
)
from tests.orders.making import delivered_order, paid_order

pytestmark = pytest.mark.django_db

LEDGERS = [model for model in stored_models() if issubclass(model, LedgerModel)]


def points() -> None:
    account = UserFactory().points_account
    PointsEntry.objects.create(account=account, delta=0, balance_after=0)


def money() -> None:
    wallet = UserFactory().wallet
    WalletEntry.objects.create(wallet=wallet, amount=0, balance_after=0)


def an_arrival() -> None:
    order = delivered_order()
    line = order.lines.get()
    asked = request_return(
        order_id=order.pk, pieces={line.pk: 1}, reason="other", key="return"
    )
    asked.arrivals.create(position=1, line=line, quantity=1)


def a_piece_taken_off() -> None:
    line = OrderFactory().lines.get()
    TakenOff.objects.create(line=line, quantity=1, is_restocked=False)


# How a row gets into each ledger; the others are filled by an order.
FILLED_BY: dict[type[Model], Callable[[], object]] = {
    PointsEntry: points,
    WalletEntry: money,
    CreditNote: CreditNoteFactory,
    CreditNoteLine: CreditNoteFactory,
    CustomerNote: lambda: CustomerNote.objects.create(user=UserFactory(), text="Hi."),
    OrderNote: lambda: OrderNote.objects.create(order=OrderFactory(), text="Hi."),
    PaymentEntry: paid_order,
    AuditEntry: lambda: log_operation("test", "A row."),
    ReturnArrival: an_arrival,
    TakenOff: a_piece_taken_off,
}


def fill(model: type[Model]) -> None:
    """Put a row into the ledger."""
    FILLED_BY.get(model, OrderFactory)()


@pytest.mark.parametrize("model", LEDGERS, ids=lambda model: model._meta.label)
@pytest.mark.parametrize(
    "statement", ["UPDATE {table} SET actor_label = 'me'", "DELETE FROM {table}"]
)
def test_a_ledger_refuses_raw_sql(model, statement):
    fill(model)
    before = list(model.objects.values())

    with pytest.raises(DatabaseError, match="append-only") as caught:
        execute(statement.format(table=model._meta.db_table))

    assert classify(caught.value) is Trouble.INTEGRITY
    assert list(model.objects.values()) == before != []


@pytest.mark.postgresql
@pytest.mark.parametrize("model", LEDGERS, ids=lambda model: model._meta.label)
def test_a_ledger_refuses_to_be_emptied_at_once(model):
    fill(model)

    with pytest.raises(DatabaseError, match="append-only"):
        execute(
            f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {model._meta.db_table} CASCADE"
        )

    assert model.objects.exists()


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def operations() -> list[tuple[str, str]]:
    rows = AuditEntry.objects.filter(operation="database.maintenance")
    return list(rows.order_by("id").values_list("level", "message"))


def test_a_refused_change_leaves_the_transaction_usable():
    ProductFactory()

    with pytest.raises(DatabaseError, match="append-only"):
        execute("UPDATE shop_stockmovement SET delta = 1")

    assert StockMovement.objects.count() == 1


def test_maintenance_opens_the_door_and_says_why():
    ProductFactory()

    with maintenance("Retention: movements older than ten years"):
        StockMovement.objects.all().delete()

    assert not StockMovement.objects.exists()
    assert operations() == [("warning", "Retention: movements older than ten years")]


def test_the_door_is_shut_after_the_block():
    ProductFactory()

    with maintenance("Retention"):
        pass

    with pytest.raises(DatabaseError, match="append-only"):
        execute("DELETE FROM shop_stockmovement")


def test_an_exception_undoes_the_work_shuts_the_door_and_is_logged():
    ProductFactory()

    with pytest.raises(ZeroDivisionError), maintenance("Retention"):
        _ = StockMovement.objects.all().delete()[0] / 0

    assert StockMovement.objects.count() == 1
    assert operations() == [("error", "Retention (undone: ZeroDivisionError)")]
    with pytest.raises(DatabaseError, match="append-only"):
        execute("DELETE FROM shop_stockmovement")


def test_an_error_of_the_database_inside_is_the_one_that_is_told():
    ProductFactory(sku="A")

    with pytest.raises(IntegrityError), maintenance("Retention"):
        ProductFactory(sku="A")

    assert operations() == [("error", "Retention (undone: IntegrityError)")]


@pytest.mark.django_db(transaction=True)
def test_the_door_is_shut_after_a_real_commit():
    ProductFactory()
    with maintenance("Retention"):
        execute("UPDATE shop_stockmovement SET note = 'seen'")

    with pytest.raises(DatabaseError, match="append-only"):
        execute("UPDATE shop_stockmovement SET note = ''")
    assert StockMovement.objects.get().note == "seen"


@pytest.mark.parametrize("verb", ["save", "delete"])
def test_the_orm_is_refused_too(verb):
    staff = StaffFactory()
    row = log_operation("test", "A row.")
    row.message = f"Changed by {staff}."

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        getattr(row, verb)()

    assert AuditEntry.objects.get(pk=row.pk).message == "A row."
