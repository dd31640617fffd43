"""Errors of the catalogue and its stock."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.errors import KontorError


@dataclass(frozen=True, slots=True)
class Shortage:
    """What was wanted and what is there. `product` is None if none has this key."""

    product: Any
    product_id: UUID
    wanted: int
    available: int

    def __str__(self) -> str:
        if self.product is None:
            return _("A product in your basket is no longer sold.")
        names = {
            "name": self.product.name,
            "wanted": self.wanted,
            "available": self.available,
        }
        if self.product.is_gone:
            return _("“%(name)s” is no longer sold.") % names
        if not self.product.is_visible:
            return _("“%(name)s” is not sold yet.") % names
        if self.available <= 0:
            text = _("“%(name)s” is out of stock (you wanted %(wanted)d).") % names
            return f"{text} {self.product.promise}".strip()
        text = ngettext(
            "Only %(available)d of “%(name)s” is left (you wanted %(wanted)d).",
            "Only %(available)d of “%(name)s” are left (you wanted %(wanted)d).",
            self.available,
        )
        return text % names


class StockError(KontorError):
    """A change of stock that cannot be."""


class OutOfStock(StockError):
    """Some products are missing or short; `.shortages` says which."""

    def __init__(self, shortages: list[Shortage]) -> None:
        self.missing = shortages
        super().__init__(" ".join(str(shortage) for shortage in shortages))

    @property
    def shortages(self) -> list[tuple[Any, int, int]]:
        """Return (product, wanted, available) for each shortage."""
        return [(s.product, s.wanted, s.available) for s in self.missing]


class CatalogueError(KontorError):
    """A product or category cannot be changed like this."""
