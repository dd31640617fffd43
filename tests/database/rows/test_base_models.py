"""What every model inherits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from database.context import acting_as
from database.errors import StaleVersion
from database.models import AuditEntry
from database.rows.base_models import touched
from shop.models import Product, ProductFamily
from tests.factories import ProductFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_soft_delete_hides_the_row_and_restore_brings_it_back():
    product = ProductFactory()

    product.soft_delete()
    assert not Product.objects.filter(pk=product.pk).exists()
    assert Product.all_objects.get(pk=product.pk).is_deleted

    product.restore()
    assert Product.objects.get(pk=product.pk).deleted_at is None


def test_deleting_and_restoring_twice_changes_nothing():
    product = ProductFactory()
    product.soft_delete()
    deleted_at = product.deleted_at

    product.soft_delete()
    assert product.deleted_at == deleted_at

    product.restore()
    product.restore()
    assert product.deleted_at is None


def test_a_deleted_user_cannot_log_in_and_a_restored_one_can():
    user = UserFactory()

    user.soft_delete()
    assert User.all_objects.get(pk=user.pk).is_active is False

    user.restore()
    assert User.objects.get(pk=user.pk).is_active is True


def test_querysets_tell_the_living_from_the_deleted():
    living, deleted = ProductFactory(), ProductFactory()
    deleted.soft_delete()

    assert list(Product.all_objects.alive()) == [living]
    assert list(Product.all_objects.deleted()) == [deleted]


def test_to_dict_holds_the_columns_and_keys_as_they_are():
    user = UserFactory()
    with acting_as(user_id=user.pk):
        family = ProductFamily.objects.create(name="Mug", slug="mug")

    row = family.to_dict()

    assert (row["id"], row["name"], row["slug"]) == (family.pk, "Mug", "mug")
    assert row["created_by_id"] == user.pk
    assert set(row) == {field.attname for field in family._meta.concrete_fields}


def test_who_acts_is_written_into_the_audit_columns():
    ann, bob = StaffFactory(), StaffFactory()
    with acting_as(user_id=ann.pk):
        family = ProductFamily.objects.create(name="Mug", slug="mug")
    with acting_as(user_id=bob.pk):
        family.save()

    family.refresh_from_db()
    assert (family.created_by, family.updated_by) == (ann, bob)


def test_nobody_acting_leaves_the_last_editor_in_place():
    ann = StaffFactory()
    with acting_as(user_id=ann.pk):
        family = ProductFamily.objects.create(name="Mug", slug="mug")

    family.save()

    family.refresh_from_db()
    assert family.updated_by == ann


def test_update_fields_adds_the_time_of_the_change():
    family = ProductFamily.objects.create(name="Mug", slug="mug")
    long_ago = timezone.now() - timedelta(days=1)
    ProductFamily.objects.update(updated_at=long_ago)

    family.name, family.slug = "Cup", "cup"
    family.save(update_fields=["name"])

    family.refresh_from_db()
    assert (family.name, family.slug) == ("Cup", "mug")
    assert family.updated_at > long_ago


def test_bulk_updates_are_stamped_by_touched():
    ann, family = StaffFactory(), ProductFamily.objects.create(name="Mug", slug="mug")
    with acting_as(user_id=ann.pk):
        ProductFamily.objects.update(name="Cup", **touched())

    family.refresh_from_db()
    assert (family.name, family.updated_by) == ("Cup", ann)


def test_an_edit_counts_up_the_version():
    product = ProductFactory()

    product.name = "Cup"
    product.save_version(fields={"name"})

    product.refresh_from_db()
    assert (product.name, product.version) == ("Cup", 2)


def test_a_stale_edit_is_refused_and_changes_nothing():
    product = ProductFactory(name="Mug")
    stale = Product.objects.get(pk=product.pk)
    product.save_version(fields={"name"})

    stale.name = "Cup"
    with pytest.raises(
        StaleVersion, match="Somebody else has changed “Cup” in the meantime"
    ):
        stale.save_version(fields={"name"})

    product.refresh_from_db()
    assert (product.name, product.version) == ("Mug", 2)


def test_an_edit_saves_only_the_fields_it_names():
    product = ProductFactory(name="Mug")
    Product.objects.filter(pk=product.pk).update(stock_quantity=3)

    product.name = "Cup"
    product.save_version(fields={"name"})

    product.refresh_from_db()
    assert (product.name, product.stock_quantity) == ("Cup", 3)


def test_a_ledger_names_the_user_the_command_or_the_system():
    ann = StaffFactory()
    with acting_as(user_id=ann.pk):
        by_user = AuditEntry.objects.create(operation="a", message="")
    with acting_as(label="manage.py tidy"):
        by_command = AuditEntry.objects.create(operation="b", message="")
    by_system = AuditEntry.objects.create(operation="c", message="")

    assert [row.by for row in (by_user, by_command, by_system)] == [
        str(ann),
        "manage.py tidy",
        "system",
    ]


def test_reading_a_ledger_does_not_make_the_reader_its_actor():
    AuditEntry.objects.create(operation="a", message="")

    with acting_as(user_id=StaffFactory().pk):
        assert AuditEntry.objects.get().actor_id is None
