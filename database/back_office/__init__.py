"""What every page of the back office stands on."""

from database.back_office.base import (
    ReadOnlyModelAdmin,
    ShopChangeList,
    ShopModelAdmin,
    TrackedModelAdmin,
)
from database.back_office.deletion import DeletedFilter
from database.back_office.filters import (
    ChoiceFilter,
    DateFilter,
    LinkFilter,
    MoneyFilter,
    NumberFilter,
)
from database.back_office.linked import LinkedFilter
from database.back_office.running import run_on_each
from database.back_office.versions import VersionedForm

__all__ = [
    "ChoiceFilter",
    "DateFilter",
    "DeletedFilter",
    "LinkFilter",
    "LinkedFilter",
    "MoneyFilter",
    "NumberFilter",
    "ReadOnlyModelAdmin",
    "ShopChangeList",
    "ShopModelAdmin",
    "TrackedModelAdmin",
    "VersionedForm",
    "run_on_each",
]
