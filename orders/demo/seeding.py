"""Fills an empty shop with the demo: people, catalogue, pictures, a year of orders."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.demo.logins import write_logins
from accounts.demo.people import (
    SHOPPER,
    create_customers,
    create_staff,
    invent_people,
)
from accounts.models import User
from database.audit.log import log_operation
from database.consistency.operation import CHECK_CONSISTENCY
from database.ops.command import Refused
from database.queue.outbox import left_to_workers
from database.runs.scheduling import add_usual
from database.runs.writing import recorded
from database.transactions import retry_on_conflict
from orders.demo.book import Book
from orders.demo.buyers import assign_buyers, joining_times
from orders.demo.comebacks import BEGUN, begin_to_send_back, write_refunds
from orders.demo.doers import Doers
from orders.demo.examples import Stage, act_out, statement_to_match
from orders.demo.history import invent_sales, waiting_sales
from orders.demo.shopper import shopper_sales
from orders.demo.stock import write_stock
from orders.demo.takings import write_payments
from orders.models import Line, Order
from orders.status import Status
from shop.demo.catalogue import PRODUCTS
from shop.demo.stocking import create_catalogue, hang_pictures
from shop.models import Product

PASSWORD = "marram-and-moss"  # noqa: S105  known to everybody: local demos only
# Orders that arrived so long ago may be half on their way back.
LATELY = (timedelta(days=1), timedelta(days=20))


def is_seeded() -> bool:
    """Tell whether the demo shop is already there."""
    return Product.all_objects.filter(sku=PRODUCTS[0].sku).exists()


def refuse_reached_shop(*, is_local: bool) -> None:
    """Raise Refused where others reach the shop."""
    if not is_local:
        raise Refused(
            _("SITE_URL is not on this machine. Everybody knows the demo's password.")
        )


def refuse_real_shop(*, is_local: bool) -> None:
    """Raise Refused where others reach the shop, or where it sells something else."""
    refuse_reached_shop(is_local=is_local)
    if Product.all_objects.exists() or Order.objects.exists():
        raise Refused(
            _("The database already contains another shop. Use an empty one.")
        )


def seed(*, progress: Callable[[str], None]) -> dict[str, int]:
    """Fill the empty shop; return how many rows of what."""
    counts, statement = _fill(progress=progress)
    path = statement_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(statement)
    progress("Checking the data, about 5 s")
    recorded(CHECK_CONSISTENCY, CHECK_CONSISTENCY.with_defaults())
    add_usual()
    return counts


def statement_path() -> Path:
    """Return where the bank statement lies that visitors may upload."""
    return Path(settings.DEMO_FOLDER) / "bank-statement.csv"


@retry_on_conflict()
def _fill(*, progress: Callable[[str], None]) -> tuple[dict[str, int], bytes]:
    """Write everything in one transaction; return counts and a bank statement."""
    # The last sale is some minutes old, so that nothing of it lies ahead.
    until = timezone.localtime() - timedelta(minutes=2)
    progress("Creating products and staff")
    staff = create_staff(password=PASSWORD, until=until)
    products = create_catalogue(until=until, by=staff["catalogue"])
    hang_pictures(products)
    progress("Making up a year of customers and orders, about 10 s")
    book = _write_year(until, products, staff)
    shopper = book.accounts[SHOPPER]
    write_logins(staff, shopper, _some_customers(book), until)
    progress("Working through a morning in the back office, about 5 s")
    stage = Stage(staff, shopper, products, until)
    # Mails wait for the worker: a customer's is what it delivers first.
    with left_to_workers():
        act_out(stage)
    counts = {
        "orders": Order.objects.count(),
        "lines": Line.objects.count(),
        "customers": len(book.accounts),
        "products": Product.objects.count(),
    }
    log_operation("orders.seed_demo", "The demo shop was created.", counts=counts)
    return counts, statement_to_match(stage)


def _some_customers(book: Book) -> list[User]:
    """Return customers who ordered lately."""
    late = [order.customer for order in book.orders if order.customer]
    others = (user for user in late if user is not book.accounts[SHOPPER])
    return list(dict.fromkeys(others))[-25:]


def _write_year(
    until: datetime, products: Mapping[str, Product], staff: Mapping[str, User]
) -> Book:
    random = Random("orders")  # noqa: S311
    people = invent_people(random)
    sales = [*invent_sales(until, random), *waiting_sales(until, random)]
    sales.sort(key=lambda sale: sale.placed_at)
    buyers = assign_buyers(sales, people, random)
    joined = joining_times(sales, buyers, people, until, random)
    accounts = create_customers(joined, password=PASSWORD, until=until)
    doers = Doers(staff)
    book = Book(products, accounts, until, random, doers)
    for sale, buyer in zip(sales, buyers, strict=True):
        book.add(sale, buyer)
    begin_returns(book, until)
    for sale in shopper_sales(until):
        book.add(sale, SHOPPER)
    book.write()
    write_payments(book.orders, book.changes, until, random, doers)
    write_refunds(book.returns, until, doers)
    left = {products[demo.sku].pk: demo.stock for demo in PRODUCTS}
    write_stock(book.products, book.moves, left, doers)
    return book


def begin_returns(book: Book, until: datetime) -> None:
    """Leave a part of some late orders on its way back, one at each stage."""
    # What came back as a whole has nothing left to send back.
    came_back = {returned.order_id for returned in book.returns}
    late = {
        change.order_id: change.created_at
        for change in book.changes
        if change.to_status == Status.DELIVERED
        and LATELY[0] < until - change.created_at < LATELY[1]
        and change.order_id not in came_back
    }
    # Of an order with something else, so that it is not the whole that comes back.
    lines = [
        next((line for line in book.lines_of[pk] if line.quantity > 1), None)
        for pk, _at in sorted(late.items(), key=lambda pair: pair[1])
        if len(book.lines_of[pk]) > 1
    ]
    chosen = [line for line in lines if line]
    stages = BEGUN[-len(chosen) :] if chosen else ()
    for number, begun in enumerate(stages):
        line = chosen[number * len(chosen) // len(stages)]
        delivered = late[line.order_id]
        book.begin_return(
            *begin_to_send_back(line, begun, delivered, until, book.doers)
        )


def tell(counts: dict[str, int]) -> str:
    """Return the last line of the command."""
    return (
        f"{settings.SHOP_NAME}: {counts['products']} products, "
        f"{counts['customers']} customers, {counts['orders']:,} orders."
    )
