"""Rules that several rows decide hold also for two who act at the same moment."""

from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Address, User
from accounts.services import remove_address, save_address
from database.back_office.deletion import DeletionRefused, delete_softly, restore
from database.rows import locking
from shop.models import Category, Product
from tests.concurrency.racing import race
from tests.factories import CategoryFactory, ProductFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
WRITES = {"UPDATE", "INSERT", "DELETE"}
MODULES = (
    "database.rows.base_models",
    "shop.models.categories",
    "shop.models.products",
    "accounts.models.users",
    "accounts.services.profiles",
)


class Refused(DeletionRefused):
    """What a form refuses, as an outcome of a race."""


def edit(row, **changes):
    """Change a row as a form of the back office does: checked, then saved."""
    with transaction.atomic():
        for name, value in changes.items():
            setattr(row, name, value)
        try:
            row.full_clean()
        except ValidationError as error:
            raise Refused(str(error.messages)) from error
        row.save()


def read_before_any_writes(monkeypatch, rivals=2):
    """Take the locks away, and let all read before the first of them writes."""
    start, met = Barrier(rivals), set()

    def hold(execute, sql, params, many, context):
        rival = id(context["connection"])
        if sql.lstrip()[:6].upper() in WRITES and rival not in met:
            met.add(rival)
            try:
                start.wait(10)
            except BrokenBarrierError:
                pytest.fail("The rivals did not meet.")
        return execute(sql, params, many, context)

    def read(rows):
        connection = transaction.get_connection(rows.db)
        if hold not in connection.execute_wrappers:
            connection.execute_wrappers.append(hold)
        return list(rows.order_by("pk"))

    monkeypatch.setattr(locking, "lock_in_order", read)
    for module in MODULES:
        monkeypatch.setattr(f"{module}.lock_in_order", read)


def two_categories():
    return CategoryFactory(name="A"), CategoryFactory(name="B")


def move_into_each_other():
    one, other = two_categories()
    return race(
        partial(edit, Category.all_objects.get(pk=one.pk), parent=other),
        partial(edit, Category.all_objects.get(pk=other.pk), parent=one),
    )


def at_the_top():
    return Category.objects.filter(parent=None).count()


def test_two_categories_are_not_moved_into_each_other():
    outcome = move_into_each_other()

    (refusal,) = outcome.refused
    assert "A category cannot be inside itself." in str(refusal)
    assert at_the_top() == 1


def test_a_circle_of_three_is_refused_too():
    a, b, c = (CategoryFactory(name=name) for name in "ABC")
    rows = [(a, b), (b, c), (c, a)]

    outcome = race(
        *(
            partial(edit, Category.all_objects.get(pk=row.pk), parent=parent)
            for row, parent in rows
        )
    )

    assert (len(outcome.won), len(outcome.refused), at_the_top()) == (2, 1, 1)


def delete_while_moved_into():
    category, lamp = CategoryFactory(), ProductFactory(category=None)
    return race(
        partial(delete_softly, Category.all_objects.get(pk=category.pk)),
        partial(edit, Product.all_objects.get(pk=lamp.pk), category=category),
    )


def in_deleted_categories():
    return Product.objects.filter(category__deleted_at__isnull=False).count()


def test_a_category_is_deleted_or_gets_a_product():
    outcome = delete_while_moved_into()

    assert (len(outcome.won), len(outcome.refused)) == (1, 1)
    assert in_deleted_categories() == 0


def test_a_category_is_deleted_or_gets_a_category():
    above, below = two_categories()

    outcome = race(
        partial(delete_softly, Category.all_objects.get(pk=above.pk)),
        partial(edit, Category.all_objects.get(pk=below.pk), parent=above),
    )

    assert (len(outcome.won), len(outcome.refused)) == (1, 1)
    assert not Category.objects.filter(parent__deleted_at__isnull=False).exists()


def test_a_category_is_deleted_or_its_product_comes_back():
    category = CategoryFactory()
    lamp = ProductFactory(category=category)
    delete_softly(lamp)

    outcome = race(
        partial(delete_softly, Category.all_objects.get(pk=category.pk)),
        partial(restore, Product.all_objects.get(pk=lamp.pk)),
    )

    assert (len(outcome.won), len(outcome.refused)) == (1, 1)
    assert in_deleted_categories() == 0


def shut_each_other_out():
    one, other = StaffFactory(), StaffFactory()
    return race(*(partial(delete_softly, row) for row in (one, other)))


def owners():
    return User.objects.filter(is_superuser=True, is_active=True).count()


def test_the_last_two_owners_do_not_delete_each_other():
    outcome = shut_each_other_out()

    (refusal,) = outcome.refused
    assert "This is the only superuser." in str(refusal)
    assert owners() == 1


def save_two_first_addresses():
    user = UserFactory()
    save = partial(save_address, user=user, line1="1 Quay", city="Hull", country="GB")
    race(*[save] * 2)
    return Address.objects.filter(user=user, is_default=True).count()


def test_of_two_first_addresses_one_is_used_first():
    assert save_two_first_addresses() == 1


def test_an_address_is_used_first_whatever_is_removed_meanwhile():
    user = UserFactory()
    rows = [save_address(user=user, line1=f"{n} Quay", city="Hull") for n in range(3)]

    race(*(partial(remove_address, user=user, address_id=row.pk) for row in rows[:2]))

    assert Address.objects.get(user=user).is_default


@pytest.mark.postgresql
def test_without_the_lock_two_categories_vanish(monkeypatch):
    """If this fails, the tests of the tree prove nothing; the same for those below."""
    read_before_any_writes(monkeypatch)

    assert move_into_each_other().refused == []
    assert at_the_top() == 0


@pytest.mark.postgresql
def test_without_the_lock_a_product_lands_in_a_deleted_category(monkeypatch):
    read_before_any_writes(monkeypatch)

    assert delete_while_moved_into().refused == []
    assert in_deleted_categories() == 1


@pytest.mark.postgresql
def test_without_the_lock_no_owner_is_left(monkeypatch):
    read_before_any_writes(monkeypatch)

    assert shut_each_other_out().refused == []
    assert owners() == 0


@pytest.mark.postgresql
def test_without_the_lock_two_addresses_are_used_first(monkeypatch):
    read_before_any_writes(monkeypatch)

    assert save_two_first_addresses() == 2
