"""A browser without JavaScript whose owner does not give up.

What got no answer, or a sorry one, is asked again: the very same form, as somebody
does who presses the button again.
"""

import re
import time
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from threading import Event
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

from tests.robustness.crawling import Form, Page

TIMEOUT = 15  # seconds for one answer
PATIENCE = 120  # seconds until somebody goes away
LAST_PATIENCE = 30  # seconds, once the shop closes and nobody disturbs it
PAUSE = 0.2
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


class GivenUp(Exception):
    """Nobody answered for as long as people wait."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str
    path: str

    @property
    def is_sorry(self) -> bool:
        """Whether the shop asked to try again."""
        return self.status >= 500 or self.status == 429

    def form(self, part: str) -> Form:
        """Return the page's form whose address contains `part`.

        Only forms are parsed: whole pages would take the machine from the shop.
        """
        page = Page(self.path, "".join(FORM.findall(self.text)))
        found = [form for form in page.forms if part in form.action]
        if not found:
            raise LookupError(f"no form for {part} on {self.path} ({self.status})")
        return found[0]


class _Stay(HTTPRedirectHandler):
    """Hand redirects over instead of following them."""

    def redirect_request(self, *args, **kwargs):
        return None


class Browser:
    """Somebody with cookies at this address."""

    def __init__(self, address: str, closing: Event) -> None:
        self.address = address
        self.closing = closing
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), _Stay())

    def get(self, path: str) -> Answer:
        """Read a page, following redirects."""
        answer = self._insist(path, None)
        for _hop in range(5):
            if not answer.location:
                break
            parts = urlsplit(answer.location)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            answer = self._insist(path, None)
        return answer

    def send(self, form: Form, **fields: object) -> Answer:
        """Post the form with these fields until somebody answers; follow nothing."""
        values = {name: value for name, (_kind, value) in form.fields.items()}
        values |= {name: str(value) for name, value in fields.items()}
        return self._insist(form.action, urlencode(values).encode())

    def _insist(self, path: str, body: bytes | None) -> Answer:
        started = time.monotonic()
        while time.monotonic() - started < self._patience():
            answer = self._ask(path, body)
            if answer and not answer.is_sorry:
                return answer
            time.sleep(PAUSE)
        raise GivenUp(path)

    def _patience(self) -> float:
        return LAST_PATIENCE if self.closing.is_set() else PATIENCE

    def _ask(self, path: str, body: bytes | None) -> Answer | None:
        try:
            answer = self.opener.open(self.address + path, body, timeout=TIMEOUT)
        except HTTPError as refusal:
            answer = refusal
        except (OSError, HTTPException):
            return None
        try:
            with answer:
                text = answer.read().decode()
        except (OSError, HTTPException):
            return None
        location = answer.headers.get("Location", "")
        status = answer.status
        if status == 409 and answer.headers.get("Retry-After"):
            status = 503
        return Answer(status, location, text, path)
