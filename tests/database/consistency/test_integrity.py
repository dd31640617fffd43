"""The checks that every table gets for free."""

import pytest
from django.db import DatabaseError, connection

from database.consistency.generic import run_checks
from database.consistency.integrity import open_ledgers, stored_models
from database.consistency.naming import known_by
from database.rows.base_models import LedgerModel
from database.rows.expressions import UuidText
from database.tables.migration_operations import reopen_sql
from orders.models import Line, Order
from tests.factories import OrderFactory, ProductFactory, UserFactory
from tests.support.planting import undone, unguarded

LEDGERS = [model for model in stored_models() if issubclass(model, LedgerModel)]


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("orders.Order", "number"),
        ("orders.Line", "order__number"),
        ("orders.StatusChange", "order__number"),
        ("orders.BasketLine", "product__sku"),
        ("shop.StockMovement", "product__sku"),
        ("shop.Category", "slug"),
        ("accounts.User", "username"),
        ("accounts.WalletEntry", "wallet__user__username"),
        ("database.OutboxMessage", "key"),
        ("database.AuditEntry", None),
    ],
)
def test_rows_are_told_by_the_name_people_know(label, path):
    model = next(model for model in stored_models() if model._meta.label == label)

    assert known_by(model) == path


@pytest.mark.django_db
def test_a_uuid_is_written_with_hyphens_on_every_engine():
    order = OrderFactory()

    text = Order.objects.annotate(text=UuidText("pk")).values_list("text", flat=True)

    assert text.get(pk=order.pk) == str(order.pk)


@pytest.mark.django_db
def test_a_key_that_may_be_empty_is_emptied_and_no_other():
    order, product = OrderFactory(), ProductFactory()
    with undone():
        with unguarded() as run:
            run("UPDATE shop_product SET family_id = id WHERE sku = %s", [product.sku])
            run("UPDATE orders_line SET product_id = id")
        result = run_checks(tags=["database"], fix=True)

        product.refresh_from_db()
        assert product.family_id is None
    assert result.data["repaired"] == 1
    assert [finding.object for finding in result.findings] == [[order.number]]


@pytest.mark.django_db
def test_an_orphan_says_where_it_points():
    OrderFactory()
    with undone():
        with unguarded() as run:
            run("UPDATE orders_line SET product_id = id")
        line = Line.objects.get()
        (entry,) = [
            entry
            for entry in run_checks(tags=["integrity"]).data["checks"]
            if entry["faults"]
        ]

    assert entry["examples"][0]["detail"] == f"orders.Line.product = {line.pk}"


@pytest.mark.django_db
@pytest.mark.postgresql
def test_a_sequence_behind_its_column_is_found_and_set_right():
    with undone(), connection.cursor() as cursor:
        cursor.execute("SELECT setval('auth_permission_id_seq', 1, false)")
        found = run_checks(tags=["database"]).findings
        repaired = run_checks(tags=["database"], fix=True)
        cursor.execute("SELECT max(id) FROM auth_permission")
        (largest,) = cursor.fetchone()
        cursor.execute("SELECT nextval('auth_permission_id_seq')")

        assert [(f.id, f.object) for f in found] == [
            ("database.sequence", ["auth_permission"])
        ]
        assert (repaired.findings, cursor.fetchone()) == ([], (largest + 1,))


@pytest.mark.django_db
def test_every_ledger_is_closed_by_its_migrations():
    assert len(LEDGERS) >= 5
    assert list(open_ledgers("default")) == []


@pytest.mark.django_db(transaction=True)
def test_a_missing_trigger_is_found_and_made_again(vendor):
    OrderFactory()
    with connection.cursor() as cursor:
        cursor.execute(reopen_sql("shop_stockmovement", vendor)[0])
    found = run_checks(tags=["database"]).findings
    repaired = run_checks(tags=["database"], fix=True)

    assert [(f.id, f.object) for f in found] == [
        ("database.append_only", ["shop_stockmovement"])
    ]
    assert repaired.findings == []
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as c:
        c.execute("UPDATE shop_stockmovement SET delta = 1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_trigger_that_is_switched_off_counts_as_missing():
    table = "shop_stockmovement"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
    found = run_checks(tags=["database"], fix=True)

    assert (found.data["repaired"], found.findings) == (1, [])
    assert list(open_ledgers("default")) == []


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.postgresql
def test_names_that_differ_in_case_only_are_duplicates():
    ann, bob = UserFactory(username="ann"), UserFactory(username="bob")
    with undone():
        with unguarded() as run:
            run("UPDATE accounts_user SET email = 'ANN@SHOP.EXAMPLE' WHERE email = %s",
                [bob.email])  # fmt: skip
        findings = run_checks(tags=["database"]).findings

    assert [finding.id for finding in findings] == ["database.duplicate"]
    assert sorted(findings[0].object) == [ann.username, bob.username]


@pytest.mark.django_db
def test_a_line_without_its_order_is_told_by_its_key():
    order = OrderFactory()
    line = order.lines.get()
    with undone():
        with unguarded() as run:
            run("DELETE FROM orders_order WHERE number = %s", [order.number])
        findings = run_checks(tags=["integrity"]).findings

    assert [finding.id for finding in findings] == ["database.orphan"]
    assert str(line.pk) in findings[0].object
