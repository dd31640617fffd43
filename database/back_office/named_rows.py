"""Rows that findings name, each with the address of its page."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse

from database.consistency.naming import keys_by_name

Row = dict[str, str]


def linked(site: Any, request: HttpRequest, rows: list[Row]) -> list[Row]:
    """Add the address of each row's page, where there is one this person may open.

    One query for each model, however many rows.
    """
    names: dict[str, set[str]] = {}
    for row in rows:
        names.setdefault(row["model"], set()).add(row["object"])
    addresses: dict[tuple[str, str], str] = {}
    for label, known_as in names.items():
        for name, address in _addresses(site, request, label, known_as).items():
            addresses[label, name] = address
    return [
        {**row, "address": addresses.get((row["model"], row["object"]), "")}
        for row in rows
    ]


def _addresses(
    site: Any, request: HttpRequest, label: str, names: set[str]
) -> dict[str, str]:
    if not label:
        return {}
    try:
        model = apps.get_model(label)
    except LookupError:  # a run of an older version
        return {}
    page = site._registry.get(model)
    if page is None or not page.has_view_or_change_permission(request):
        return {}
    view = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    return {
        name: reverse(view, args=[key])
        for name, key in keys_by_name(model, names).items()
    }
