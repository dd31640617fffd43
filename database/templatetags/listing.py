"""The rows of a list, as the back office writes them.

unfold works out the heads of all columns anew for every row, writes 800 bytes of class
names into every cell, and draws each check box by a form's template: that was half of
what a list cost, and three quarters of its page. Here what all rows share is worked out
once, and a cell has one class, which names its column; `list.css` says how it looks.
"""

from collections.abc import Iterator
from typing import Any

from django import template
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, Model
from django.template import RequestContext
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.templatetags.unfold_list import result_headers
from unfold.utils import display_for_field, display_for_value

register = template.Library()

# How the cells of a column begin and end, and those that name their row.
CELL = ('<td class="field-{}" data-label="{}">', "</td>")
ROW_HEAD = ('<th scope="row" class="field-{}" data-label="{}">', "</th>")
LINK_END = SafeString("</a>")


@register.inclusion_tag("admin/rows_of_list.html", takes_context=True)
def rows_of_list(context: RequestContext, cl: ChangeList) -> dict[str, Any]:
    """Show the heads and the rows of a list, or that it is empty."""
    heads = list(result_headers(cl))
    return {
        "cl": cl,
        "heads": heads,
        "sorted_heads": sum(head.get("sorted", False) for head in heads),
        "rows": list(_rows(cl, heads)),
        "has_add_permission": cl.model_admin.has_add_permission(context["request"]),
    }


class Ticks:
    """The column of check boxes that choose rows for an action."""

    def __init__(self) -> None:
        self.label = _("Select record")

    def cell(self, row: Model, link: SafeString) -> SafeString:
        """Write the cell of a row."""
        return format_html(
            '<td class="action-checkbox" data-label="{}">'
            '<input type="checkbox" class="action-select bo-list-tick"'
            ' name="{}" value="{}" aria-label="{}" /></td>',
            self.label,
            ACTION_CHECKBOX_NAME,
            row.pk,
            self.label,
        )


class Column:
    """A column of what rows hold. The first that leads to their pages names them."""

    def __init__(self, cl: ChangeList, name: str, label: str) -> None:
        links = cl.list_display_links or ()
        first = next((shown for shown in cl.list_display if shown in links), None)
        self.name = name
        self.model_admin = cl.model_admin
        self.empty = cl.model_admin.get_empty_value_display()
        self.is_link = name in links
        start, end = ROW_HEAD if name == first else CELL
        self.start = format_html(start, name, capfirst(label))
        self.end = SafeString(end)

    def cell(self, row: Model, link: SafeString) -> SafeString:
        """Write the cell of a row, to whose page `link` leads."""
        text = conditional_escape(self.shown(row))
        if self.is_link:
            text = link + text + LINK_END
        return self.start + text + self.end

    def shown(self, row: Model) -> Any:
        """Return what is shown of a row, in the formats of unfold's lists."""
        try:
            field, source, value = lookup_field(self.name, row, self.model_admin)
        except ObjectDoesNotExist:
            return self.empty
        if field is None:
            empty = getattr(source, "empty_value_display", self.empty)
            return display_for_value(value, empty, getattr(source, "boolean", False))
        if isinstance(field, ForeignKey):
            return self.empty if value is None else value
        return display_for_field(value, field, self.empty)


def _rows(cl: ChangeList, heads: list[dict[str, Any]]) -> Iterator[SafeString]:
    """Write the cells of each row."""
    columns = [
        Ticks() if name == "action_checkbox" else Column(cl, str(name), head["text"])
        for name, head in zip(cl.list_display, heads, strict=True)
    ]
    kept: str | None = None
    for row in cl.result_list:
        url = cl.url_for_result(row)
        if kept is None:
            kept = _kept_filters(cl, url)
        link = _link(cl, row, url + kept)
        cells = SafeString()
        for column in columns:
            cells += column.cell(row, link)
        yield cells


def _kept_filters(cl: ChangeList, url: str) -> str:
    """Return what each link adds, for its page to lead back to the list as it is.

    Django works it out for one link from its address: it is the same for all rows.
    """
    context: Any = {"preserved_filters": cl.preserved_filters, "opts": cl.opts}
    return add_preserved_filters(context, url).removeprefix(url)


def _link(cl: ChangeList, row: Model, url: str) -> SafeString:
    """Begin the link to a row's page; in a pop-up it answers with the row's key."""
    if not cl.is_popup:
        return format_html('<a href="{}">', url)
    key = row.serializable_value(cl.to_field or cl.lookup_opts.pk.attname)
    return format_html('<a href="{}" data-popup-opener="{}">', url, key)
