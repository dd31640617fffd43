"""Logged-in members of staff, one for each role."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.template import engines
from django.test import Client

from accounts.models import User
from tests.factories import StaffFactory, UserFactory


@pytest.fixture(autouse=True)
def templates_of_unfold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let unfold's and Django's templates name variables that are not there."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


def member(role: str) -> User:
    """Return a user of the role; "customer" and "superuser" are roles here too."""
    if role == "customer":
        return UserFactory()
    if role == "superuser":
        return StaffFactory()
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def as_role() -> Callable[[str], Client]:
    """Return a function that gives a client for a role."""

    def login(role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(member(role))
        return client

    return login


@pytest.fixture
def owner(as_role: Any) -> Client:
    return as_role("owner")


def sentences(response: Any) -> str:
    """Return the messages of a followed answer, as one text."""
    return " ".join(str(message) for message in response.context["messages"])
