"""Views that ask again who it is, such as a refund over a limit."""

import pytest
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from accounts.views import recent_login_required
from config import urls
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIMIT = 100


def is_large(request: HttpRequest) -> bool:
    return int(request.POST.get("amount", 0)) > LIMIT


@login_required
@recent_login_required(is_large)
def refund(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"paid back {request.POST['amount']}")


urlpatterns = [path("refund/", refund), path("", include(urls))]


@pytest.fixture(autouse=True)
def with_refunds(settings, client) -> None:
    settings.ROOT_URLCONF = __name__
    client.force_login(UserFactory())


def test_a_small_amount_goes_through(client):
    answer = client.post("/refund/", {"amount": LIMIT})

    assert answer.content == b"paid back 100"


def test_a_large_one_asks_first_and_goes_on_after_the_answer(client):
    asked = client.post("/refund/", {"amount": LIMIT + 1})

    assert asked["Location"] == "/account/reauthenticate/?next=%2Frefund%2F"
    fields = {"password": "open sesame", "next": "/refund/"}
    done = client.post("/account/reauthenticate/", fields)
    assert done.content == b"paid back 101"


def test_a_wrong_password_pays_nothing(client):
    client.post("/refund/", {"amount": LIMIT + 1})

    fields = {"password": "wrong", "next": "/refund/"}
    answer = client.post("/account/reauthenticate/", fields)

    assert b"paid back" not in answer.content
    assert b"not your current password" in answer.content


def test_within_five_minutes_nobody_is_asked_twice(client):
    client.post("/account/reauthenticate/", {"password": "open sesame"})

    answer = client.post("/refund/", {"amount": LIMIT + 1})

    assert answer.content == b"paid back 101"
