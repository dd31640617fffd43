"""What the HTTP Observatory would say of the shop at an https address.

Its table of scores, as far as the shop can meet it: everybody begins with 100, and a
bonus counts from 90 on. https://developer.mozilla.org/en-US/observatory
"""

import re
import runpy
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse

from tests.factories import ProductFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
HALF_A_YEAR = 15_768_000  # seconds
PRIVATE = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}
NAMES = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "X_FRAME", "CONTENT_SECURITY")


@pytest.fixture
def https(settings, monkeypatch) -> None:
    """Take what the settings say of headers where SITE_URL begins with https."""
    environment = {
        "SITE_URL": "https://shop.example",
        "SECRET_KEY": "k" * 60,
        "ALLOW_SQLITE": "1",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for name, value in runpy.run_path("config/settings.py").items():
        if name.startswith(NAMES):
            setattr(settings, name, value)


def directives(response: Any) -> dict[str, list[str]]:
    policy = response.headers.get("Content-Security-Policy", "")
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: values for name, *values in parts}


def of_policy(response: Any) -> int:
    found = directives(response)
    if not found:
        return -25
    default = found.get("default-src", ["*"])
    scripts = found.get("script-src", default)
    objects = found.get("object-src", default)
    styles = found.get("style-src", default)
    broad = {"*", "data:", "http:", "https:", "'unsafe-inline'"}
    if broad & {*scripts, *objects}:
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if broad & set(styles):
        return 0
    return 10 if default == ["'none'"] and "form-action" in found else 5


def of_cookies(cookies: SimpleCookie) -> int:
    """Weigh the flags; a missing one costs more than all bonuses bring."""
    # Without those that were taken away, as the one that held a message.
    kept = [morsel for morsel in cookies.values() if morsel["max-age"] != 0]
    if not kept:
        return 0
    if not all(morsel["secure"] for morsel in kept):
        return -40
    if not all(morsel["httponly"] for morsel in kept):
        return -30
    is_lax = all(morsel["samesite"] in ("Lax", "Strict") for morsel in kept)
    return 5 if is_lax else 0


def of_transport(response: Any) -> int:
    found = response.headers.get("Strict-Transport-Security", "")
    age = re.search(r"max-age=(\d+)", found)
    return 0 if age and int(age[1]) >= HALF_A_YEAR else -20


def of_frames(response: Any) -> int:
    if "frame-ancestors" in directives(response):
        return 5
    return (
        0 if response.headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20
    )


def of_scripts(response: Any) -> int:
    """Scripts of the shop itself need no checksum; others would cost."""
    sources = re.findall(r'<script[^>]+src="([^"]+)"', response.content.decode())
    return 0 if all(re.match(r"/(?!/)", source) for source in sources) else -50


def score(response: Any, client: Client, redirect: Any) -> int:
    """Return the points of an answer over https; `redirect` answered to plain http."""
    policy = response.headers.get("Referrer-Policy", "")
    goes_home = redirect.headers.get("Location", "").startswith("https://testserver/")
    is_shared = "Access-Control-Allow-Origin" in response.headers
    is_typed = response.headers.get("X-Content-Type-Options") == "nosniff"
    found = [
        of_policy(response),
        of_cookies(client.cookies),
        of_transport(response),
        of_frames(response),
        of_scripts(response),
        5 if policy in PRIVATE else -5 if policy else 0,
        0 if goes_home else -20,
        0 if is_typed else -5,
        -50 if is_shared else 0,
    ]
    penalties = 100 + sum(points for points in found if points < 0)
    bonus = sum(points for points in found if points > 0)
    return penalties + bonus if penalties >= 90 else penalties


@pytest.mark.parametrize("path", ["/", "/search/", "/account/login/", "/basket/"])
def test_a_page_of_the_shop_gets_an_a_plus(https, path):
    client = Client()

    response = client.get(path, secure=True)

    assert response.status_code == 200
    expected = 120 if client.cookies else 115
    assert score(response, client, Client().get(path)) == expected


@pytest.mark.parametrize("path", ["/account/", "/account/security/", "/checkout/"])
def test_a_page_of_an_account_gets_an_a_plus(https, path):
    client, pen = Client(), ProductFactory()
    fields = {"login": UserFactory().username, "password": "open sesame"}
    client.post("/account/login/", fields, secure=True)
    add = {"product": pen.slug, "quantity": 1}
    client.post(reverse("orders:basket_add"), add, secure=True)

    response = client.get(path, secure=True)

    assert response.status_code == 200
    assert score(response, client, Client().get(path)) == 120


@pytest.mark.parametrize(
    "name", ["index", "orders_order_changelist", "shop_product_add", "ops_pool_report"]
)
def test_a_page_of_the_back_office_gets_an_a_plus(https, monkeypatch, name):
    """Ten points less: what unfold's pages evaluate needs 'unsafe-eval'."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    client, path = Client(), reverse(f"admin:{name}")
    fields = {"login": StaffFactory().username, "password": "open sesame"}
    client.post("/account/login/", fields, secure=True)

    response = client.get(path, secure=True)

    assert response.status_code == 200
    assert directives(response)["script-src"] == ["'self'", "'unsafe-eval'"]
    assert score(response, client, Client().get(path)) == 105


def test_without_the_policy_and_the_flags_the_score_falls(https, settings):
    """Shows that the score looks at what it says it looks at."""
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": ["*"]}}
    settings.CSRF_COOKIE_SECURE = False
    client = Client()

    response = client.get("/account/login/", secure=True)

    assert score(response, client, Client().get("/account/login/")) == 40
