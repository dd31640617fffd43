"""Somebody who shops over HTTP without JavaScript: cookies, forms, no redirects."""

from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from time import sleep
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

ADDRESS = {
    "email": "guest@shop.example",
    "full_name": "A Guest",
    "line1": "1 High Street",
    "line2": "",
    "city": "London",
    "postcode": "N1 1AA",
    "country": "GB",
    "phone": "",
    "shipping_method": "standard",
    "payment_method": "invoice",
    "accept_terms": "on",
}
HIDDEN = ("csrfmiddlewaretoken", "idempotency_key", "basket_digest")


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str
    # Seconds after which the shop asks for the same request again.
    retry_after: str = ""


class _Stay(HTTPRedirectHandler):
    """Hand redirects over instead of following them."""

    def redirect_request(self, *args, **kwargs):
        return None


class _HiddenFields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.values = {}

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "input" and attributes.get("name") in HIDDEN:
            self.values[attributes["name"]] = attributes.get("value", "")


class Shopper:
    """A guest with a browser at this address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.browser = build_opener(HTTPCookieProcessor(CookieJar()), _Stay())

    def get(self, path: str) -> Answer:
        return self._ask(path, None)

    def post(self, path: str, fields: dict) -> Answer:
        return self._ask(path, urlencode(fields).encode())

    def place(self, fields: dict) -> Answer:
        """Post the checkout; again where the shop says so, because it is in flight.

        On a slow machine that wait takes longer than a request waits for a lock.
        """
        answer = self.post("/checkout/", fields)
        for _ in range(3):
            if answer.status != 409 or not answer.retry_after:
                break
            sleep(float(answer.retry_after))
            answer = self.post("/checkout/", fields)
        return answer

    def fill_basket(self, slug: str, quantity: int) -> None:
        fields = self.hidden_fields(f"/p/{slug}/")
        answer = self.post(
            "/basket/add/", {**fields, "product": slug, "quantity": quantity}
        )
        assert (answer.status, answer.location) == (302, "/basket/")

    def fill_in_checkout(self) -> dict[str, str]:
        """Return the fields of the checkout, ready to be posted."""
        return {**ADDRESS, **self.hidden_fields("/checkout/")}

    def hidden_fields(self, path: str) -> dict[str, str]:
        answer, parser = self.get(path), _HiddenFields()
        assert answer.status == 200
        parser.feed(answer.text)
        return parser.values

    def _ask(self, path: str, body: bytes | None) -> Answer:
        try:
            answer = self.browser.open(self.address + path, body, timeout=30)
        except HTTPError as refusal:
            answer = refusal
        with answer:
            text = answer.read().decode()
            headers = answer.headers
            return Answer(
                answer.status,
                headers.get("Location", ""),
                text,
                headers.get("Retry-After", ""),
            )
