"""Every browser reads what it wrote: the position travels in a cookie and the session.

Installed only where replicas are configured.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from database.replicas.reads import current_position, current_reads, reading

GetResponse = Callable[[HttpRequest], HttpResponse]

COOKIE = "written"
SESSION_KEY = "written"
SALT = "database.replicas"
# A replica that is further behind is read from by nobody.
LIFETIME = 60  # seconds
SAFE = {"GET", "HEAD", "OPTIONS"}


class ReadYourWrites:
    """Choose where a request reads, and tell the browser the position of its writes.

    It stands outside of the sessions, whose own writes belong to the position.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _from_cookie(request)
        with reading(token, pinned=request.method not in SAFE) as reads:
            response = self.get_response(request)
            position = reads.position()
        if position:
            self._tell(response, position)
        return response

    def _tell(self, response: HttpResponse, position: int) -> None:
        response.set_cookie(
            COOKIE,
            signing.dumps(position, salt=SALT),
            max_age=LIFETIME,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


class PositionInSession:
    """Keep the position in the session, too: it outlives a browser that lost cookies.

    Only where a session is kept anyway, and it is looked at only where the cookie says
    nothing: sessions are read from the primary.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reads = current_reads()
        if (
            reads
            and not reads.token
            and settings.SESSION_COOKIE_NAME in request.COOKIES
        ):
            reads.follow(_from_session(request))
        response = self.get_response(request)
        if reads and reads.wrote and not request.session.is_empty():
            request.session[SESSION_KEY] = [current_position(), int(time.time())]
        return response


def _from_cookie(request: HttpRequest) -> int:
    """Return the position in the cookie; 0 where none is, or a forged or old one."""
    text = request.COOKIES.get(COOKIE)
    if not text:
        return 0
    try:
        position = signing.loads(text, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return 0
    return position if isinstance(position, int) else 0


def _from_session(request: HttpRequest) -> int:
    position, written_at = request.session.get(SESSION_KEY, (0, 0))
    return position if time.time() - written_at < LIFETIME else 0
