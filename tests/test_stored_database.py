"""The database of the tests is copied of a file, which follows what it is made of."""

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connections

from tests.support import stored_database


@pytest.fixture
def migrating(tmp_path, monkeypatch):
    """Give a function that creates a database as a run does, and tells what it did.

    Creating one is to make a table here, instead of 70 migrations.
    """
    done = []

    def create(creation, *args, **options):
        done.append("migrated")
        creation.connection.settings_dict["NAME"] = str(tmp_path / "first.sqlite3")
        with creation.connection.cursor() as cursor:
            cursor.execute("CREATE TABLE made_by_migrations (id integer)")
        return creation.connection.settings_dict["NAME"]

    def run(version: str, name: str):
        connection = connections.create_connection("default")
        own = {"NAME": "", "TEST": {"NAME": str(tmp_path / name)}}
        connection.settings_dict = connection.settings_dict | own
        settings = SimpleNamespace(DATABASES={"default": dict(own)})
        monkeypatch.setattr(stored_database, "settings", settings)
        made = stored_database.create_from(tmp_path / "stored", create, version)
        try:
            made(connection.creation)
            return [*done], connection.introspection.table_names()
        finally:
            connection.close()
            done.clear()

    (tmp_path / "stored").mkdir()
    return run


@pytest.mark.sqlite
@pytest.mark.django_db
def test_the_second_run_copies_what_the_first_made(migrating):
    assert migrating("a", "first.sqlite3") == (["migrated"], ["made_by_migrations"])
    assert migrating("a", "second.sqlite3") == ([], ["made_by_migrations"])


@pytest.mark.sqlite
@pytest.mark.django_db
def test_another_version_is_made_anew_and_takes_the_place_of_the_old(
    migrating, tmp_path
):
    migrating("a", "first.sqlite3")
    (tmp_path / "first.sqlite3").unlink()

    assert migrating("b", "second.sqlite3") == (["migrated"], ["made_by_migrations"])
    stored = sorted(path.name for path in (tmp_path / "stored").iterdir())
    assert stored == ["b.sqlite3", "lock"]


@pytest.mark.django_db
def test_no_migration_is_missing_in_the_database_of_this_run():
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_the_version_follows_the_code(tmp_path):
    def version() -> str:
        return stored_database.version_of(tmp_path)

    module = tmp_path / "shop" / "models.py"
    module.parent.mkdir()
    module.write_text("A = 1\n")
    first = version()

    (tmp_path / "README.md").write_text("Not code.\n")
    assert version() == first
    module.write_text("A = 2\n")
    assert version() != first
    module.write_text("A = 1\n")
    assert version() == first
    (tmp_path / "shop" / "more.py").write_text("")
    assert version() != first


def test_the_version_follows_the_packages(tmp_path, monkeypatch):
    before = stored_database.version_of(tmp_path)
    packages = tmp_path / "site-packages"
    (packages / "django-5.2.99.dist-info").mkdir(parents=True)

    monkeypatch.setattr(
        stored_database.django, "__file__", str(packages / "django" / "__init__.py")
    )

    assert stored_database.version_of(tmp_path) != before
