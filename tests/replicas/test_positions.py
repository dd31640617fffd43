"""The position that a browser brings along: fresh, old, forged."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import signing
from django.test import RequestFactory

from database.replicas.middleware import COOKIE, SALT, _from_cookie, _from_session

WRITTEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
POSITION = 50_331_648


def cookie(value: object, *, salt: str = SALT) -> str:
    with time_machine.travel(WRITTEN, tick=False):
        return signing.dumps(value, salt=salt)


def position(text: str, *, after: int = 1) -> int:
    request = RequestFactory(headers={"cookie": f"{COOKIE}={text}"}).get("/")
    with time_machine.travel(WRITTEN + timedelta(seconds=after), tick=False):
        return _from_cookie(request)


def test_a_position_counts_for_a_minute():
    assert position(cookie(POSITION), after=59) == POSITION
    assert position(cookie(POSITION), after=61) == 0


@pytest.mark.parametrize(
    "text", ["", "nonsense", "1:2:3", cookie(POSITION, salt="another"), cookie("x")]
)
def test_what_we_did_not_sign_is_no_position(text):
    assert position(text) == 0


@pytest.mark.parametrize(("after", "expected"), [(30, POSITION), (90, 0)])
def test_a_position_in_the_session_counts_as_long(after, expected):
    request = RequestFactory().get("/")
    request.session = {"written": [POSITION, int(WRITTEN.timestamp())]}

    with time_machine.travel(WRITTEN + timedelta(seconds=after), tick=False):
        assert _from_session(request) == expected


def test_a_session_without_a_position_has_none():
    request = RequestFactory().get("/")
    request.session = {}

    assert _from_session(request) == 0
