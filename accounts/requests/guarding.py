"""Brakes on pages: who is counted, and what somebody reads who came too often."""

from collections.abc import Callable
from email.utils import parseaddr
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django_htmx.middleware import HtmxDetails

from accounts.requests.client import client_address
from database.brakes.blocking import blocks
from database.brakes.counting import Braked, check
from database.brakes.rules import By, Rule, rules

GetResponse = Callable[[HttpRequest], HttpResponse]
TOO_MANY = 429
# What load balancers and monitors ask, and what an error page is drawn with.
ALWAYS_OPEN = ("/healthz", "/readyz", "/metrics", "/static/")


class Guard(NamedTuple):
    """The rules of a page, for one method."""

    method: str
    rules: tuple[Rule, ...]


_guards: dict[str, Guard] = {}


def guard(view_name: str, method: str, *on: Rule) -> None:
    """Brake the view of this name; for modules `brakes` of the apps."""
    _guards[view_name] = Guard(method, on)


def brake(request: HttpRequest, *on: Rule, email: str = "") -> dict[str, int]:
    """Count a try of this visitor under each rule. Raises Braked beyond a limit.

    Returns how many tries there are by now, by the code of the rule.
    """
    return check((rule, _whom(request, rule.by, email)) for rule in on)


def _whom(request: HttpRequest, by: By, email: str) -> str:
    if by is By.ADDRESS:
        return client_address(request) or ""
    if by is By.EMAIL:
        return email
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    key = request.session.session_key
    return f"session:{key}" if key else ""


class Brakes:
    """Refuse blocked addresses, and whoever comes to a braked page too often."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        rules.load()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = client_address(request)
        if blocks.covers(address) and not request.path.startswith(ALWAYS_OPEN):
            return _shut_out(address)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, *args: object
    ) -> HttpResponse | None:
        """Count a try where the page has a brake."""
        match = request.resolver_match
        found = _guards.get(match.view_name) if match else None
        method = "GET" if request.method == "HEAD" else request.method
        if found is None or method != found.method:
            return None
        try:
            brake(request, *found.rules, email=request.POST.get("email", ""))
        except Braked as error:
            return answer(request, error)
        return None

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        return answer(request, error) if isinstance(error, Braked) else None


def _shut_out(address: str | None) -> HttpResponse:
    """Return 403, without a query and without a page's frame, which costs some."""
    contact = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    context = {"address": address, "contact": contact}
    response = HttpResponse(render_to_string("blocked.html", context), status=403)
    # htmx, which asked for a part, asks for the page then, and shows this one.
    response["HX-Refresh"] = "true"
    return response


def answer(request: HttpRequest, error: Braked) -> HttpResponse:
    """Return 429 with the sentence, and with how long to wait for programs.

    A part of a page that htmx asked for is not swapped in then: the page that it is on
    is shown again, with the sentence.
    """
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    if htmx:
        messages.error(request, str(error))
        response = HttpResponse(status=TOO_MANY)
        here = htmx.current_url_abs_path or "/"
        # A path with two slashes in front names another host.
        response["HX-Redirect"] = "/" if here.startswith("//") else here
        return held_back(response, error)
    response = render(request, "429.html", {"sentence": str(error)}, status=TOO_MANY)
    return held_back(response, error)


def held_back(response: HttpResponse, error: Braked) -> HttpResponse:
    """Say in the answer how long to wait."""
    response["Retry-After"] = str(error.seconds)
    return response
