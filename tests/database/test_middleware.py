"""Text the driver cannot take, a busy database, and the request's id."""

from uuid import UUID

import pytest
from django.db import DatabaseError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from database.middleware import BusyDatabase
from database.text.broken import is_broken


def ok(request) -> HttpResponse:
    return HttpResponse("ok")


def busy(name: str) -> OperationalError:
    error = OperationalError("couldn't get a connection after 2.00 sec")
    error.__cause__ = type(name, (Exception,), {})()
    return error


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("", False),
        ("Zoë 🎁", False),
        ("a\0b", True),
        ("\ud83c", True),
    ],
)
def test_text_that_no_database_takes(text, broken):
    assert is_broken(text) is broken


@pytest.mark.parametrize(
    "path",
    ["/healthz?q=a%00b", "/healthz?a%00=b", "/healthz?q=%ED%A0%80%00"],
)
def test_nul_in_the_address_is_400(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.django_db
def test_nul_and_lone_surrogates_in_the_path_are_never_500(client):
    assert client.get("/p/a%00b/").status_code in {400, 404}
    assert client.get("/p/%ED%A0%80/").status_code in {400, 404}


@pytest.mark.parametrize("text", ["a\0b", "\0"])
def test_nul_in_a_form_is_400(client, text):
    data = {"login": text, "password": "x"}

    assert client.post("/account/login/", data).status_code == 400


def test_a_lone_surrogate_in_a_form_is_400(client):
    response = client.post(
        "/account/login/",
        "login=%D8%3D",
        content_type="application/x-www-form-urlencoded; charset=utf-16-be",
    )

    assert response.status_code == 400


@pytest.mark.parametrize("cause", ["PoolTimeout", "TooManyRequests"])
def test_a_full_pool_is_503_with_retry_after(cause):
    request = RequestFactory().get("/")

    response = BusyDatabase(ok).process_exception(request, busy(cause))

    assert (response.status_code, response["Retry-After"]) == (503, "2")


def refused(state: str) -> DatabaseError:
    """Return the error that Django raises for this SQLSTATE."""
    error = DatabaseError("…")
    error.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    return error


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("53100", "The shop’s database has no room left, so nothing was saved."),
        ("53200", "The shop’s database is short of memory, so nothing was saved."),
        ("25006", "The shop can only be looked at just now, so nothing was saved."),
        ("57P05", "We could not answer in time."),
        ("53300", "We could not answer in time."),
        ("55P03", "We could not answer in time."),
    ],
)
def test_what_the_database_refuses_is_503_with_a_sentence(state, sentence):
    request = RequestFactory().post("/checkout/")

    response = BusyDatabase(ok).process_exception(request, refused(state))

    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert sentence in response.content.decode()


def test_nobody_is_told_that_nothing_was_saved_where_nobody_knows():
    error = refused("57P01")
    error.is_unsure = True
    request = RequestFactory().post("/checkout/")

    answer = BusyDatabase(ok).process_exception(request, error).content.decode()

    assert "we cannot say whether it was saved" in answer
    assert "Nothing was ordered" not in answer


@pytest.mark.parametrize("error", [ValueError("x"), OperationalError("auth failed")])
def test_other_errors_are_not_called_busy(error):
    request = RequestFactory().get("/")

    assert BusyDatabase(ok).process_exception(request, error) is None


def test_the_answer_carries_the_id_of_the_request(client):
    first, second = (client.get("/healthz")["X-Request-ID"] for _number in range(2))

    assert UUID(first) != UUID(second)


def test_the_id_is_on_refusals_too(client):
    assert UUID(client.get("/healthz?q=%00")["X-Request-ID"])
