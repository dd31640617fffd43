"""Whose basket and orders they are: a customer's, or those a guest's session names."""

from uuid import UUID, uuid4

from django.db.models import Sum
from django.http import HttpRequest

from accounts.models import User
from orders.models import Basket, BasketLine, Order

BASKET = "basket_id"
VISITOR = "visitor_id"
ORDERS = "guest_orders"  # {number: nonce of the link}
MOST_ORDERS = 20


def customer_of(request: HttpRequest) -> User | None:
    """Return the signed-in customer; None for a guest."""
    return request.user if request.user.is_authenticated else None


def visitor_id(request: HttpRequest) -> str:
    """Return the guest's id, which outlives the basket. Made at first need."""
    if VISITOR not in request.session:
        request.session[VISITOR] = uuid4().hex
    return request.session[VISITOR]


def guest_basket_id(request: HttpRequest) -> UUID | None:
    """Return the basket the session names. Whether it still exists is not asked."""
    named = request.session.get(BASKET)
    return UUID(named) if named else None


def basket_id(request: HttpRequest) -> UUID | None:
    """Return the id of the visitor's basket: one query for a customer."""
    customer = customer_of(request)
    if customer is None:
        return guest_basket_id(request)
    return Basket.objects.filter(customer=customer).values_list("pk", flat=True).first()


def remember_basket(request: HttpRequest, basket: UUID) -> None:
    """Let a guest's session name the basket."""
    if customer_of(request) is None:
        request.session[BASKET] = str(basket)
        visitor_id(request)  # with the same write: the checkout needs it


def pieces_in_basket(request: HttpRequest) -> int:
    """Count the pieces in the visitor's basket: one query, none for a new guest."""
    customer, guest = customer_of(request), guest_basket_id(request)
    if customer is None and guest is None:
        return 0
    lines = BasketLine.objects.filter(
        **{"basket__customer": customer} if customer else {"basket": guest}
    )
    return lines.aggregate(pieces=Sum("quantity", default=0))["pieces"]


def knows_order(request: HttpRequest, order: Order) -> bool:
    """Tell whether the session knows the order by the link that is good today."""
    known = request.session.get(ORDERS, {})
    return order.is_open_to_guests and known.get(order.number) == order.guest_nonce


def remember_order(request: HttpRequest, order: Order) -> None:
    """Let the guest's session open the order, as long as its link of today would."""
    known = request.session.get(ORDERS, {})
    known.pop(order.number, None)
    newest = list(known.items())[-(MOST_ORDERS - 1) :]
    request.session[ORDERS] = {**dict(newest), order.number: order.guest_nonce}
