"""The pages from basket to order."""

from orders.views.baskets import basket, basket_add, basket_update
from orders.views.cancelling import cancel
from orders.views.checkout import checkout
from orders.views.lookup import find_order
from orders.views.orders import order, order_list
from orders.views.payments import provider_events
from orders.views.rehearsal import rehearsal
from orders.views.returns import ask_return
from orders.views.stale import stale_form

__all__ = [
    "ask_return",
    "basket",
    "basket_add",
    "basket_update",
    "cancel",
    "checkout",
    "find_order",
    "order",
    "order_list",
    "provider_events",
    "rehearsal",
    "stale_form",
]
