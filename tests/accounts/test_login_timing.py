"""Nobody learns from the login page whether an account exists: not by its words …"""

import re
import time
from statistics import median

import pytest
from django.test import Client

from accounts.services import lock_user
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
ARGON2 = "django.contrib.auth.hashers.Argon2PasswordHasher"
ROUNDS = 60


@pytest.fixture
def names() -> tuple[str, str, str]:
    """Return a known name, an unknown one, and that of a locked account."""
    UserFactory(username="known")
    lock_user(user_id=UserFactory(username="shut").pk)
    return "known", "nobody", "shut"


def page(name: str) -> str:
    """Return the page that refuses the name, without its token."""
    client = Client()
    answer = client.post("/account/login/", {"login": name, "password": "wrong"})
    assert answer.status_code == 200
    text = re.sub(
        r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()
    )
    return text.replace(f'value="{name}"', "")


def test_known_unknown_and_locked_names_read_the_same(names):
    known, unknown, locked = map(page, names)

    assert "The user name or password is wrong." in known
    assert known == unknown == locked


@pytest.mark.slow
def test_known_unknown_and_locked_names_take_the_same_time(names, settings):
    """… and not by its time, with the hasher of the shop. Run it on a quiet machine."""
    settings.PASSWORD_HASHERS = [ARGON2]
    settings.LOCKOUT_FAILURES = 10 * ROUNDS
    settings.LOGIN_FAILURES_PER_ADDRESS = 10 * ROUNDS
    UserFactory(username="fresh")
    names = ("fresh", *names[1:])
    took: dict[str, list[float]] = {name: [] for name in names}

    for _ in range(ROUNDS):
        for name in names:
            began = time.perf_counter()
            page(name)
            took[name].append(time.perf_counter() - began)

    compare(took)


def compare(took: dict[str, list[float]]) -> None:
    """Fail where the medians, without the first five, lie further apart than 10 %."""
    medians = {name: median(times[5:]) * 1000 for name, times in took.items()}
    assert max(medians.values()) <= 1.1 * min(medians.values()), medians


@pytest.mark.slow
@pytest.mark.parametrize("path", ["signup", "password/reset"])
def test_known_and_unknown_addresses_take_the_same_time(path, settings):
    """At both doors that take an address."""
    settings.PASSWORD_HASHERS = [ARGON2]
    settings.ACCOUNT_RATE_LIMITS = False
    took: dict[str, list[float]] = {"known": [], "unknown": [], "closed": []}

    for number in range(ROUNDS):
        UserFactory(email=f"known{number}@shop.example")
        UserFactory(email=f"closed{number}@shop.example").soft_delete()
        for kind, times in took.items():
            fields = {
                "email": f"{kind}{number}@shop.example",
                "password1": "a long lane to Bath",
            }
            client = Client()
            began = time.perf_counter()
            assert client.post(f"/account/{path}/", fields).status_code == 302
            times.append(time.perf_counter() - began)

    compare(took)
