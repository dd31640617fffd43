"""What happens to a basket when its owner signs in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from orders.checkout.baskets import merge_baskets
from orders.checkout.visitor import BASKET, guest_basket_id


def bring_basket(*, request: HttpRequest, user: User, **signal: Any) -> None:
    """Merge the guest's basket into the customer's, and say so if both held lines."""
    guest = guest_basket_id(request)
    if guest is None:
        return
    del request.session[BASKET]
    if merge_baskets(guest_basket_id=guest, customer=user):
        messages.info(
            request,
            _("Your basket now also contains what you had in it before."),
            fail_silently=True,
        )
