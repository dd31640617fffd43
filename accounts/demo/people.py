"""Customers and staff of the demo shop, made of parts: nobody real is among them.

The same customers come out every time: the random numbers start from a fixed seed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import Address, PointsAccount, User, Wallet

DOMAIN = "post.example"  # a reserved name: mail to it goes nowhere
# Each is named by the role they have.
STAFF = ("owner", "support", "fulfilment", "accounting", "catalogue", "ops")
GIVEN = (
    "Ada Alfie Bea Callum Cora Dylan Edie Ewan Fern Finn Greta Harriet Hugh Imogen "
    "Isla Jago Kit Lena Maeve Ned Olive Orla Piers Rhona Rowan"
).split()
SURNAMES = (
    "Ashdown Birch Brook Carrow Dale Fell Glen Hale Heath Holt Lark Lea Marsh Moor "
    "Nash Reed Rook Shaw Thorne Wick"
).split()
STREETS = (
    "Alder Lane,Bell Street,Chapel Row,Fore Street,Harbour Road,Mill Lane,"
    "Orchard Close,Quay Street,School Hill,Station Road,The Green,Weavers Yard"
).split(",")
TOWNS = (
    ("Bath", "BA1"),
    ("Bristol", "BS6"),
    ("Cardiff", "CF11"),
    ("Edinburgh", "EH6"),
    ("Exeter", "EX2"),
    ("Glasgow", "G12"),
    ("Leeds", "LS6"),
    ("London", "SE15"),
    ("Manchester", "M21"),
    ("Norwich", "NR2"),
    ("Sheffield", "S11"),
    ("York", "YO10"),
)


def create_people(*, count: int, password: str, until: datetime) -> list[User]:
    """Create `count` customers who joined over the year before `until`, and the staff.

    Returns the customers. The first of them, `customer`, and the staff can log in with
    the password; the others cannot log in at all. The caller holds the transaction.
    """
    random = Random("people")  # noqa: S311
    names = random.sample(list(product(GIVEN, SURNAMES)), count)
    known = make_password(password)
    customers = [
        _customer(first, last, number, known, until, random)
        for number, (first, last) in enumerate(names)
    ]
    staff = [_staff(name, known, until) for name in STAFF]
    people = [*customers, *staff]
    User.objects.bulk_create(people)
    PointsAccount.objects.bulk_create(PointsAccount(user=user) for user in people)
    Wallet.objects.bulk_create(Wallet(user=user) for user in people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in people
    )
    Address.objects.bulk_create(_address(user, random) for user in customers)
    for user in staff:
        user.groups.set(Group.objects.filter(name=user.username))
    return customers


def _customer(
    first: str, last: str, number: int, known: str, until: datetime, random: Random
) -> User:
    joined = until - timedelta(
        days=random.randint(5, 400), minutes=random.randint(0, 900)
    )
    username = "customer" if number == 0 else f"{first}.{last}".lower()
    return User(
        username=username,
        email=f"{username}@{DOMAIN}",
        first_name=first,
        last_name=last,
        password=known if number == 0 else make_password(None),
        is_verified=True,
        email_verified_at=joined,
        created_at=joined,
        updated_at=joined,
    )


def _staff(name: str, known: str, until: datetime) -> User:
    joined = until - timedelta(days=420)
    return User(
        username=name,
        email=f"{name}@{DOMAIN}",
        display_name=name.capitalize(),
        password=known,
        is_staff=True,
        is_superuser=name == "owner",
        is_verified=True,
        email_verified_at=joined,
        created_at=joined,
        updated_at=joined,
    )


def _address(user: User, random: Random) -> Address:
    town, district = random.choice(TOWNS)
    return Address(
        user=user,
        full_name=user.full_name,
        line1=f"{random.randint(1, 120)} {random.choice(STREETS)}",
        city=town,
        postcode=f"{district} {random.randint(1, 9)}{_letters(random)}",
        country="GB",
        phone=f"01632 960{random.randint(100, 999)}",  # reserved for fiction by Ofcom
        is_default=True,
    )


def _letters(random: Random) -> str:
    return "".join(random.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))


def guest_email(random: Random) -> str:
    """Return the address of somebody without an account."""
    return f"{random.choice(GIVEN).lower()}{random.randint(1, 99)}@{DOMAIN}"


def guest_address(random: Random) -> dict[str, str]:
    """Return the address fields of somebody without an account."""
    town, district = random.choice(TOWNS)
    return {
        "full_name": f"{random.choice(GIVEN)} {random.choice(SURNAMES)}",
        "line1": f"{random.randint(1, 120)} {random.choice(STREETS)}",
        "city": town,
        "postcode": f"{district} {random.randint(1, 9)}{_letters(random)}",
        "country": "GB",
    }


def address_of(user: User, addresses: Sequence[Address]) -> dict[str, str]:
    """Return the address fields of a customer, as an order freezes them."""
    kept = next(address for address in addresses if address.user_id == user.pk)
    names = ("full_name", "line1", "city", "postcode", "state", "country", "phone")
    return {name: getattr(kept, name) for name in names}
