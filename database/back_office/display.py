"""How tables show what they hold: badges, moments, and numbers in their column."""

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _


def column(
    title: Any,
    field: str,
    show: Callable[[Any], Any] = lambda value: value,
    *,
    sorts: bool = False,
) -> Any:
    """Return a column of a list: what it shows of a field of each row."""
    read = attrgetter(field)

    @admin.display(description=title, ordering=field if sorts else None)
    def shown(_model_admin: Any, row: Any) -> Any:
        return show(read(row))

    return shown


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


def facts(value: Any) -> SafeString | str:
    """Return what a JSON column holds as a list of names and values to read."""
    if isinstance(value, Mapping):
        rows = (
            (capfirst(str(key).replace("_", " ")), facts(value[key])) for key in value
        )
        terms = format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)
        return format_html('<dl class="bo-facts">{}</dl>', terms) if value else "–"
    if isinstance(value, list):
        if any(isinstance(item, Mapping | list) for item in value):
            items = format_html_join(
                "", "<li>{}</li>", ((facts(item),) for item in value)
            )
            return format_html('<ul class="bo-notes">{}</ul>', items)
        return ", ".join(str(facts(item)) for item in value) or "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value is None or value == "" else str(value)
