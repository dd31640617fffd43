"""One line a request in the log: who asked for which page, and how it ended."""

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from accounts.requests.client import client_address
from database.text.masking import answered, shown_path


class RequestLog(RequestMiddleware):
    """Log requests by their page, without queries and keys of links."""

    def prepare(self, request: HttpRequest) -> None:
        answered.set(request)
        super().prepare(request)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {shown_path(request)}"

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Name the visitor's address as limits and histories do."""
        structlog.contextvars.bind_contextvars(ip=client_address(request))
