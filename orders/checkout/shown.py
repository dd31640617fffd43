"""A basket as it is shown: brought up to date, priced, and bound to a digest."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.checkout.baskets import keep_up_to_date
from orders.checkout.checkout import fingerprint
from orders.checkout.pricing import priced_line, pricing_context
from orders.models import BasketLine
from orders.models.delivery import read_deliveries
from orders.prices.delivery import Delivery
from orders.prices.quote import Quote, price
from shop.models import Product
from shop.money import format_each


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with what there is to say about it."""

    product: Product
    quantity: int
    shown_unit_price: Decimal
    line_total: Decimal
    notice: str


@dataclass(frozen=True, slots=True)
class ShownBasket:
    """What the shopper sees. `gone` are sentences about lines that were taken out.

    `deliveries` are the ways to deliver that the checkout offers, by code.
    """

    basket_id: UUID | None
    lines: list[ShownLine]
    gone: list[str]
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)

    @property
    def notices(self) -> list[str]:
        return self.gone + [line.notice for line in self.lines if line.notice]

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def quantities(self) -> dict[UUID, int]:
        """Return what `place_order` takes."""
        return {line.product.pk: line.quantity for line in self.lines}

    @property
    def digest(self) -> str:
        """Return the digest of lines, prices and totals, in any order of the lines."""
        rows = sorted(
            f"{line.product.pk} {line.quantity} {line.shown_unit_price:.4f}"
            for line in self.lines
        )
        totals = {code: f"{quote.total:.2f}" for code, quote in self.quotes().items()}
        return fingerprint(lines=rows, totals=totals)

    def quote(self, shipping_method: str = "") -> Quote:
        """Return the amounts with this way of delivery, or without delivery."""
        priced = [priced_line(line.product, line.quantity) for line in self.lines]
        return price(priced, pricing_context(self.deliveries.get(shipping_method)))

    def quotes(self) -> dict[str, Quote]:
        """Return the amounts for every way of delivery."""
        return {code: self.quote(code) for code in self.deliveries}


def show_basket(basket_id: UUID | None) -> ShownBasket:
    """Return the basket as it can be bought now, and save what had to change."""
    lines, gone, changed = [], [], []
    for row in _rows(basket_id) if basket_id else []:
        notice = _bring_up_to_date(row)
        if notice:
            changed.append(row)
        if row.quantity:
            lines.append((row, notice))
        else:
            gone.append(notice)
    if changed:
        keep_up_to_date(lines=changed)
    return ShownBasket(basket_id, _priced(lines), gone)


def show_checkout(basket_id: UUID | None) -> ShownBasket:
    """Return the basket as `show_basket` does, with the ways to deliver of now."""
    shown = show_basket(basket_id)
    return replace(shown, deliveries=read_deliveries()) if shown.lines else shown


def _rows(basket_id: UUID) -> QuerySet[BasketLine]:
    rows = BasketLine.objects.filter(basket_id=basket_id).select_related("product")
    return rows.prefetch_related("product__pictures")


def _priced(lines: list[tuple[BasketLine, str]]) -> list[ShownLine]:
    quote = price(
        [priced_line(row.product, row.quantity) for row, _notice in lines],
        pricing_context(),
    )
    return [
        ShownLine(
            row.product, row.quantity, row.product.price, quoted.line_total, notice
        )
        for (row, notice), quoted in zip(lines, quote.lines, strict=True)
    ]


def _bring_up_to_date(line: BasketLine) -> str:
    """Change the line in memory to what is sold now; return a sentence if it did."""
    product, sentences = line.product, []
    name = {"name": product.name}
    if not product.is_visible:
        line.quantity = 0
        if product.is_gone:
            return (
                _("We no longer sell “%(name)s”. We removed it from your basket.")
                % name
            )
        return (
            _(
                "“%(name)s” is not on sale at the moment. We removed it from your "
                "basket."
            )
            % name
        )
    if not product.is_in_stock:
        line.quantity = 0
        text = _("“%(name)s” is sold out. We removed it from your basket.") % name
        return f"{text} {product.promise}".strip()
    if line.quantity > product.stock_quantity:
        line.quantity = product.stock_quantity
        sentences.append(only_left(product))
    if line.shown_unit_price != product.price:
        new = format_each(product.price, line.quantity)
        old = format_each(line.shown_unit_price, line.quantity)
        line.shown_unit_price = product.price
        # Parts of a penny that change nothing of what these pieces cost.
        if new != old:
            text = _("“%(name)s” now costs %(new)s instead of %(old)s.")
            sentences.append(text % (name | {"new": new, "old": old}))
    return " ".join(sentences)


def only_left(product: Product) -> str:
    """Return the sentence about a quantity that was lowered to the stock."""
    return ngettext(
        "Only %(count)d of “%(name)s” is left. We set the quantity to %(count)d.",
        "Only %(count)d of “%(name)s” are left. We set the quantity to %(count)d.",
        product.stock_quantity,
    ) % {"name": product.name, "count": product.stock_quantity}
