"""Makes a shop of a million orders, or as many as are asked for: once."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.demo.people import STAFF, create_staff
from accounts.models import Address, PointsAccount, User, Wallet
from database.audit.log import log_operation
from database.ops.command import Refused
from database.runs.scheduling import add_usual
from database.tables.loading import without_indexes
from database.tables.statistics import refresh_statistics
from database.transactions import retry_on_conflict
from orders.demo import seeding
from orders.demo.at_size.batch import COLUMNS, OBJECTS
from orders.demo.at_size.filling import fill
from orders.demo.at_size.scale import Scale
from shop.demo.assortment import PREFIX
from shop.demo.catalogue import PREFIX as DEMO
from shop.models import Product

ACCOUNTS = (
    User,
    User.history.model,
    PointsAccount,
    Wallet,
    EmailAddress,
    Address,
)
FILLED = tuple(dict.fromkeys((Product, *ACCOUNTS, *COLUMNS, *OBJECTS)))


def is_there() -> bool:
    """Tell whether the shop has orders at size already."""
    return Product.all_objects.filter(sku__startswith=PREFIX).exists()


def refuse_other_shop(*, is_local: bool) -> None:
    """Raise Refused unless the shop is empty, or holds the demo and nothing else."""
    if is_there():
        raise Refused(_("The shop already has orders at size. Use an empty database."))
    if not seeding.is_seeded():
        seeding.refuse_real_shop(is_local=is_local)
    seeding.refuse_reached_shop(is_local=is_local)
    if Product.all_objects.exclude(sku__startswith=DEMO).exists():
        raise Refused(
            _("The database already contains another shop. Use an empty one.")
        )
    here = User.objects.filter(username__in=STAFF).values_list("username", flat=True)
    if seeding.is_seeded() and (gone := sorted(set(STAFF) - set(here))):
        text = _(
            "The demo’s staff have been renamed or removed: %(names)s. Use an empty "
            "database."
        )
        raise Refused(text % {"names": ", ".join(gone)})


def seed(scale: Scale) -> dict[str, int]:
    """Fill the shop; return how many rows of what were made."""
    counts = {
        "orders": scale.orders,
        "customers": scale.customers,
        "products": scale.products,
    }
    _fill(scale, counts)
    refresh_statistics(FILLED)
    add_usual()
    return counts


@retry_on_conflict()
def _fill(scale: Scale, counts: Mapping[str, int]) -> None:
    """Write everything in one transaction: a run that is stopped leaves nothing."""
    # The last sale is some minutes old, so that nothing of it lies ahead.
    until = timezone.localtime() - timedelta(minutes=2)
    password = "" if seeding.is_seeded() else seeding.PASSWORD
    if password:
        create_staff(password=password, until=until)
    staff = {user.username: user for user in User.objects.filter(username__in=STAFF)}
    with _few_collections(), without_indexes(FILLED):
        fill(scale, staff=staff, until=until, password=password)
    log_operation(
        "orders.seed_demo", "Orders at size were created.", counts=dict(counts)
    )


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python seldom look for what refers to itself: no row does, of millions."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def tell(counts: Mapping[str, int]) -> str:
    """Return the last line of the command."""
    text = _("%(products)s products, %(customers)s customers, %(orders)s orders more.")
    return text % {name: f"{count:,}" for name, count in counts.items()}
