"""Pages of the back office that are no list and no form of Django's."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> TemplateResponse:
    """Answer with a page in the frame that all of the back office has."""
    context = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, template, context, status=status)
