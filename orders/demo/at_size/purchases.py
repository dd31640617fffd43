"""One order of a shop at size, before its rows are made."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import NamedTuple
from uuid import UUID

from accounts.demo.people import Person
from orders.demo.doers import GUEST
from orders.demo.takings import when_paid
from orders.prices.quote import Quote
from orders.status import Status

# The columns that name who did something.
By = tuple[UUID | None, str]


class Article(NamedTuple):
    """What an order has to know of a product, and the place of its shelf."""

    pk: UUID
    sku: str
    name: str
    price: Decimal
    cost: Decimal | None
    place: int


class Purchase(NamedTuple):
    """Who buys what, how, and what became of it; `serial` counts them from 0."""

    serial: int
    # Status and time, from the first to the last.
    steps: Mapping[str, datetime]
    customer_id: UUID | None
    buyer: Person
    email: str
    articles: Sequence[Article]
    quote: Quote
    payment_method: str
    shipping_method: str
    # A UUID: most rows that name it are written as text.
    key: str
    number: str
    placed_at: datetime
    status: str

    @property
    def by(self) -> By:
        """The columns that name the buyer."""
        return (self.customer_id, "") if self.customer_id else (None, GUEST)

    def paid_at(self, until: datetime, random: Random) -> datetime | None:
        """Return when its money came; None if it has not, or never will."""
        at = when_paid(self.payment_method, self.steps, random)
        back = self.steps.get(Status.RETURNED)
        # What is sent back before its invoice was paid is not paid.
        is_paid = at and at <= until and not (back and back < at)
        return at if is_paid else None
