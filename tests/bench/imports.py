"""An import, and COPY of the very rows it leaves, into the same tables (PostgreSQL)."""

import random
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction

from accounts.models import User
from database.audit.log import triggers_open
from orders.importing import import_orders
from shop.models import Product
from tests.bench.measure import Job
from tests.support.orders_files import row, write

INVOICES, LINES_OF_EACH = 1000, 20
TABLES = ("orders_order", "orders_line", "orders_statuschange")
ROUNDS = 5
UNSOLD = 200
FIRST, PAUSE = datetime(2010, 1, 1, 9), timedelta(hours=3)


def jobs(folder: Path) -> dict[str, Job]:
    """Return both ways to bring 20,000 order lines into the shop.

    Products and customers are there for both: that they are made is not compared.
    """
    path = _file(folder)

    def imported() -> None:
        import_orders(path=path, currency="GBP")

    imported()
    rows = {table: _copied_out(table) for table in TABLES}
    empty_the_tables()

    def copied() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in TABLES:
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows[table])

    return {"import_orders": imported, "COPY": copied}


def fill(folder: Path) -> None:
    """Leave 20 months behind for what reads them: 5,000 orders of 100,000 lines.

    Some customers came once, some never, and some things were never sold.
    """
    import_orders(path=_file(folder, invoices=5 * INVOICES), currency="GBP")
    names = [f"unsold-{number}" for number in range(UNSOLD)]
    Product.objects.bulk_create(
        Product(sku=name, name=name, slug=name, price=1) for name in names
    )
    User.objects.bulk_create(
        User(username=name, email=f"{name}@example.com") for name in names
    )


def empty_the_tables() -> None:
    """Take the orders away, between two measurements."""
    with transaction.atomic(), triggers_open(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")


def _copied_out(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def _file(folder: Path, *, invoices: int = INVOICES) -> Path:
    dice = random.Random(8)
    lines = [
        row(
            str(number),
            sku=f"S{product}",
            name=f"Thing number {product}",
            quantity=str(dice.randrange(1, 50)),
            price=f"{dice.randrange(1, 9999) / 1000:.3f}",
            customer=str(number % 300 if number % 10 else number),
            at=f"{FIRST + number * PAUSE:%Y-%m-%d %H:%M:%S}",
        )
        for number in range(invoices)
        for product in dice.sample(range(3000), LINES_OF_EACH)
    ]
    return write(folder / "orders.csv.gz", *lines)
