"""How the upper floors contribute to the lower ones: a dict that refuses surprises."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.utils.module_loading import autodiscover_modules

T = TypeVar("T")


class DuplicateName(Exception):
    """Two contributions want the same name."""


class Registry(Generic[T]):
    """Contributions by name, in the order in which they came.

    `module` is the name of the module that every installed app may have; it is
    imported once, at the first look, as Django does for `admin`.
    """

    def __init__(self, module: str) -> None:
        self.module = module
        self._items: dict[str, T] = {}
        self._loaded = False

    def add(self, name: str, item: T) -> T:
        """Take a contribution. Raises DuplicateName if the name is taken."""
        if name in self._items:
            raise DuplicateName(f"{name!r} is already registered in {self.module}.")
        self._items[name] = item
        return item

    def load(self) -> None:
        """Import the apps' modules, which contribute by being imported."""
        if not self._loaded:
            autodiscover_modules(self.module)
            self._loaded = True

    def __getitem__(self, name: str) -> T:
        self.load()
        return self._items[name]

    def get(self, name: str) -> T | None:
        """Return what has this name; None if nothing has it."""
        self.load()
        return self._items.get(name)

    def __contains__(self, name: str) -> bool:
        self.load()
        return name in self._items

    def __iter__(self) -> Iterator[str]:
        self.load()
        return iter(self._items)

    def items(self) -> list[tuple[str, T]]:
        """Return names and contributions in their order."""
        self.load()
        return list(self._items.items())
