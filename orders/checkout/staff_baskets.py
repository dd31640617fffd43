"""Orders that staff make for a customer: a basket, filled and placed by them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from database.transactions import retry_on_conflict
from orders.checkout.baskets import put
from orders.checkout.checkout import ADDRESS_FIELDS, Checkout, Recipient
from orders.checkout.placing import place
from orders.errors import OrderError
from orders.models import Basket, BasketLine, Order, StaffBasket

DETAILS = ("email", "shipping_method", "payment_method", *ADDRESS_FIELDS)


class AlreadyPlaced(OrderError):
    """The basket became an order; `.order` is the one."""

    def __init__(self, order: Order) -> None:
        self.order = order
        super().__init__(
            _("This basket has already been placed as order %(number)s.")
            % {"number": order.number}
        )


@retry_on_conflict()
def begin_staff_basket(*, customer: User | None) -> StaffBasket:
    """Return an empty basket for the customer, with what is known about them."""
    row = StaffBasket(basket=Basket.objects.create(), customer=customer)
    if customer:
        row.email = customer.email or ""
        row.full_name = customer.get_full_name()
        address = customer.addresses.first()
        for name in ADDRESS_FIELDS if address else ():
            setattr(row, name, getattr(address, name) or getattr(row, name))
    row.save()
    return row


@retry_on_conflict()
def put_in_staff_basket(
    *, staff_basket_id: UUID, product_id: UUID, quantity: int
) -> BasketLine | None:
    """Set the pieces of a product, at most those in stock; 0 takes it out.

    Raises OutOfStock, AlreadyPlaced.
    """
    basket = _open(staff_basket_id).basket
    line = basket.lines.filter(product_id=product_id).first()
    if quantity == 0:
        if line:
            line.delete()
        return None
    return put(basket, line, product_id, quantity)


@retry_on_conflict()
def describe_staff_basket(*, staff_basket_id: UUID, details: dict[str, Any]) -> None:
    """Keep who gets the order, how it travels and how it is paid."""
    row = _open(staff_basket_id)
    for name in DETAILS:
        setattr(row, name, details[name])
    row.save(update_fields=DETAILS)


@retry_on_conflict()
def place_staff_basket(*, staff_basket_id: UUID, expected_total: Decimal) -> Order:
    """Place the order in the name of the shop, once however often it is asked for.

    Raises OutOfStock, PriceChanged, InvalidOrder as `place_order` does, AlreadyPlaced.
    """
    row = _open(staff_basket_id)
    key = f"staff-basket:{row.pk}"
    checkout = Checkout(
        customer=row.customer,
        lines={line.product_id: line.quantity for line in row.basket.lines.all()},
        email=row.email,
        recipient=Recipient(
            **{name: getattr(row, name) or "" for name in ADDRESS_FIELDS}
        ),
        payment_method=row.payment_method or "invoice",
        shipping_method=row.shipping_method,
        source=Order.Source.STAFF,
        visitor_id=key,
        basket_id=row.basket_id,
    )
    row.order = place(checkout, idempotency_key=key, expected_total=expected_total)
    row.save(update_fields=["order"])
    return row.order


@retry_on_conflict()
def discard_staff_basket(*, staff_basket_id: UUID) -> None:
    """Throw the basket away. Raises AlreadyPlaced."""
    _open(staff_basket_id).basket.delete()


def _open(staff_basket_id: UUID) -> StaffBasket:
    """Return the basket, locked, unless it was placed or thrown away meanwhile.

    Locked by a statement of its own: one with joins would lock customers too.
    """
    row = StaffBasket.objects.select_for_update().filter(pk=staff_basket_id).first()
    if row is None:
        raise OrderError(_("Somebody has deleted this basket. Begin a new one."))
    if row.order:
        raise AlreadyPlaced(row.order)
    return row
