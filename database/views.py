"""Is the process alive, and can it serve?"""

import sys
from hmac import compare_digest
from http import HTTPStatus
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views import defaults
from django.views.decorators.http import require_safe
from health_check.views import HealthCheckView
from prometheus_client import CONTENT_TYPE_LATEST

from database.metrics.exposition import exposition
from database.middleware import RETRY_AFTER, busy_answer
from database.pools import heartbeat
from database.transactions import Trouble


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process lives; touches no other system."""
    return HttpResponse("ok\n", content_type="text/plain")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database was busy before a view was reached, else 500.

    A middleware's `process_exception` sees the errors of views alone; the session and
    the user are read outside of them.
    """
    return busy_answer(sys.exc_info()[1]) or defaults.server_error(request)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer a scrape; with METRICS_TOKEN to who knows it, else to this machine."""
    if not _may_scrape(request):
        raise PermissionDenied
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: HttpRequest) -> bool:
    """Tell whether the scraper is known.

    Behind a proxy every address may be the proxy's own, so there only a token counts.
    """
    if settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "")
        wanted = f"Bearer {settings.METRICS_TOKEN}"
        return compare_digest(sent.encode(), wanted.encode())
    is_forwarded = bool(settings.TRUSTED_PROXIES) or any(
        name in request.headers for name in ("X-Forwarded-For", "Forwarded")
    )
    address = request.META.get("REMOTE_ADDR", "")
    return not is_forwarded and address in {"127.0.0.1", "::1"}


class Readiness(HealthCheckView):
    """Answer 200 while the database answers and takes writes, 503 otherwise.

    Where the process has a heartbeat that is asked, and no query made: it would wait
    for a server that is stopped.
    """

    checks = ("health_check.Database",)

    async def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method in {"GET", "HEAD"} and heartbeat.is_beating():
            pulse = await sync_to_async(heartbeat.pulse)()
            return _readiness(pulse.state)
        response = await super().dispatch(request, *args, **kwargs)
        # The library says 500; 503 is what takes a server out of a balancer for now.
        if response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return response


def _readiness(trouble: Trouble | None) -> HttpResponse:
    if trouble is None:
        return HttpResponse("ok\n", content_type="text/plain")
    response = HttpResponse(f"{trouble.value}\n", status=503, content_type="text/plain")
    response["Retry-After"] = RETRY_AFTER
    return response


readyz = Readiness.as_view()
