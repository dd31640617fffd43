"""Customers of a demo at size, each known by a number.

Nobody of them is kept in memory: the same number is always the same person.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from random import Random
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.demo.people import ADDRESS, SHOPPER_NAME, Person, anybody, in_letters
from accounts.models import Address, PointsAccount, User, Wallet
from database.rows import bulk
from database.rows.ids import uuid7

BATCH = 5000
# As many as a small town has: they are kept, and told apart by their numbers.
FACES = 20_000
COLUMNS = (
    "id",
    "username",
    "password",
    "email",
    "first_name",
    "last_name",
    "phone",
    "is_verified",
    "email_verified_at",
    "password_changed_at",
    "created_at",
    "updated_at",
)


def person(number: int) -> tuple[Person, str]:
    """Return who has this number, and their e-mail address, which is theirs alone."""
    somebody, name = _face(number % FACES)
    return somebody, f"{name}.{number}@example.com"


@cache
def _face(number: int) -> tuple[Person, str]:
    """Return the name and the postal address that some of the crowd have in common."""
    somebody = anybody(Random(number))  # noqa: S311
    return somebody, in_letters(somebody.full_name)


def create_crowd(joined: Iterable[datetime], *, password: str = "") -> Iterator[UUID]:
    """Create an account for each of these times, oldest first; yield the keys in turn.

    The first one's is of `person(0)`, and so on. With a `password` the first is the
    customer whom visitors log in as; nobody else can log in. The caller holds the
    transaction.
    """
    times, word = enumerate(joined), make_password(None)
    while batch := [*islice(times, BATCH)]:
        people = [person(number) for number, _at in batch]
        accounts = [
            _account(one, email, at, word)
            for (_number, at), (one, email) in zip(batch, people, strict=True)
        ]
        if password and batch[0][0] == 0:
            known = (SHOPPER_NAME, make_password(password))
            accounts[0] = (accounts[0][0], *known, *accounts[0][3:])
        _write(accounts, [one for one, _email in people])
        yield from (row[0] for row in accounts)


def _account(one: Person, email: str, joined: datetime, word: str) -> tuple:
    return (
        uuid7(),
        email.partition("@")[0],
        word,
        email,
        one.first_name,
        one.last_name,
        one.phone,
        True,
        joined + timedelta(minutes=4),
        joined,
        joined,
        joined,
    )


def _write(accounts: list[tuple], people: list[Person]) -> None:
    """Write what `accounts.demo.people` writes of customers, without the objects."""
    bulk.insert(User, COLUMNS, accounts)
    history = User.history.model
    columns = [*COLUMNS[:2], *COLUMNS[3:], "history_date", "history_type"]
    rows = ((*row[:2], *row[3:], row[-1], "+") for row in accounts)
    bulk.insert(history, columns, rows)
    bulk.insert(PointsAccount, ("user_id",), ((row[0],) for row in accounts))
    bulk.insert(Wallet, ("user_id",), ((row[0],) for row in accounts))
    bulk.insert(
        EmailAddress,
        ("user_id", "email", "verified", "primary"),
        ((row[0], row[3], True, True) for row in accounts),
    )
    bulk.insert(
        Address,
        ("user_id", "is_default", "created_at", "updated_at", *ADDRESS),
        (
            (row[0], True, row[-1], row[-1], *one.address.values())
            for row, one in zip(accounts, people, strict=True)
        ),
    )
