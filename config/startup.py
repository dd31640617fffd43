"""Pure helpers of the settings: each turns a text of the environment into a setting."""

import ipaddress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from babel import numbers
from django.core.exceptions import ImproperlyConfigured

SAMPLE_KEY = "sample-key-that-is-refused-outside-this-machine-0123456789abcdef"
GENERATED_PREFIX = "generated-"
# What the test provider may be told to do.
TEST_PAYMENTS = (
    "off",
    "pays",
    "sets_aside",
    "fails",
    "late",
    "twice",
    "never",
    "asks",
)
# What stands in the manual in place of a key.
PLACEHOLDER = "replace-me"
SHORTEST_KEY = 50
SHORTEST_MFA_KEY = 32


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches the host."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def site_url(url: str) -> str:
    """Return the address of the shop: a scheme and a host, perhaps a port."""
    address = url.rstrip("/")
    parts = urlsplit(address)
    if (
        not parts.hostname
        or parts.username
        or address != f"{parts.scheme}://{parts.netloc}"
    ):
        raise ImproperlyConfigured(
            f"SITE_URL is {url!r}. Allowed: scheme, host and perhaps a port, such as "
            "https://shop.example, with nothing behind them."
        )
    return address


def is_asking(arguments: list[str]) -> bool:
    """Tell whether the command is one that says what is wrong with the settings.

    Those run with an address of the database that no other command would start with.
    """
    return arguments[1:2] in (["diagnose"], ["show_config"])


def currency(code: str) -> str:
    """Return the ISO 4217 code of a currency with two decimals."""
    known = code.upper() in numbers.list_currencies()
    if not known or numbers.get_currency_precision(code.upper()) != 2:
        raise ImproperlyConfigured(
            f"CURRENCY is {code!r}. Allowed: the ISO 4217 code of a currency with two "
            "decimals, such as GBP or EUR."
        )
    return code.upper()


def development_tools() -> list[str]:
    """Return the tools for developers that are installed here."""
    tools = ("debug_toolbar", "django_extensions", "django_migration_linter")
    return [tool for tool in tools if find_spec(tool)]


def caches(redis_url: str, ttl: int) -> dict[str, Any]:
    """Return CACHES: Redis, or memory of the process, which stands in for it too."""
    if not redis_url:
        backend = "django.core.cache.backends.locmem.LocMemCache"
        return {"default": {"BACKEND": backend, "TIMEOUT": ttl}}
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {
        "default": {
            "BACKEND": "database.cache.SteadyCache",
            "LOCATION": redis_url,
            "TIMEOUT": ttl,
            "KEY_PREFIX": "kontor",
            "OPTIONS": {
                # Never pickle: who can write to Redis could run code here.
                "SERIALIZER": "django_redis.serializers.json.JSONSerializer",
                "SOCKET_CONNECT_TIMEOUT": 0.4,
                "SOCKET_TIMEOUT": 0.4,
                # Its own three tries with pauses would make every wait four.
                "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0)},
            },
        }
    }


def secret_list(text: str) -> list[str]:
    """Return the keys between commas."""
    return [key.strip() for key in text.split(",") if key.strip()]


def keys(text: str, secret_keys: list[str]) -> list[str]:
    """Return the keys between commas, or those that are made of the secret keys."""
    found = secret_list(text)
    if any(len(key) < SHORTEST_MFA_KEY for key in found):
        raise ImproperlyConfigured(
            f"MFA_KEYS is not usable. Allowed: keys of {SHORTEST_MFA_KEY} or more "
            "characters, separated by commas, the newest first."
        )
    return found or [f"second factor: {key}" for key in secret_keys]


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mails go: to a server, a folder or the console, as the backend says."""

    backend: str
    folder: str | None = None
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    ssl: bool = False
    timeout: int = 10  # seconds


def mail(url: str, folder: Path) -> Mail:
    """Read smtp://…, filemail:///dir or consolemail:; `folder` holds relative ones.

    smtp://user:password@host:port speaks STARTTLS with `?tls=1`, TLS with `?ssl=1`.
    Raises ImproperlyConfigured, without the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _mail_refusal() from None
    if parts.scheme == "consolemail":
        return Mail("django.core.mail.backends.console.EmailBackend")
    if parts.scheme == "filemail" and parts.path:
        path = folder / unquote(parts.path)
        return Mail("config.mail_files.EmailBackend", folder=str(path))
    if parts.scheme != "smtp" or not parts.hostname:
        raise _mail_refusal()
    query = parse_qs(parts.query)
    tls, ssl = (query.get(name, ["0"]) for name in ("tls", "ssl"))
    if {*tls, *ssl} - {"0", "1"} or (tls == ssl == ["1"]):
        raise _mail_refusal()
    return Mail(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=port or 25,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls == ["1"],
        ssl=ssl == ["1"],
    )


def _mail_refusal() -> ImproperlyConfigured:
    return ImproperlyConfigured(
        "EMAIL_URL is not usable. Allowed: smtp://user:password@host:587?tls=1 (or "
        "?ssl=1, not both), filemail:///folder or consolemail:."
    )


def refuse_unsafe(
    *,
    is_local: bool,
    debug: bool,
    secret_keys: list[str],
    mfa_keys: list[str],
    engine: str,
    allow_sqlite: bool,
    sql_echo: bool,
) -> None:
    """Refuse to start where others reach the shop and something is only good for a try.

    Raises ImproperlyConfigured with every reason at once.
    """
    if is_local:
        return
    reasons = []
    if any(map(_is_weak, secret_keys)):
        reasons.append(
            f"SECRET_KEY, or a key of SECRET_KEY_FALLBACKS, is a sample, generated by "
            f"`make demo`, or shorter than {SHORTEST_KEY} characters: set a key of "
            "your own."
        )
    if any(key.startswith(PLACEHOLDER) for key in mfa_keys):
        reasons.append("MFA_KEYS is the sample of the manual: set a key of your own.")
    if debug:
        reasons.append("DEBUG is on: it shows settings and code to visitors.")
    if sql_echo:
        reasons.append("SQL_ECHO is on: it writes people's data into the log.")
    if engine == "sqlite" and not allow_sqlite:
        reasons.append(
            "The database is SQLite: set DATABASE_URL to PostgreSQL, or ALLOW_SQLITE=1."
        )
    if reasons:
        raise ImproperlyConfigured(
            "SITE_URL is not on this machine, so the shop does not start with these "
            "settings. " + " ".join(reasons)
        )


def _is_weak(key: str) -> bool:
    """Tell whether others know the key, or may guess it."""
    known = key == SAMPLE_KEY or key.startswith((GENERATED_PREFIX, PLACEHOLDER))
    return known or len(key) < SHORTEST_KEY
