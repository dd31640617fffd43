"""Texts of the environment become settings, or a refusal that helps."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import startup

SAFE = {
    "is_local": False,
    "debug": False,
    "secret_keys": ["k" * 60],
    "mfa_keys": ["m" * 40],
    "engine": "postgresql",
    "allow_sqlite": False,
    "sql_echo": False,
}


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("shop.localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("192.168.1.4", False),
        ("shop.example", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_who_is_on_this_machine(host, loopback):
    assert startup.is_loopback(host) is loopback


@pytest.mark.parametrize("url", ["https://shop.example/", "http://[::1]:8000"])
def test_the_address_of_the_shop_ends_with_its_host(url):
    assert startup.site_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url", ["http://", "http://:80", "https://h/shop", "https://h?a=b", "https://u@h"]
)
def test_an_address_with_more_or_less_than_a_host_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match=r"SITE_URL is .* Allowed: scheme"):
        startup.site_url(url)


@pytest.mark.parametrize(("code", "stored"), [("GBP", "GBP"), ("eur", "EUR")])
def test_currencies_with_two_decimals(code, stored):
    assert startup.currency(code) == stored


@pytest.mark.parametrize("code", ["JPY", "KWD", "XYZ", "", "POUND"])
def test_other_currencies_are_refused(code):
    with pytest.raises(ImproperlyConfigured, match=r"CURRENCY is .* such as GBP"):
        startup.currency(code)


def test_without_redis_the_cache_is_in_memory():
    cache = startup.caches("", 300)["default"]

    assert cache["BACKEND"].endswith("LocMemCache")
    assert cache["TIMEOUT"] == 300


def test_with_redis_a_dead_one_is_replaced_by_memory():
    cache = startup.caches("redis://127.0.0.1:6379/0", 60)["default"]

    assert cache["BACKEND"] == "database.cache.SteadyCache"
    assert cache["LOCATION"] == "redis://127.0.0.1:6379/0"
    assert cache["OPTIONS"]["SERIALIZER"].endswith("JSONSerializer")


def test_without_keys_of_its_own_the_second_factor_has_one_of_the_secret_key():
    made = startup.keys("", ["new", "old"])

    assert made == ["second factor: new", "second factor: old"]


def test_the_newest_key_comes_first():
    new, old = "n" * 32, "o" * 40

    assert startup.keys(f"{new}, {old}", ["s"]) == [new, old]


@pytest.mark.parametrize("text", ["short", f"{'n' * 32},short"])
def test_a_short_key_is_refused_and_never_repeated(text):
    with pytest.raises(ImproperlyConfigured, match="MFA_KEYS is not usable") as caught:
        startup.keys(text, ["s"])

    assert text not in str(caught.value)


def test_mail_by_smtp():
    mail = startup.mail("smtp://me:p%40ss@mail.example:587?tls=1", Path("/srv"))

    assert (mail.host, mail.port) == ("mail.example", 587)
    assert (mail.user, mail.password) == ("me", "p@ss")
    assert (mail.tls, mail.ssl) == (True, False)
    assert "p@ss" not in repr(mail)


def test_mail_to_files_and_to_the_console():
    files = startup.mail("filemail:///var/mail", Path("/srv"))
    console = startup.mail("consolemail:", Path("/srv"))

    assert files.folder == "/var/mail"
    assert console.backend.endswith("console.EmailBackend")


@pytest.mark.parametrize(
    "url",
    [
        "smtp://",
        "smtp://me:hunter2@mail:port",
        "smtp://me:hunter2@mail?tls=yes",
        "smtp://me:hunter2@mail?tls=1&ssl=1",
        "imap://hunter2@mail",
        "filemail:",
        "",
    ],
)
def test_mail_that_goes_nowhere_is_refused_without_the_password(url):
    with pytest.raises(ImproperlyConfigured) as caught:
        startup.mail(url, Path("/srv"))

    assert str(caught.value).startswith("EMAIL_URL is not usable. Allowed: smtp://")
    assert "hunter2" not in str(caught.value)


def test_a_safe_shop_starts():
    assert startup.refuse_unsafe(**SAFE) is None


def test_a_shop_on_this_machine_may_try_anything():
    everything = {"is_local": True, "debug": True, "engine": "sqlite"}

    assert (
        startup.refuse_unsafe(
            **{**SAFE, **everything, "secret_keys": [startup.SAMPLE_KEY]}
        )
        is None
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"secret_keys": [startup.SAMPLE_KEY]}, "SECRET_KEY"),
        ({"secret_keys": [startup.GENERATED_PREFIX + "x" * 60]}, "SECRET_KEY"),
        ({"secret_keys": ["hunter2"]}, "SECRET_KEY"),
        ({"secret_keys": ["replace-me-" + "x" * 60]}, "SECRET_KEY"),
        ({"secret_keys": ["k" * 60, "hunter2"]}, "SECRET_KEY_FALLBACKS"),
        ({"mfa_keys": ["m" * 40, "replace-me-" + "x" * 40]}, "MFA_KEYS"),
        ({"debug": True}, "DEBUG"),
        ({"sql_echo": True}, "SQL_ECHO"),
        ({"engine": "sqlite"}, "ALLOW_SQLITE=1"),
    ],
)
def test_what_is_only_good_for_a_try_is_refused_elsewhere(change, reason):
    with pytest.raises(ImproperlyConfigured, match=reason) as caught:
        startup.refuse_unsafe(**{**SAFE, **change})

    for key in change.get("secret_keys", []):
        assert key not in str(caught.value)


def test_sqlite_may_be_allowed():
    change = {"engine": "sqlite", "allow_sqlite": True}

    assert startup.refuse_unsafe(**{**SAFE, **change}) is None


def test_every_reason_is_told_at_once():
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY.*DEBUG.*SQLite"):
        startup.refuse_unsafe(
            is_local=False,
            debug=True,
            secret_keys=["short"],
            mfa_keys=[],
            engine="sqlite",
            allow_sqlite=False,
            sql_echo=False,
        )
