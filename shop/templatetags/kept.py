"""The tag that draws a piece of a page once: `{% kept "partials/x.html" x=x %}`."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

PIECES = 5000  # of about 1 kB each

register = template.Library()


@register.simple_tag(name="kept")
def kept_piece(name: str, **shown: Any) -> SafeString:
    """Return what the template makes of the values, of which it is given no others.

    Pieces are kept in the memory of the process by what they show, so none is ever old:
    whatever changes, by whatever way, is another piece. The values have to be plain
    ones that can be hashed, and nothing lazy that holds a request.
    """
    draw = drawn if settings.DEBUG else kept
    return draw(name, get_language(), settings.CURRENCY, **shown)


def drawn(name: str, _language: str, _currency: str, **shown: Any) -> SafeString:
    """Return the piece, in the language that is active and the shop's currency."""
    return render_to_string(name, shown)


kept = lru_cache(maxsize=PIECES)(drawn)
