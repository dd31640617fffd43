"""Where payment providers tell the shop what happened."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orders.errors import ForgedEvent
from orders.payments.inbox import UnknownProvider, receive_event


@csrf_exempt
@require_POST
def provider_events(request: HttpRequest, provider: str) -> HttpResponse:
    """Store a provider's signed message; what it says is done after the answer.

    404 for a provider that the shop has not, 400 for a signature that does not fit.
    """
    try:
        event = receive_event(
            provider_code=provider, headers=request.headers, body=_body(request)
        )
    except UnknownProvider as error:
        return JsonResponse({"error": str(error)}, status=404)
    except ForgedEvent as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"stored": event.event_id})


def _body(request: HttpRequest) -> bytes:
    """Return what was sent; nothing of a form, which no provider sends."""
    try:
        return request.body
    except RawPostDataException:
        return b""
