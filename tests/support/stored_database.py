"""Migrates SQLite once, and copies the file for as long as nothing changes.

Seventy migrations are seven seconds of work, and every worker of every run did it anew.
What they make depends on our code and on the packages alone, so it is kept in pytest's
cache under a name made of both.
"""

import fcntl
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db.backends.sqlite3.creation import DatabaseCreation

CODE = ("accounts", "config", "database", "orders", "shop")
Create = Callable[..., str]


def create_from(folder: Path, create: Create, version: str) -> Create:
    """Return what creates a test's database of a file in the folder, or makes it."""
    stored = folder / f"{version}.sqlite3"

    def create_test_db(self: DatabaseCreation, *args: Any, **options: Any) -> str:
        with _one_at_a_time(folder):
            if stored.exists():
                return _copy(self, stored)
            name = create(self, *args, **options)
            for older in folder.glob("*.sqlite3"):
                older.unlink()
            half_done = stored.with_suffix(".new")
            half_done.unlink(missing_ok=True)
            with self.connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(half_done)])
            half_done.rename(stored)
            return name

    return create_test_db


def version_of(root: Path) -> str:
    """Return a name that changes with whatever may change what migrations make."""
    digest = sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for path in _code(root):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    packages = Path(django.__file__).parent.parent.glob("*.dist-info")
    digest.update(" ".join(sorted(package.name for package in packages)).encode())
    return digest.hexdigest()[:32]


def _code(root: Path) -> Iterable[Path]:
    return sorted(path for folder in CODE for path in (root / folder).rglob("*.py"))


def _copy(creation: DatabaseCreation, stored: Path) -> str:
    """Do what Django does around its migrations, with a copy instead of them."""
    connection = creation.connection
    name = creation._get_test_db_name()
    shutil.copyfile(stored, name)
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let the other workers wait for the one that migrates, instead of joining in."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
