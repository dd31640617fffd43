"""Whom imported orders belong to: a key of the import, never a name people choose."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import CustomerNote, User
from database.consistency.generic import run_checks
from orders.importing import import_orders
from orders.models import CreditNote, Order
from orders.services import transfer_order
from tests.factories import OrderFactory, StaffFactory, UserFactory
from tests.support.orders_files import migration_named, row, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    def run(*rows, credit_notes=False):
        path = write(tmp_path / "orders.csv", *rows)
        return import_orders(path=path, currency="GBP", credit_notes=credit_notes)

    return run


def migrate():
    module = migration_named("imported_customers")
    module.give_source_keys(apps, SimpleNamespace(connection=connection))


def doubtful():
    found = run_checks(ids=["orders.imported_owner"]).findings
    return [name for finding in found for name in finding.object]


def made_by_the_old_import(name="17850", **fields):
    """Return a customer as imports left them when they went by the user name."""
    user = UserFactory(
        username=name, email=None, is_verified=False, email_verified_at=None, **fields
    )
    user.set_unusable_password()
    user.save()
    Order.objects.filter(pk=OrderFactory(customer=user).pk).update(source="import")
    return User.objects.get(pk=user.pk)


def test_a_stranger_with_the_number_as_user_name_gets_nothing(run):
    stranger, owner = UserFactory(username="99852"), StaffFactory(username="owner")

    run(row("X3001", customer="99852"), row("X3002", customer="OWNER"))

    assert not Order.objects.filter(customer__in=[stranger, owner]).exists()
    owners = Order.objects.order_by("number").values_list("customer__source_key")
    assert list(owners) == [("online-retail:99852",), ("online-retail:owner",)]
    assert not User.objects.filter(source_key__isnull=False, is_staff=True).exists()


def test_a_stranger_who_signs_up_later_gets_nothing_either(run, client):
    run(row("X3001", customer="99852"))
    form = {"email": "99852@mail.example", "password1": "long-enough-7"}

    client.post("/account/signup/", form)

    stranger = User.objects.get(username="99852")
    assert (stranger.source_key, stranger.orders.count()) == (None, 0)
    run(row("X3002", customer="99852"))
    assert stranger.orders.count() == 0


@pytest.mark.parametrize("name", ["online-retail:99852", "ONLINE-RETAIL:99852"])
def test_the_user_name_of_an_imported_customer_cannot_be_signed_up(client, name):
    form = {"password1": "long-enough-7", "username": name}

    client.post("/account/signup/", form | {"email": "new@mail.example"})
    client.post("/account/signup/", form | {"email": f'"{name}"@mail.example'})

    assert not User.objects.filter(username__contains=":").exists()


def test_a_customer_who_was_renamed_and_got_an_address_is_still_the_same(run):
    run(row("1001"))
    User.objects.update(username="ann", email="ann@mail.example")

    outcome = run(row("1001"), row("1002"))

    assert (outcome.customers_created, User.objects.get().orders.count()) == (0, 2)


def test_the_migration_gives_the_key_to_whom_an_import_made(run):
    user = made_by_the_old_import()

    migrate()

    user.refresh_from_db()
    assert (user.username, user.source_key) == 2 * ("online-retail:17850",)
    assert doubtful() == []
    assert run(row("1002")).customers_created == 0


def test_it_also_does_to_who_has_credit_notes_alone(run):
    run(row("C1", quantity="-1"), credit_notes=True)
    User.objects.update(username="17850", source_key=None)

    migrate()

    assert User.objects.get().source_key == "online-retail:17850"


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "someone@mail.example"},
        {"password": "pbkdf2_sha256$1$x$y"},
        {"last_login_at": "2026-01-01T00:00:00Z"},
        {"is_staff": True},
        {"is_verified": True, "email_verified_at": "2026-01-01T00:00:00Z"},
        {"username": "x" * 140},
    ],
)
def test_it_leaves_the_doubtful_alone_and_the_check_names_them(fields):
    user = made_by_the_old_import()
    User.objects.filter(pk=user.pk).update(**fields)
    user.refresh_from_db()

    migrate()

    before = user.username
    user.refresh_from_db()
    assert (user.username, user.source_key) == (before, None)
    assert doubtful() == [before]


def test_it_leaves_an_account_alone_that_began_with_an_address():
    stranger = UserFactory(username="17850", email="ann@mail.example")
    Order.objects.filter(pk=OrderFactory(customer=stranger).pk).update(source="import")
    User.objects.update(email=None, password="!")

    migrate()

    stranger.refresh_from_db()
    assert (stranger.source_key, doubtful()) == (None, ["17850"])


def test_it_leaves_everybody_without_imported_orders_alone():
    user = UserFactory(username="17850", email=None, password="!")
    OrderFactory(customer=user)

    migrate()

    user.refresh_from_db()
    assert (user.source_key, doubtful()) == (None, [])


def test_the_check_is_content_with_what_a_person_moved_or_vouched_for(run):
    run(row("1001"), row("1002", customer="17851"))
    ann, ben = UserFactory(username="ann"), UserFactory(username="ben")
    orders = Order.objects.order_by("number")
    transfer_order(order_id=orders[0].pk, new_customer=ann)
    Order.objects.filter(number="1002").update(customer=ben)
    assert doubtful() == ["ben"]

    CustomerNote.objects.create(user=ben, text="Likes blue.")
    assert doubtful() == ["ben"]
    CustomerNote.objects.create(user=ben, text="They are online-retail:17851.")

    assert doubtful() == []


def test_a_stranger_with_imported_credit_notes_alone_is_named(run):
    run(row("C1", quantity="-1"), credit_notes=True)
    User.objects.update(username="17850", source_key=None, email="a@mail.example")

    assert CreditNote.objects.count() == 1
    assert doubtful() == ["17850"]
