"""How tables show what they hold: badges, moments, and numbers in their column."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def badge(kind: str, text: object) -> SafeString:
    """Return a badge whose colour follows from `kind` and whose text says it too."""
    return format_html('<span class="bo-badge bo-badge-{}">{}</span>', kind, text)


def moment(at: datetime | None) -> SafeString | str:
    """Return a short date with the time; the full one shows on hover."""
    if at is None:
        return "–"
    local = timezone.localtime(at)
    shape = "j M, H:i" if local.year == timezone.localtime().year else "j M Y"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        date_format(local, "l j F Y, H:i:s T"),
        date_format(local, shape),
    )


def yes_or_dash(value: bool) -> SafeString:
    """Return "yes", or a quiet dash: a "no" that is usual is no alarm."""
    kind, text = ("yes", _("yes")) if value else ("no", "–")
    return format_html('<span class="bo-{}">{}</span>', kind, text)


def number(text: object, *, is_alarming: bool = False) -> SafeString:
    """Return a number for a column that is set flush right."""
    return format_html(
        '<span class="bo-number{}">{}</span>', " bo-alarm" if is_alarming else "", text
    )
