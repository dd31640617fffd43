"""Clients who order at the same moment: of many products, and all of the same one."""

import random
from collections.abc import Sequence
from functools import cache, partial
from uuid import UUID

from django.conf import settings

from accounts.models import User
from database.queue.outbox import deliver_in_background
from database.races.race import Crowd, crowd
from shop.models import Product
from tests.bench.measure import Job, Ratio, interleave
from tests.bench.orders import MAKERS, new_product
from tests.factories import UserFactory

CLIENTS = (1, 8)
ORDERS = 25  # a client in one round: connecting is a small part of it
PRODUCTS = 100
PAIRS = (
    ("place_order", "ORM order"),
    ("place_order, mail sent", "ORM order"),
    ("place_order, no mail", "ORM order"),
    ("place_order, no mail, hot", "ORM order, hot"),
    ("place_order, no mail, hot", "place_order, no mail"),
)


def ratios(database: str, *, rounds: int) -> list[Ratio]:
    """Return each pair's milliseconds an order, for 1 and for 8 clients."""
    shelf = [new_product().pk for _number in range(PRODUCTS)]
    people = {"mail": UserFactory().pk, "no mail": UserFactory(email=None).pk}
    rows = []
    for clients in CLIENTS:
        with crowd(database, clients) as gathered:
            gathered.tell(send_no_mail)
            jobs = _jobs(gathered, shelf, people)
            # What the thread has left to mail is counted once, and in nobody's way.
            mailed = partial(gathered.race, all_is_mailed)
            jobs["place_order, mail sent"] = partial(_both, jobs["place_order"], mailed)
            times = interleave(jobs, rounds=rounds, warm_up=2, afterwards=mailed)
        share = clients * ORDERS
        rows += [
            Ratio(
                f"{ours}, {clients} at once",
                f"{limit}, {clients} at once",
                times[ours] / share,
                times[limit] / share,
            )
            for ours, limit in PAIRS
        ]
    return rows


def _jobs(
    gathered: Crowd, shelf: Sequence[UUID], people: dict[str, UUID]
) -> dict[str, Job]:
    mail, nobody = people["mail"], people["no mail"]
    work = {
        "place_order": ("place_order", mail, shelf),
        "place_order, no mail": ("place_order", nobody, shelf),
        "place_order, no mail, hot": ("place_order", nobody, shelf[:1]),
        "ORM order": ("ORM order", mail, shelf),
        "ORM order, hot": ("ORM order", mail, shelf[:1]),
    }
    return {
        name: partial(gathered.race, partial(sell, *what))
        for name, what in work.items()
    }


def _both(first: Job, second: Job) -> None:
    first()
    second()


def send_no_mail() -> None:
    """Let this process mail to nobody, in the background as a server does."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    deliver_in_background()


def all_is_mailed() -> None:
    """Wait for the thread that mails."""
    assert deliver_in_background().wait(60)


def sell(how: str, customer_id: UUID, shelf: Sequence[UUID]) -> None:
    """Place the orders of one client, each of a product that is drawn anew."""
    for _number in range(ORDERS):
        _job(how, customer_id, random.choice(shelf))()


@cache
def _job(how: str, customer_id: UUID, product_id: UUID) -> Job:
    customer = User.all_objects.get(pk=customer_id)
    return MAKERS[how](customer, Product.objects.get(pk=product_id))
