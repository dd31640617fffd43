"""The tag that shows an icon: `{% icon "box" %}`, `{% icon "menu" "icon-open" %}`."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "kontor/img/icons.svg"
FILE = Path(__file__).resolve().parent.parent / "static" / SPRITE

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, classes: str = "") -> SafeString:
    """Return the icon of the sprite with this name, which says nothing to readers.

    A template included for each took a seventh of a category's page, so each is made
    once a process. Raises ValueError for a name that the sprite does not have.
    """
    if name not in names():
        raise ValueError(f"{SPRITE} has no icon {name!r}.")
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        f"icon {classes}".strip(),
        static(SPRITE),
        name,
    )


@cache
def names() -> frozenset[str]:
    """Return the names of all icons."""
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', FILE.read_text()))
