"""Shops to measure: a checkout of the code with a database and a folder of its own.

Whatever the checkout, it is spoken to by its own `manage.py` and over HTTP only, so
that a commit of long ago is measured by the driver of today.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.databases import empty_database, url
from tests.bench.processes import Process
from tests.bench.visitor import Failed, Visitor
from tests.chaos.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180  # seconds until a server counts as not starting
# A shop has the settings of its own database, and else those that it has by itself:
# the driver's are not for it.
OWN = ("DATABASE_", "POSTGRES_", "MYSQL_", "SQLITE_", "DB_", "BARE_")
UNSET = ("DEBUG", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL", "REDIS_URL", "SQL_ECHO")
# Collected files of some other day must not decide what a page links to.
SETTINGS = """
from config.settings import *

STATIC_ROOT = {static!r}
WHITENOISE_USE_FINDERS = True
"""
# Pieces for everybody who comes; how much there is; fresh statistics for the planner.
FINISH = """
import json
from django.db import connection
from accounts.models import User
from orders.models import Line, Order
from shop.models import Category, Picture, Product
Product.objects.update(stock_quantity=1_000_000)
counted = {"products": Product, "pictures": Picture, "categories": Category,
           "people": User, "orders": Order, "lines": Line}
figures = {name: model.objects.count() for name, model in counted.items()}
figures["the customer's orders"] = Order.objects.filter(
    customer__username="customer").count()
if connection.vendor != "mysql":
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
print("FIGURES", json.dumps(figures))
"""


@dataclass
class Server:
    """A process that answers at a port of this machine."""

    process: Process
    port: int

    def wait(self, path: str) -> None:
        """Wait until it answers. Raises Failed with the end of its log."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up and self.process.lives:
            try:
                Visitor(self.port).get(path)
            except Failed:
                time.sleep(0.2)
            else:
                return
        raise Failed(f"It does not start:\n{self.process.last_words()}")


@dataclass
class Shop:
    """A checkout with a database that its own `seed_demo` filled."""

    name: str
    code: Path
    folder: Path
    database: dict[str, Any]
    figures: dict[str, int] = field(default_factory=dict)
    command: Process | None = None
    is_closed: bool = False

    @property
    def environment(self) -> dict[str, str]:
        """Return what its processes are told."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(OWN) and name not in UNSET
        }
        return {
            **kept,
            "BRAKES": "off",
            "DATABASE_URL": url(self.database),
            "DJANGO_SETTINGS_MODULE": "bench_settings",
            "EMAIL_URL": f"filemail://{self.folder}/mail",
            "ENV_FILE": "",
            "MEDIA_ROOT": str(self.folder / "media"),
            "PYTHONPATH": str(self.folder),
        }

    def manage(self, *arguments: str) -> str:
        """Run a command of the checkout and return what it printed.

        Raises Failed where it does not end well, or the shop was closed meanwhile.
        """
        if self.is_closed:
            raise Failed(f"{self.name} was closed.")
        log = self.folder / f"{arguments[0]}.log"
        self.command = Process(
            [self.python, "manage.py", *arguments],
            folder=self.code,
            environment=self.environment,
            log=log,
        )
        if self.command.wait():
            last = self.command.last_words()
            raise Failed(f"{self.name}: {arguments[0]} failed:\n{last}")
        return log.read_text()

    def close(self) -> None:
        """End the command that runs, and let none begin."""
        self.is_closed = True
        if self.command:
            self.command.stop()

    @property
    def python(self) -> str:
        """Return the checkout's own Python, else this one."""
        own = self.code / ".venv" / "bin" / "python"
        return str(own) if own.exists() else sys.executable

    def fill(self) -> None:
        """Make the tables and the demo, and note how much there is of what."""
        (self.folder / "static").mkdir()
        settings = SETTINGS.format(static=str(self.folder / "static"))
        (self.folder / "bench_settings.py").write_text(settings)
        self.manage("migrate", "--verbosity", "0")
        self.manage("seed_demo")
        told = self.manage("shell", "--verbosity", "0", "-c", FINISH)
        self.figures = json.loads(told.rpartition("FIGURES ")[2].splitlines()[0])

    @contextmanager
    def served(self, **environment: str) -> Iterator[Server]:
        """Serve it with its own gunicorn settings, and end that."""
        told = {**self.environment, **environment}
        with _served(self, "config.wsgi", told, "/healthz") as server:
            yield server

    @contextmanager
    def bare(self) -> Iterator[Server]:
        """Serve the bare project from the same database, as the shop is served."""
        told = {
            **self.environment,
            "BARE_DATABASE": json.dumps(self.database),
            "DJANGO_SETTINGS_MODULE": "tests.bench.bare.settings",
            "PYTHONPATH": str(ROOT),
        }
        application = "django.core.wsgi:get_wsgi_application()"
        with _served(self, application, told, "/") as server:
            yield server


@contextmanager
def open_shop(name: str, code: Path) -> Iterator[Shop]:
    """Yield a shop without tables yet, and leave nothing of it."""
    with ExitStack() as stack:
        folder = tempfile.TemporaryDirectory(prefix="kontor-bench-")
        where = Path(stack.enter_context(folder))
        database = stack.enter_context(empty_database(f"bench_{name}"))
        shop = Shop(name, code.resolve(), where, database)
        stack.callback(shop.close)
        yield shop


@contextmanager
def _served(
    shop: Shop, application: str, environment: dict[str, str], path: str
) -> Iterator[Server]:
    port = free_port()
    gunicorn = [shop.python, "-m", "gunicorn", "-c", "config/gunicorn.py", application]
    process = Process(
        gunicorn,
        folder=shop.code,
        environment={**environment, "PORT": str(port)},
        log=shop.folder / f"server-{port}.log",
    )
    try:
        server = Server(process, port)
        server.wait(path)
        yield server
    finally:
        process.stop()
