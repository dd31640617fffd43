"""Who has just signed in is not asked again who they are."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.accounts.test_logins import log_in
from tests.factories import UserFactory
from tests.support.codes import code_of, with_app

pytestmark = pytest.mark.django_db(transaction=True)
SET_UP = "/account/2fa/totp/activate/"
ASKED = f"/account/reauthenticate/?next={SET_UP.replace('/', '%2F')}"


def test_a_second_factor_is_set_up_right_after_the_login():
    here = log_in(UserFactory())

    assert here.get(SET_UP).status_code == 200


def test_five_minutes_after_the_login_the_password_is_asked_again():
    with time_machine.travel(timezone.now() - timedelta(seconds=301)):
        here = log_in(UserFactory())

    assert here.get(SET_UP)["Location"] == ASKED


def test_a_session_without_a_login_of_its_own_is_asked():
    here = Client()
    here.force_login(UserFactory())

    assert here.get(SET_UP)["Location"] == ASKED


def test_the_login_of_somebody_else_in_the_same_browser_does_not_count():
    here = log_in(UserFactory())
    here.force_login(UserFactory())

    assert here.get(SET_UP)["Location"] == ASKED


def test_a_password_whose_code_was_not_entered_opens_nothing():
    user = UserFactory()
    with_app(user)
    here = Client()
    here.post("/account/login/", {"login": user.username, "password": "open sesame"})

    asked = here.get("/account/2fa/totp/deactivate/")

    assert asked["Location"].startswith("/account/login/")


def test_with_a_code_the_login_counts_from_the_code_on():
    user = UserFactory()
    secret = with_app(user)
    here = Client()
    fields = {"login": user.username, "password": "open sesame"}
    here.post("/account/login/", fields)
    here.post("/account/2fa/authenticate/", {"code": code_of(secret)})

    assert here.get("/account/2fa/totp/deactivate/").status_code == 200
