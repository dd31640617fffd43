"""Where a page of the back office lies, in the words of its menu."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import RequestContext
from django.template.loader import render_to_string
from unfold.templatetags.unfold import header_title

register = template.Library()


@register.simple_tag(takes_context=True)
def trail(context: RequestContext) -> str:
    """Return the way to this page as HTML: group and entry of the menu, row, page.

    A page that no entry of the menu leads to has unfold's own.
    """
    found = _active_entry(context.get("sidebar_navigation") or ())
    if found is None:
        return header_title(context)
    group, entry = found
    parts: list[dict[str, Any]] = [{"title": group}] if group else []
    parts.append({"title": entry["title"], "link": entry["link"]})
    parts += _within(context, str(entry["link"]))
    return render_to_string(
        "unfold/helpers/header_title.html", {"parts": parts}, context.request
    )


@register.simple_tag(takes_context=True)
def tab_title(context: RequestContext) -> str:
    """Return what the browser's tab is called: page, row and menu's word, then shop.

    What tells tabs apart comes first: of many tabs little more is seen.
    """
    found = _active_entry(context.get("sidebar_navigation") or ())
    parts = [context.get("title") or _row_name(context)]
    if found is not None:
        entry = found[1]
        parts = [one["title"] for one in _within(context, str(entry["link"]))]
        parts = [*reversed(parts), entry["title"]]
    parts.append(context.get("site_title"))
    return " · ".join(str(part) for part in parts if part)


def _active_entry(groups: Iterable[dict[str, Any]]) -> tuple[Any, Any] | None:
    for group in groups:
        for entry in group["items"]:
            if entry["active"]:
                return group.get("title"), entry
    return None


def _within(context: RequestContext, list_address: str) -> list[dict[str, Any]]:
    """Return what lies below the list: the row, and what is done with it."""
    row = _row_name(context)
    # A row is called what somebody called it: no capital is added.
    parts: list[dict[str, Any]] = [{"title": row, "is_data": True}] if row else []
    is_form_or_list = "adminform" in context or "cl" in context
    if context.get("add") or not (
        is_form_or_list or _is_page_of(context, list_address)
    ):
        title = str(context.get("title") or "")
        if title and not (row and row in title):
            parts.append({"title": title})
    return parts


def _row_name(context: RequestContext) -> str:
    """Return what the row of this page is called; empty on a page of none."""
    row = context.get("original") or context.get("object")
    if row is None or isinstance(row, str):
        return ""
    return str(context.get("row_name") or row)


def _is_page_of(context: RequestContext, address: str) -> bool:
    return bool(context.request.path == address)
