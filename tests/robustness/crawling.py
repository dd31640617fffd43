"""A crawler that finds every page and form, and fills them with hostile strings."""

from collections import Counter, deque
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

# Fields whose value the browser keeps as it is.
KEPT = {"hidden", "submit", "button", "radio", "checkbox", "file", "select"}


@dataclass
class Form:
    """A form: where it goes, and its fields as (kind, value) by name."""

    page: str
    action: str
    method: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.action} (on {self.page})"

    def filled(self, text: str) -> dict[str, str]:
        """Return the fields with `text` in everything a person types into."""
        return {
            name: value if kind in KEPT else text
            for name, (kind, value) in self.fields.items()
        }

    def forged(self, text: str) -> dict[str, str]:
        """Return the fields with `text` in the hidden and chosen ones too."""
        return {
            name: value if name == "csrfmiddlewaretoken" else text
            for name, (_, value) in self.fields.items()
        }


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.links.append(urljoin(self.address, found["href"]))
        elif tag == "form":
            action = urljoin(self.address, found.get("action") or self.address)
            method = (found.get("method") or "get").upper()
            self._form = Form(self.address, action, method)
            self.forms.append(self._form)
        elif self._form is not None and found.get("name"):
            self._field(tag, found)
        elif tag == "option" and self._select and self._form is not None:
            self._option(found)

    def _option(self, found: dict) -> None:
        """Choose the selected option, else the first that has a value."""
        if "selected" in found or not self._form.fields[self._select][1]:
            self._form.fields[self._select] = ("select", found.get("value") or "")

    def _field(self, tag: str, found: dict) -> None:
        kind = {"select": "select", "textarea": "text"}.get(
            tag, found.get("type", "text")
        )
        if tag not in {"input", "select", "textarea", "button"}:
            return
        if (
            kind == "radio"
            and "checked" not in found
            and found["name"] in self._form.fields
        ):
            return
        self._select = found["name"] if tag == "select" else ""
        self._form.fields[found["name"]] = (kind, found.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


def visit(client: Client, starts: list[str], *, each: int = 2) -> list[Page]:
    """Return the pages reachable from `starts`: at most `each` of the same shape.

    Filters of a list combine without end: three shapes of one address are enough.
    """
    waiting, seen, pages = deque(starts), set(starts), []
    counted: Counter[tuple] = Counter()
    routes: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        kind = shape(address)
        counted[kind] += 1
        routes[kind[0]] += 1
        if counted[kind] > each or routes[kind[0]] > 3 * each:
            continue
        answer = client.get(address, follow=True)
        if "text/html" not in answer.get("Content-Type", ""):
            finish(answer)
            continue
        page = Page(address, answer.content.decode())
        pages.append(page)
        for link in page.links:
            parts = urlsplit(link)
            inside = not parts.netloc and parts.path.startswith("/")
            # One filter of a list of the admin at a time: two are its square.
            if parts.path.startswith("/admin/") and len(parse_qsl(parts.query)) > 1:
                continue
            link = parts._replace(fragment="").geturl()
            if inside and link not in seen and "logout" not in link:
                seen.add(link)
                waiting.append(link)
    return pages


def shape(address: str) -> tuple:
    """Return what makes two addresses the same page with other data."""
    parts = urlsplit(address)
    try:
        route = resolve(parts.path).route
    except Resolver404:
        route = parts.path
    return (route, *sorted(name for name, _ in parse_qsl(parts.query)))


def forms_of(pages: list[Page]) -> list[Form]:
    """Return the forms, each kind once."""
    kinds: dict[tuple, Form] = {}
    for page in pages:
        for form in page.forms:
            typed = sorted(
                n for n, (kind, _) in form.fields.items() if kind != "hidden"
            )
            kind = (shape(form.action)[0], form.method, tuple(typed))
            if "logout" not in form.action:
                kinds.setdefault(kind, form)
    return list(kinds.values())


def broken_addresses(pages: list[Page], text: str) -> Iterator[str]:
    """Yield the pages' addresses with the string in each parameter and last segment."""
    done = set()
    for page in pages:
        parts = urlsplit(page.address)
        if shape(page.address) in done:
            continue
        done.add(shape(page.address))
        head, _, last = parts.path.rstrip("/").rpartition("/")
        if last:
            yield f"{head}/{quoted(text)}/"
        # A bad page number is refused before anything else is read, so it comes alone.
        yield f"{parts.path}?page={quoted(text)}"
        names = {name for name, _ in parse_qsl(parts.query)} - {"page"}
        others = sorted(names | {"q", "sort", "key", "next"})
        pairs = [f"{name}={quoted(text)}" for name in others]
        yield f"{parts.path}?{'&'.join(pairs)}"


def quoted(text: str) -> str:
    """Percent-encode, lone surrogates too."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def send(client: Client, form: Form, fields: dict[str, str]) -> int:
    """Submit the form as a browser does; return the status."""
    pairs = [
        (name.encode(), value.encode("utf-8", "surrogatepass"))
        for name, value in fields.items()
    ]
    body = urlencode(pairs)
    if form.method == "GET":
        path = urlsplit(form.action).path
        return finish(client.get(f"{path}?{body}"))
    kind = "application/x-www-form-urlencoded"
    return finish(client.post(form.action, body, content_type=kind))


def attempt(client: Client, form: Form, fields: dict[str, str]) -> int:
    """Submit the form and take back what it changed; return the status.

    Otherwise one form would empty the basket or end the session that the next one
    needs, and all that is typed there would only meet a redirect.
    """
    cookies, before = deepcopy(client.cookies), transaction.savepoint()
    try:
        return send(client, form, fields)
    finally:
        transaction.savepoint_rollback(before)
        client.cookies = cookies


def finish(answer) -> int:
    """Read the answer to its end, which closes it, and return its status."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code
