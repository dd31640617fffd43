"""The brake of the checkout."""

from django.conf import settings
from django.http import HttpRequest

from accounts.brakes import MAILS
from accounts.guarding import brake
from orders.brakes import OF_A_CUSTOMER, OF_A_GUEST, ORDERS_A_MONTH
from orders.errors import TooManyOpenOrders
from orders.models import Order
from orders.visitor import customer_of


def brake_order(request: HttpRequest, email: str) -> None:
    """Count an order that is about to be placed. Raises Braked, TooManyOpenOrders.

    Customers are counted by their account alone: an office behind one address orders
    as often as it likes, once its people have signed in.
    """
    if customer_of(request):
        brake(request, *OF_A_CUSTOMER)
        return
    counts = brake(request, *OF_A_GUEST, MAILS, email=email)
    most = settings.OPEN_ORDERS_PER_EMAIL
    # Asked of those alone who have placed so many lately.
    if counts.get(ORDERS_A_MONTH.code, 0) > most:
        waiting = Order.objects.waiting_for(email)[:most].count()
        if waiting >= most:
            raise TooManyOpenOrders
