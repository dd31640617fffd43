"""The log names pages, and nothing that opens one."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from database.models import AuditEntry, OutboxMessage
from database.text.masking import SHOWN_PARTS, WithoutSecrets, masked
from orders.models import Order
from orders.views import orders as order_views
from tests.accounts.test_logins import disowning_link
from tests.factories import ProductFactory, UserFactory
from tests.orders.conftest import Shopper

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long lane to Bath"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Collect what the server writes, through the very handler it writes with."""
    (handler,) = (row for row in logging.root.handlers if row.name == "stderr")
    written = io.StringIO()
    before = handler.setStream(written)
    loggers = [logging.root, *map(logging.getLogger, ("django", "django.request"))]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel("INFO")
    yield written
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    handler.setStream(before)


def last_link(marker: str) -> str:
    """Return the path of the newest mail's link that holds the marker."""
    return re.search(
        rf"http://127\.0\.0\.1:8000(\S*{marker}\S*)", mail.outbox[-1].body
    )[1]


def buy() -> set[str]:
    """Buy as a guest, look at the order with every kind of key; return the keys."""
    shopper = Shopper(Client())
    shopper.client.get("/search/?q=a+gift+for+bridget")
    shopper.add(ProductFactory())
    placed = shopper.order()["Location"]
    link = last_link("key=")
    key = link.partition("key=")[2]
    for path in (placed, link, f"{link}x", link.replace("/?", "?")):
        Client().get(path)
    number = Order.objects.get().number
    for page in ("cancel", "return"):
        Client().post(f"/orders/{number}/{page}/?key={key}")
        Client().post(f"/orders/{number}/{page}/?key={key}x")
    return {key, "bridget"}


def reset() -> set[str]:
    """Forget a password, and use the link as people do; return its secrets."""
    UserFactory(email="ada@shop.example")
    Client().post("/account/password/reset/", {"email": "ada@shop.example"})
    link, client = last_link("reset/key/"), Client()
    for path in (f"{link[:-2]}/", link.rstrip("/"), f"/en{link}"):
        Client().get(path)
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    return set(link.strip("/").rpartition("/")[2].split("-", 1)[1:])


def sign_up() -> set[str]:
    fields = {"email": "bea@shop.example", "password1": PASSWORD}
    Client().post("/account/signup/", fields)
    link = last_link("confirm-email/")
    for path in (link, link.rstrip("/")):
        Client().get(path)
    Client().post(link)
    return {link.strip("/").rpartition("/")[2]}


def disown() -> set[str]:
    link = disowning_link(UserFactory())
    for path in (link, link.rstrip("/"), f"{link[:-2]}/"):
        Client().get(path)
    Client().post(link)
    return {link.strip("/").rpartition("/")[2]}


def test_a_purchase_a_reset_and_a_sign_up_leave_no_key_in_the_log(log):
    secrets = buy() | reset() | sign_up() | disown()

    written = log.getvalue()
    queued = list(OutboxMessage.objects.values_list("payload", "error"))
    kept = list(AuditEntry.objects.values_list("message", "details"))
    assert len(secrets) >= 5
    assert min(map(len, secrets)) >= 7
    for secret in secrets:
        assert secret not in written
        assert secret not in f"{queued}{kept}"
    # The log is there all the same, and says which page it was.
    events = [json.loads(line) for line in written.splitlines()]
    asked = {row["request"] for row in events if row["event"] == "request_finished"}
    assert asked >= {
        f"GET /orders/{Order.objects.get().number}/",
        "GET /search/",
        "POST /checkout/",
        "GET /account/password/reset/key/<uidb36>-<key>/",
        "POST /account/confirm-email/<key>/",
        "GET /account/not-me/<token>/",
    }
    assert any(row["event"].startswith("Not Found: ") for row in events)


def test_a_page_that_fails_names_no_key_in_its_traceback(log, monkeypatch):
    def fail(request, *args):
        raise RuntimeError(f"cannot serve {request.get_full_path()}")

    monkeypatch.setattr(order_views, "order_for", fail)
    client = Client(raise_request_exception=False)

    answer = client.get("/orders/7Q2M4XK9TD/?key=Frw3-very-secret-key-0123")

    written = log.getvalue()
    assert answer.status_code == 500
    assert "cannot serve /orders/7Q2M4XK9TD/?***" in written
    assert "Traceback" in written
    assert "Frw3" not in written


@pytest.mark.parametrize(
    "path", ["/orders/7Q2/;key={}", "/ORDERS/7Q2/key/{}", "/orders/7Q2/cancel/{}/ü"]
)
def test_a_link_that_was_copied_wrongly_leaves_no_key_even_in_detail(log, path):
    logging.root.setLevel("DEBUG")
    template = logging.getLogger("django.template")
    template.setLevel("DEBUG")

    assert Client().get(path.format("Frw3-very-secret")).status_code == 404

    template.setLevel("NOTSET")
    assert "Not Found: /" in log.getvalue()
    assert "Frw3" not in log.getvalue()


def test_a_request_is_one_line(log):
    Client().get("/healthz")

    (line,) = log.getvalue().splitlines()
    event = json.loads(line)
    assert (event["request"], event["code"]) == ("GET /healthz", 200)


def routes(resolver: URLResolver, begin: str = "") -> Iterator[tuple[str, set[str]]]:
    for entry in resolver.url_patterns:
        path = begin + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path, set(re.findall(r"<(?:\w+:)?(\w+)>", path))
        else:
            yield from routes(entry, path)


def test_every_part_of_an_address_that_may_be_shown_was_looked_at():
    """Who brings a route with a new part decides whether the log may show it."""
    hidden = {
        name for _path, names in routes(get_resolver()) for name in names
    } - SHOWN_PARTS

    assert hidden == {"key", "token", "uidb36", "url"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Not Found: /orders/7Q2/?key=abc", "Not Found: /orders/7Q2/?***"),
        ('"GET /search/?q=gift HTTP/1.1" 200', '"GET /search/?*** HTTP/1.1" 200'),
        ("at /account/not-me/ab:cd/ now", "at /account/not-me/***/ now"),
        (
            "/de/account/password/reset/key/1-x-y/",
            "/de/account/password/reset/key/***/",
        ),
        (
            "next=%2Faccount%2Fconfirm-email%2FMQ:1x",
            "next=%2Faccount%2Fconfirm-email%2F***",
        ),
        ("cookie key=0123456789abcdef0", "cookie key=***"),
        ("arguments {'key': '0123456789'}", "arguments {'key': '***'}"),
        ("Is it 1? Perhaps.", "Is it 1? Perhaps."),
        ("Key (key)=(7) already exists", "Key (key)=(7) already exists"),
        ({"a": ["/x/?q=1", 2]}, {"a": ["/x/?***", 2]}),
    ],
)
def test_what_opens_something_is_masked_wherever_it_stands(text, shown):
    assert masked(text) == shown


def test_the_web_servers_own_words_are_masked():
    logger, written = logging.getLogger("gunicorn.test"), io.StringIO()
    logger.addHandler(logging.StreamHandler(written))
    logger.addFilter(WithoutSecrets())
    logger.setLevel("ERROR")

    try:
        raise ValueError("/search/?q=gift")
    except ValueError:
        logger.exception("Error handling request %s", "/orders/7Q2/?key=abc")

    assert "Error handling request /orders/7Q2/?***\n" in written.getvalue()
    assert "ValueError: /search/?***" in written.getvalue()
    assert "abc" not in written.getvalue()
