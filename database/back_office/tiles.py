"""Figures at the head of pages."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure, what it counts, a small line, and where it leads."""

    title: str
    figure: str
    note: str = ""
    link: str = ""
    is_urgent: bool = False


def compare(difference: int | Decimal, amount: str, then: str) -> str:
    """Return a difference in words and with its sign: more or less than it was then."""
    names = {"amount": amount, "then": then}
    if difference > 0:
        return _("+%(amount)s: more than %(then)s") % names
    if difference < 0:
        return _("−%(amount)s: less than %(then)s") % names
    return _("±0: as %(then)s") % names
