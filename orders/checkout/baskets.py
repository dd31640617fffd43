"""Baskets: filled, changed, shown and merged.

A basket remembers the price it showed. Whoever shows it brings it up to date first and
says what changed, so that a checkout never orders what the shopper did not see.
"""

from uuid import UUID

from accounts.models import User
from database.transactions import retry_on_conflict
from orders.models import Basket, BasketLine
from orders.models.baskets import MAX_QUANTITY
from shop.errors import OutOfStock, Shortage
from shop.models import Product


@retry_on_conflict()
def add_to_basket(
    *, customer: User | None, basket_id: UUID | None, product_id: UUID, quantity: int
) -> BasketLine:
    """Add pieces to the basket, as many as are in stock, and return the line.

    A guest without a basket gets one. Raises OutOfStock if there is nothing to add.
    """
    basket = _locked_or_new(customer, basket_id)
    line = basket.lines.filter(product_id=product_id).first()
    wanted = quantity + (line.quantity if line else 0)
    return put(basket, line, product_id, wanted)


@retry_on_conflict()
def set_quantity(
    *, customer: User | None, basket_id: UUID | None, product_id: UUID, quantity: int
) -> BasketLine | None:
    """Set the pieces of a line, at most those in stock; 0 removes it.

    Returns the line, or None if there is none any more. Raises OutOfStock.
    """
    basket = _locked(customer, basket_id)
    if basket is None:
        return None
    line = basket.lines.filter(product_id=product_id).first()
    if line is None:
        return None
    if quantity == 0:
        line.delete()
        return None
    return put(basket, line, product_id, quantity)


@retry_on_conflict()
def merge_baskets(*, guest_basket_id: UUID, customer: User) -> int:
    """Move a guest's lines into the customer's basket; return how many they had there.

    The pieces of the same product are added up. Stock is looked at when the basket is
    shown.
    """
    guest = _locked(None, guest_basket_id)
    if guest is None:
        return 0
    basket = _locked_or_new(customer, None)
    kept = {line.product_id: line for line in basket.lines.all()}
    for line in guest.lines.all():
        mine = kept.get(line.product_id) or BasketLine(
            basket=basket, product_id=line.product_id, quantity=0
        )
        mine.quantity = min(mine.quantity + line.quantity, MAX_QUANTITY)
        mine.shown_unit_price = line.shown_unit_price
        mine.save()
    guest.delete()
    return len(kept)


@retry_on_conflict()
def keep_up_to_date(*, lines: list[BasketLine]) -> None:
    """Save quantities and prices as they are shown now; a quantity of 0 removes."""
    for line in lines:
        if line.quantity == 0:
            line.delete()
        else:
            BasketLine.objects.filter(pk=line.pk).update(
                quantity=line.quantity, shown_unit_price=line.shown_unit_price
            )


def _locked(customer: User | None, basket_id: UUID | None) -> Basket | None:
    """Return the basket for the length of the transaction, so that adds queue."""
    baskets = Basket.objects.select_for_update()
    if customer:
        return baskets.filter(customer=customer).first()
    guests = baskets.filter(customer__isnull=True)
    return guests.filter(pk=basket_id).first() if basket_id else None


def _locked_or_new(customer: User | None, basket_id: UUID | None) -> Basket:
    basket = _locked(customer, basket_id)
    if basket is None and customer:
        # A rival request may be making it: the unique key lets one of them.
        Basket.objects.get_or_create(customer=customer)
        basket = _locked(customer, None)
    return basket or Basket.objects.create()


def put(
    basket: Basket, line: BasketLine | None, product_id: UUID, wanted: int
) -> BasketLine:
    """Give the line of a locked basket its quantity, at most those in stock.

    Raises OutOfStock if there is nothing to put in.
    """
    product = Product.all_objects.filter(pk=product_id).first()
    if product is None or not (product.is_visible and product.is_in_stock):
        raise OutOfStock([Shortage(product, product_id, wanted, 0)])
    line = line or BasketLine(basket=basket)
    line.product = product
    line.quantity = min(wanted, product.stock_quantity, MAX_QUANTITY)
    line.shown_unit_price = product.price
    line.save()
    basket.save(update_fields=[])
    return line
