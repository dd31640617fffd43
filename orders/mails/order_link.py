"""A fresh link to an order for whoever knows its number and its e-mail address."""

from uuid import uuid4

from accounts.models.users import fold
from database.transactions import retry_on_conflict
from orders import mails
from orders.mails.opening import how_to_open
from orders.models import Order

# What people read as another character; order numbers use neither of the first.
_LOOK_ALIKES = str.maketrans("OIL", "011")


@retry_on_conflict()
def send_order_link(*, number: str, email: str) -> bool:
    """Mail a fresh link to the order, if both fit; tell whether a mail was queued.

    The answer is for tests and logs alone: a page that told it would tell strangers
    who has ordered.
    """
    order = Order.objects.filter(
        number__in=_spellings(number), email=fold(email)
    ).first()
    if order is None:
        return False
    if order.customer_id is None:
        order.renew_guest_link()
    until = order.guest_until if order.customer_id is None else None
    how = how_to_open(until)
    return mails.mail("order_link", order, about=uuid4().hex, how=how) is not None


def _spellings(number: str) -> set[str]:
    """Return how the number may be stored that somebody typed from a mail."""
    typed = "".join(number.split()).lstrip("#")
    return {typed, typed.upper(), typed.upper().translate(_LOOK_ALIKES)}
