"""Which passwords are refused."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User

DATA = Path(os.environ.get("KONTOR_DATA", settings.BASE_DIR.parent / "shared" / "data"))


def is_refused(password: str, user: User | None = None) -> bool:
    try:
        validate_password(password, user)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "nine char",
        "12345678901234",
        "password12",
        "qwertyuiop",
        "Unbelievable",
        "primetime21",
        "adalovelace",
    ],
)
def test_a_weak_password_is_refused(password):
    assert is_refused(password, User(username="adalovelace"))


@pytest.mark.parametrize(
    "password", ["a long lane to Bath", "correct horse", "ünïcödé-wörd"]
)
def test_a_long_password_of_ones_own_is_taken(password):
    assert not is_refused(password, User(username="ada"))


@pytest.mark.data
def test_the_ten_thousand_most_common_are_refused():
    lines = (DATA / "lists" / "weak_passwords_10k.txt").read_text().splitlines()

    assert len(lines) == 10_000
    assert [line for line in lines if not is_refused(line)] == []


@pytest.mark.django_db(transaction=True)
def test_signing_up_refuses_a_weak_one_and_makes_no_account(client):
    fields = {"email": "ada@shop.example", "password1": "primetime21"}

    page = client.post("/account/signup/", fields)

    assert "too common" in page.content.decode()
    assert not User.all_objects.exists()
