"""Parts of an order's page: each is a template and the function that reads for it.

`orders/admin/orders/panels.py` and `orders/views/panels.py` list which parts there are,
in the order in which they are shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from orders.models import Order

Read = Callable[[Order, HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page. `read` returns what its template names; None hides it.

    The template finds the values as `panel.data` and the order as `order`.
    """

    name: str
    template: str
    read: Read


@dataclass(frozen=True, slots=True)
class ReadPanel:
    """A part with what it shows."""

    name: str
    template: str
    data: dict[str, Any]


def read_panels(
    panels: Iterable[Panel], order: Order, request: HttpRequest
) -> list[ReadPanel]:
    """Read every part that has something to show, in the given order."""
    read = ((panel, panel.read(order, request)) for panel in panels)
    return [
        ReadPanel(panel.name, panel.template, data)
        for panel, data in read
        if data is not None
    ]
