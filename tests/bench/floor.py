"""The floor under every page: one query, 24 rows, a plain template."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import engines

from shop.models import Product

ROWS = 24
PAGE = engines["django"].from_string(Path(__file__).with_name("floor.html").read_text())


def floor(request: HttpRequest) -> HttpResponse:
    """Show 24 products."""
    return HttpResponse(PAGE.render({"products": Product.objects.on_sale()[:ROWS]}))
