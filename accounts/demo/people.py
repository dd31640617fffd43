"""Customers and staff of the demo shop, made of parts: nobody real is among them.

The same people come out every time: the random numbers start from a fixed seed.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from simple_history.utils import bulk_create_with_history

from accounts.demo.names import ABROAD, GIVEN, SURNAMES
from accounts.demo.places import (
    HOME,
    Town,
    any_town,
    postcode_in,
    street_in,
    telephone_in,
)
from accounts.models import Address, PointsAccount, User, Wallet

# Reserved names: mail to them reaches nobody.
DOMAINS, DOMAIN_SHARES = ("example.com", "example.org", "example.net"), (7, 2, 1)
# Each is named by the role they have.
STAFF = ("owner", "support", "fulfilment", "accounting", "catalogue", "ops")
ADDRESS = ("full_name", "line1", "city", "postcode", "country", "phone")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who buys, with or without an account."""

    first_name: str
    last_name: str
    email: str
    line1: str
    city: str
    postcode: str
    country: str
    phone: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def address(self) -> dict[str, str]:
        """The address fields, as an order freezes them."""
        return {name: getattr(self, name) for name in ADDRESS}


# The customer whom visitors of the demo log in as.
SHOPPER = Person(
    first_name="Robin",
    last_name="Larkin",
    email="robin.larkin@example.com",
    line1="27 Kiln Lane",
    city="Norwich",
    postcode="NR2 3QL",
    country=HOME,
    phone="07700 900142",
)
SHOPPER_NAME = "customer"


def in_letters(name: str) -> str:
    """Return the name as user names and e-mail addresses have it: callum.birch."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", ".")


def invent_people(random: Random) -> Iterator[Person]:
    """Yield people, no two of one name, as long as there are names left."""
    seen = {SHOPPER.full_name}
    while True:
        person = anybody(random)
        if person.full_name not in seen:
            seen.add(person.full_name)
            yield person


def anybody(random: Random) -> Person:
    """Return somebody; another may have the same name."""
    town = any_town(random)
    return _invent(*_name_in(town, random), town, random)


def _name_in(town: Town, random: Random) -> tuple[str, str]:
    given, surnames = ABROAD.get(town.country, (GIVEN, SURNAMES))
    return random.choice(given), random.choice(surnames)


def _invent(first: str, last: str, town: Town, random: Random) -> Person:
    name = in_letters(f"{first} {last}")
    local = random.choice((name, name, name.replace(".", ""), name.replace(".", "_")))
    return Person(
        first_name=first,
        last_name=last,
        email=f"{local}@{random.choices(DOMAINS, DOMAIN_SHARES)[0]}",
        line1=street_in(town, random),
        city=town.name,
        postcode=postcode_in(town, random),
        country=town.country,
        phone=telephone_in(town, random),
    )


def create_customers(
    joined: Mapping[Person, datetime], *, password: str, until: datetime
) -> dict[Person, User]:
    """Create accounts for these people, and the shopper's, who alone can log in.

    Returns them by person. The caller holds the transaction.
    """
    customers = {person: _customer(person, at) for person, at in joined.items()}
    shopper = _customer(SHOPPER, until - timedelta(days=330, minutes=12))
    shopper.username, shopper.password = SHOPPER_NAME, make_password(password)
    customers[SHOPPER] = shopper
    _create(list(customers.values()))
    Address.objects.bulk_create(
        Address(
            user=user,
            is_default=True,
            created_at=user.created_at,
            updated_at=user.created_at,
            **person.address,
        )
        for person, user in customers.items()
    )
    return customers


def create_staff(*, password: str, until: datetime) -> dict[str, User]:
    """Create a member of staff for each role, and return them by its name."""
    known = make_password(password)
    staff = {name: _member(name, known, until) for name in STAFF}
    _create(list(staff.values()))
    for name, user in staff.items():
        user.groups.set(Group.objects.filter(name=name))
    return staff


def _create(people: list[User]) -> None:
    """Write accounts with all that belongs to each from its first day."""
    for user in people:
        user._history_date = user.created_at  # type: ignore[attr-defined]
    bulk_create_with_history(people, User, batch_size=500)
    PointsAccount.objects.bulk_create(PointsAccount(user=user) for user in people)
    Wallet.objects.bulk_create(Wallet(user=user) for user in people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in people
    )


def _customer(person: Person, joined: datetime) -> User:
    return User(
        username=in_letters(person.full_name),
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        phone=person.phone,
        password=make_password(None),
        is_verified=True,
        email_verified_at=joined + timedelta(minutes=4),
        password_changed_at=joined,
        created_at=joined,
        updated_at=joined,
    )


def _member(name: str, known: str, until: datetime) -> User:
    joined = until - timedelta(days=420)
    return User(
        username=name,
        email=f"{name}@example.com",
        display_name=name.capitalize(),
        password=known,
        is_staff=True,
        is_superuser=name == "owner",
        is_verified=True,
        email_verified_at=joined,
        created_at=joined,
        updated_at=joined,
    )
