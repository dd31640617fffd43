"""What the keeper of the demo's catalogue changed since it was filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from shop.models import Product


@dataclass(frozen=True, slots=True)
class Edit:
    """A column of a product that was changed, and how long ago."""

    sku: str
    before: timedelta
    column: str
    old: Any
    new: Any


# From the oldest on; what stands there in the end is what the catalogue says. Prices
# change of what was not sold meanwhile, since orders keep the price of their day.
EDITS = (
    Edit("MM-HOM-0110", timedelta(96), "price", Decimal("64.00"), Decimal("58.00")),
    Edit(
        "MM-HOM-0208",
        timedelta(61),
        "name",
        "Scented candle, fig",
        "Scented candle, fig and sea salt",
    ),
    Edit("MM-KIT-0105", timedelta(33), "cost", Decimal("17.80"), Decimal("19.50")),
    Edit("MM-GAR-0310", timedelta(4), "price", Decimal("12.50"), Decimal("14.00")),
    # A slip, noticed at once.
    Edit(
        "MM-BTH-0207",
        timedelta(hours=27, minutes=9),
        "price",
        Decimal("23.00"),
        Decimal("32.00"),
    ),
    Edit(
        "MM-BTH-0207",
        timedelta(hours=27, minutes=7),
        "price",
        Decimal("32.00"),
        Decimal("23.00"),
    ),
    Edit("MM-KIT-0110", timedelta(hours=21), "price", Decimal(26), Decimal("28.00")),
    Edit("MM-KIT-0310", timedelta(hours=3), "price", Decimal(72), Decimal("68.00")),
)


def edit_some(products: Mapping[str, Product], *, until: datetime, by: User) -> None:
    """Write each edit into the history of its product, which is as it is now.

    Its first version becomes what was changed later.
    """
    begun = set()
    for edit in EDITS:
        product = products[edit.sku]
        if (edit.sku, edit.column) not in begun:
            first = Product.history.filter(id=product.pk, history_type="+")
            first.update(**{edit.column: edit.old})
            begun.add((edit.sku, edit.column))
        setattr(product, edit.column, edit.new)
        product._history_date = until - edit.before  # type: ignore[attr-defined]
        product._history_user = by  # type: ignore[attr-defined]
        product.save_version(fields={edit.column})
