"""The living categories as a tree in memory: one query in five seconds.

A process that changes a category shows it at once, the others up to five seconds later.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Self
from uuid import UUID

from django.urls import reverse

from shop.models.categories import Category, kept_tree


class Link(NamedTuple):
    """A way to a category, as every page offers it."""

    url: str
    name: str
    slug: str


@dataclass(eq=False)
class Shelf:
    """A category with its place in the tree."""

    id: UUID
    name: str
    slug: str
    description: str
    parent: "Shelf | None" = None
    children: list["Shelf"] = field(default_factory=list)

    @property
    def trail(self) -> list["Shelf"]:
        """Return the shelves from the root down to this one."""
        trail, shelf = [self], self.parent
        while shelf:
            trail.append(shelf)
            shelf = shelf.parent
        return trail[::-1]

    @property
    def path(self) -> str:
        return "/".join(shelf.slug for shelf in self.trail)

    @property
    def names_below(self) -> str:
        """Return the names of the first shelves below, for a line of text."""
        return ", ".join(shelf.name for shelf in self.children[:4])

    @cached_property
    def url(self) -> str:
        return reverse("shop:category", args=[self.path])

    def with_all_below(self) -> Iterator["Shelf"]:
        """Yield this shelf and every one below it."""
        waiting = [self]
        while waiting:
            shelf = waiting.pop()
            yield shelf
            waiting.extend(shelf.children)


@dataclass(frozen=True)
class CategoryTree:
    """All shelves that can be reached from a root; below a deleted one none can."""

    roots: list[Shelf]
    by_id: dict[UUID, Shelf]

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The ways to the roots."""
        return tuple(Link(shelf.url, shelf.name, shelf.slug) for shelf in self.roots)

    @classmethod
    def known(cls) -> Self:
        """Return the tree as it was at most five seconds ago."""
        return kept_tree.get(cls.read)

    @classmethod
    def anew(cls) -> Self:
        """Return the tree as it is."""
        return kept_tree.anew(cls.read)

    @classmethod
    def read(cls) -> Self:
        """Read the living categories, siblings by position and name: one query."""
        rows = Category.objects.order_by("position", "name").values_list(
            "id", "name", "slug", "description", "parent_id"
        )
        shelves, parents = {}, {}
        for id_, name, slug, description, parent_id in rows:
            shelves[id_] = Shelf(id_, name, slug, description)
            parents[id_] = parent_id
        roots = []
        for id_, shelf in shelves.items():
            parent = shelves.get(parents[id_])
            if parent:
                shelf.parent = parent
                parent.children.append(shelf)
            elif parents[id_] is None:
                roots.append(shelf)
        reached = {shelf.id: shelf for root in roots for shelf in root.with_all_below()}
        return cls(roots, reached)

    def at(self, path: str) -> Shelf | None:
        """Return the shelf at this path of slugs, or None."""
        shelves, found = self.roots, None
        for slug in path.split("/"):
            found = next((shelf for shelf in shelves if shelf.slug == slug), None)
            if found is None:
                return None
            shelves = found.children
        return found
