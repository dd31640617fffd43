"""What the floors above add to the list and the page of a person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest

from accounts.models import User
from database.back_office.tiles import Tile
from database.registry import Registry


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: its title, the annotation it reads, who may see it.

    `sorting` gets the filtered list, and whether the most come first; it returns the
    list with an annotation that is cheaper to sort by, right for as many rows as the
    paginator shows.
    """

    title: Any
    annotation: Callable[[], Combinable]
    permission: str
    show: Callable[[Any], str] = str
    sorting: Callable[[str, QuerySet, bool], QuerySet] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of the list: its class, and who may use it."""

    kind: type[Any]
    permission: str


# Each returns nothing where the reader may not see it: a panel an empty text instead of
# safe HTML, tiles an empty list.
Panel = Callable[[HttpRequest, User], str]
Tiles = Callable[[HttpRequest, User], list[Tile]]

columns: Registry[Column] = Registry("admin")
filters: Registry[Filter] = Registry("admin")
panels: Registry[Panel] = Registry("admin")
tiles: Registry[Tiles] = Registry("admin")
