"""What every test stands on."""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.sqlite3 import creation as sqlite
from django.test import TransactionTestCase

from database.brakes.blocking import blocks
from database.brakes.in_process import in_process
from database.queue.breaker import breaker
from database.queue.lanes import Handler, Lane, handlers
from orders.models.delivery import kept_deliveries, known_deliveries
from shop.models.categories import kept_tree
from tests.support import flushing, stored_database

ENGINE_MARKS = ("postgresql", "mysql", "sqlite")


class MissingVariable(str):
    """Makes a template that names an unknown variable fail the test.

    unfold's templates do, so tests of the back office take it out of the engine.
    """

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"A template names the unknown variable {name!r}.")


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.WHITENOISE_AUTOREFRESH = True
    # Such rows are written when a test says so, not when a thread of the process does.
    settings.WRITE_BEHIND = False
    # Workers that share a Redis must not share what they count.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    settings.CACHES["default"]["KEY_PREFIX"] = f"test-{worker}"
    options = settings.TEMPLATES[0]["OPTIONS"]
    options["string_if_invalid"] = MissingVariable("%s")
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file, as in the shop: threads on a shared database in memory fail at once
        # with "table is locked", where a file makes them wait for their turn.
        path = Path(tempfile.gettempdir()) / f"kontor-test-{os.getpid()}.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(path)


create_database = DatabaseCreation._execute_create_test_db


def create_without_limit(
    self: Any, cursor: Any, parameters: dict[str, str], keepdb: bool = False
) -> None:
    """Let a busy server take longer than a statement of the shop may."""
    cursor.execute("SET statement_timeout = 0")
    create_database(self, cursor, parameters, keepdb)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what lives as long as the run.

    It walked through all of Django and of the tests every few hundred objects: a fifth
    of the suite's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def drop_with_force(self: Any, name: str, verbosity: int) -> None:
    """Drop a test's database, whoever is still in it.

    The session of a process that a test killed may live on at the server for a moment.
    """
    quoted = self.connection.ops.quote_name(name)
    with self._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


@pytest.fixture(autouse=True, scope="session")
def let_databases_come_and_go(pytestconfig: pytest.Config) -> None:
    DatabaseCreation._execute_create_test_db = create_without_limit
    DatabaseCreation._destroy_test_db = drop_with_force
    sqlite.DatabaseCreation.create_test_db = stored_database.create_from(
        pytestconfig.cache.mkdir("database"),
        sqlite.DatabaseCreation.create_test_db,
        stored_database.version_of(pytestconfig.rootpath),
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Note what the new database holds, so that tests go back to it fast."""
    with django_db_blocker.unblock():
        flushing.remember()


@pytest.fixture(autouse=True, scope="session")
def fast_flush() -> Iterator[None]:
    """Empty append-only tables too after a transactional test, and do it fast."""
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", flushing.empty)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Forget what other tests counted: allauth limits logins by address there."""
    if hasattr(cache, "delete_pattern"):
        cache.delete_pattern("*")
    else:
        cache.clear()


@pytest.fixture(autouse=True)
def nobody_braked() -> None:
    """Forget what other tests did too often, and whom they shut out."""
    in_process.forget()
    blocks.forget()


@pytest.fixture(autouse=True)
def what_is_kept_read_by_every_page(monkeypatch) -> None:
    """Keep nothing, so that a page costs the same the first and the second time.

    Tests of what is kept put their seconds back.
    """
    monkeypatch.setattr(kept_tree, "seconds", 0)
    monkeypatch.setattr(kept_deliveries, "seconds", 0)


@pytest.fixture
def ways_to_deliver_known(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the ways to deliver, as a process does that showed a page just now."""
    monkeypatch.setattr(kept_deliveries, "seconds", 600)
    kept_deliveries.forget()
    known_deliveries()


@pytest.fixture(scope="session")
def media_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Name folders that the first file makes: hardly any test stores one."""
    root = tmp_path_factory.mktemp("media")
    return (root / str(number) for number in count())


@pytest.fixture(autouse=True)
def media_in_a_folder_of_its_own(settings, media_folders) -> None:
    settings.MEDIA_ROOT = next(media_folders)


@pytest.fixture(autouse=True)
def no_server_hangs() -> None:
    """Forget which servers hung in the tests before: they would be left alone."""
    breaker.forget()


@pytest.fixture
def handle(monkeypatch) -> Callable[..., None]:
    """Give `handle(kind, function)`, which handles messages for this test only."""
    handlers.load()

    def add(kind: str, function: Callable[..., Any], lane: Lane = Lane.MAIL) -> None:
        monkeypatch.setitem(handlers._items, kind, Handler(function, lane))

    return add


@pytest.fixture
def vendor() -> str:
    return connections["default"].vendor


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Skip what needs another engine; where skips are forbidden, leave it out."""
    vendor = connections["default"].vendor
    entry = connections["default"].settings_dict
    is_behind_pgbouncer = bool(entry.get("BEHIND_PGBOUNCER"))
    left_out = []
    for item in items:
        wanted = [mark for mark in ENGINE_MARKS if item.get_closest_marker(mark)]
        if item.get_closest_marker("own_session") and is_behind_pgbouncer:
            reason = "needs a session of its own, and PgBouncer lends transactions"
        elif item.get_closest_marker("replica") and "replica1" not in connections:
            reason = "needs what `.ci/replica up` makes"
        elif wanted and vendor not in wanted:
            reason = f"needs {' or '.join(wanted)}; the suite runs on {vendor}"
        else:
            continue
        if os.environ.get("FORBID_SKIPS"):
            left_out.append(item)
        else:
            item.add_marker(pytest.mark.skip(reason=reason))
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where something was skipped that must not be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("FORBID_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
