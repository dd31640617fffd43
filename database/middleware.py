"""Guards around every request: text the driver cannot take, and a busy database."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.monitoring.work import UNKNOWN, count_answer, current_work, working
from database.pools import keeper
from database.text.broken import is_broken
from database.transactions import Trouble, classify, is_busy

GetResponse = Callable[[HttpRequest], HttpResponse]
RETRY_AFTER = "2"  # seconds
# These are not over in a moment, however few people come.
_NOT_BUSY = {Trouble.NO_ROOM, Trouble.NO_MEMORY, Trouble.READ_ONLY}
UNSURE = gettext_lazy(
    "The connection to the database was lost while we were saving your change, so "
    "we cannot say whether it was saved. Please check before you try again. If you "
    "were placing an order, it is safe to send the same form again: it counts only "
    "once."
)
logger = structlog.get_logger(__name__)


class ProbesByAnyName:
    """Answer probes and scrapers whatever Host they send.

    They ask by the address of the machine, which is not in ALLOWED_HOSTS. Their pages
    make no link of it, so they are answered as if they had asked by the shop's name.
    """

    PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in self.PATHS:
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
        return self.get_response(request)


class RequestId:
    """Answer with the id under which the logs know the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class Instruments:
    """Time the request under the name of its view, with the statements it makes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        keeper.start()
        started = time.perf_counter()
        with working(UNKNOWN) as work:
            response = self.get_response(request)
        seconds = time.perf_counter() - started
        count_answer(work.name, response.status_code, seconds)
        return response

    def process_view(self, request: HttpRequest, view: Any, *args: object) -> None:
        """Name the work: the names of views are few, addresses are without end."""
        work, match = current_work(), request.resolver_match
        if work is not None and match is not None:
            work.name = match.view_name or getattr(view, "__name__", UNKNOWN)


class RefuseBrokenText:
    """Answer 400 to NUL and to lone surrogates, which PostgreSQL's driver cannot take.

    In the path and the query for every request, in the fields of a form for POST.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """Raise BadRequest, which Django answers with 400.html."""
        texts = [request.path, *_texts(request.GET)]
        if request.method == "POST" and _is_form(request):
            texts += _texts(request.POST)
            for uploads in dict(request.FILES.lists()).values():
                texts += [upload.name or "" for upload in uploads]
        if any(map(is_broken, texts)) or b"\0" in unquote_to_bytes(
            request.META.get("QUERY_STRING", "")
        ):
            raise BadRequest(
                _("The URL or the form contains characters we cannot read.")
            )


def _texts(fields: "object") -> list[str]:
    return [
        text
        for name, values in fields.lists()  # type: ignore[attr-defined]
        for text in (name, *values)
    ]


def _is_form(request: HttpRequest) -> bool:
    return request.content_type in {
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    }


class BusyDatabase:
    """Answer 503 with Retry-After where the database could not serve in time."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        return busy_answer(error)


def busy_answer(error: BaseException | None) -> HttpResponse | None:
    """Return 503 where the error is of a database that cannot serve now, else None."""
    if not isinstance(error, DatabaseError | InterfaceError) or not is_busy(error):
        return None
    trouble = classify(error)
    logger.warning("database_busy", error=str(error).strip(), trouble=trouble.name)
    is_unsure = getattr(error, "is_unsure", False)
    content = {
        "is_busy": trouble not in _NOT_BUSY and not is_unsure,
        "sentence": UNSURE if is_unsure else trouble.value,
    }
    response = HttpResponse(render_to_string("503.html", content), status=503)
    response["Retry-After"] = RETRY_AFTER
    return response
