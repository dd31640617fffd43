"""An empty database beside the configured one, for a shop that is served from it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection


@contextmanager
def empty_database(purpose: str) -> Iterator[dict[str, Any]]:
    """Create a database, and drop it at the end; yield where it is.

    As Django's own settings of it, which `url` writes as DATABASE_URL.
    """
    live = connection.settings_dict
    where = {name: live[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    where["ENGINE"] = f"django.db.backends.{_engine()}"
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix=f"kontor-{purpose}-") as folder:
            yield {**where, "NAME": str(Path(folder) / "shop.sqlite3")}
        return
    name = f"{live['NAME'][:40]}_{purpose}_{os.getpid()}"
    is_mysql = connection.vendor == "mysql"
    _tell_the_server(
        f"CREATE DATABASE {connection.ops.quote_name(name)}"
        f"{' CHARACTER SET utf8mb4' if is_mysql else ''}"
    )
    try:
        yield {**where, "NAME": name}
    finally:
        _tell_the_server(
            f"DROP DATABASE {connection.ops.quote_name(name)}"
            f"{'' if is_mysql else ' WITH (FORCE)'}"
        )


def url(where: dict[str, Any]) -> str:
    """Return DATABASE_URL of what `empty_database` yielded."""
    kind = where["ENGINE"].rpartition(".")[2]
    if kind == "sqlite3":
        return f"sqlite:///{where['NAME']}"
    person = quote(where["USER"], safe="")
    if where["PASSWORD"]:
        person += f":{quote(where['PASSWORD'], safe='')}"
    host = quote(where["HOST"] or "127.0.0.1", safe="")
    port = f":{where['PORT']}" if where["PORT"] else ""
    return f"{kind}://{person}@{host}{port}/{where['NAME']}"


def _engine() -> str:
    return {"sqlite": "sqlite3"}.get(connection.vendor, connection.vendor)


def _tell_the_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
        cursor.execute(statement)
