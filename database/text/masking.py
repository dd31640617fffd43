"""What a log may say of an address: the page, never the secret that opens it.

Guests' keys, links that reset a password or confirm an e-mail address, and what people
search for travel in URLs. Whoever reads the log must not be able to use them.
"""

import logging
import re
import traceback
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.utils.encoding import escape_uri_path

HIDDEN = "***"
# Parts of a path that open nothing; every other part is shown by its name alone.
SHOWN_PARTS = frozenset(
    {
        "app_label",
        "check_id",
        "content_type_id",
        "id",
        "kind",
        "name",
        "number",
        "object_id",
        "parcel",
        "path",
        "pk",
        "provider",
        "session",
        "size",
        "slug",
        "status",
    }
)
_LONGEST = 30  # characters of a path that no route knows
_RULES = (
    # Everything behind the question mark of an address.
    (re.compile(r"(?<![\s?])\?[^\s\"'<>)]+"), f"?{HIDDEN}"),
    # The links of mails, whatever the quotes or blanks around them.
    (
        re.compile(
            r"(reset(?:/|%2F)key|confirm-email|not-me)(/|%2F)[^/\s\"'<>?]+", re.I
        ),
        rf"\1\2{HIDDEN}",
    ),
    # A parameter by itself, and an argument as Python writes it.
    (re.compile(r"\b(key|token|uidb36)=[\w:.%~+-]{16,}", re.I), rf"\1={HIDDEN}"),
    (
        re.compile(r"([\"'](?:key|token|uidb36)[\"']: )([\"'])[^\"']{8,}\2", re.I),
        rf"\1\2{HIDDEN}\2",
    ),
)


# The request that this thread answers: Django and others name its whole path.
answered: ContextVar[HttpRequest | None] = ContextVar("answered", default=None)


def shown_path(request: HttpRequest) -> str:
    """Return the request's path without its secrets and without its query.

    Before the route is known, and if there is none, only how the path begins: what
    follows may be a link that somebody copied wrongly.
    """
    match = request.resolver_match
    if match is None:
        first, slash, rest = request.path.lstrip("/").partition("/")
        return f"/{first[:_LONGEST]}{slash}{HIDDEN if rest else ''}"
    path = request.path
    for name, value in match.kwargs.items():
        if name not in SHOWN_PARTS and value:
            path = path.replace(str(value), f"<{name}>")
    for value in match.args:
        path = path.replace(str(value), HIDDEN)
    return path


def masked(value: Any, request: HttpRequest | None = None) -> Any:
    """Return the value of a log's event without what opens something.

    With `request`, also without its path, which no rule knows where no route does.
    """
    if isinstance(value, str):
        if request is not None:
            value = _without_path(value, request)
        for pattern, instead in _RULES:
            value = pattern.sub(instead, value)
        return value
    if isinstance(value, dict):
        return {key: masked(inner, request) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(inner, request) for inner in value]
    return value


def _without_path(text: str, request: HttpRequest) -> str:
    path, shown = request.path, shown_path(request)
    if path == shown:
        return text
    # As it is, as Django quotes it in warnings, and as it names a request.
    escaped = path.encode("unicode_escape").decode("ascii")
    for raw in {path, escaped, escape_uri_path(path)}:
        text = text.replace(raw, shown).replace(raw[1:], shown[1:])
    return text


def mask_event(logger: Any, method: str, event: Any) -> Any:
    """Mask an event of structlog, or of any other logger that comes through it."""
    request = answered.get()
    for key, value in event.items():
        if not key.startswith("_") and key != "exc_info":
            event[key] = masked(value, request)
    return event


class WithoutSecrets(logging.Filter):
    """Mask the records of a logger that writes by itself, as the web server's does."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        if record.exc_info:
            trace = "".join(traceback.format_exception(*record.exc_info))
            record.exc_text, record.exc_info = masked(trace.rstrip()), None
        return True
