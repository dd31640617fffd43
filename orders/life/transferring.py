"""Moving an order to another customer."""

from types import EllipsisType
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from database.audit.log import log_operation
from database.rows.base_models import touched
from database.transactions import retry_on_conflict
from orders.errors import OrderError, OwnerChanged
from orders.models import Order, OrderNote


@retry_on_conflict()
def transfer_order(
    *,
    order_id: UUID,
    new_customer: User,
    shown_customer: UUID | EllipsisType | None = ...,
) -> Order:
    """Give the order to another customer, with a note and a row in the audit log.

    The e-mail address and the delivery address stay as they were frozen. With
    `shown_customer`, whom the caller saw as its owner (None: a guest), of two who move
    it at once one is told. Raises OrderError for a customer who has it already, is
    deleted or is not active, OwnerChanged, and UnknownOrder.
    """
    order = Order.objects.select_related("customer").known(order_id)
    old = order.customer
    names = {"number": order.number, "customer": new_customer.full_name}
    if order.customer_id == new_customer.pk:
        raise OrderError(_("Order %(number)s already belongs to %(customer)s.") % names)
    receiver = User.objects.filter(pk=new_customer.pk, is_active=True)
    if not receiver.exists():
        raise OrderError(_("%(customer)s has no active account.") % names)
    if shown_customer not in (..., order.customer_id):
        raise OwnerChanged(order.number)
    rows = Order.objects.filter(pk=order_id, customer_id=order.customer_id)
    if not rows.update(customer=new_customer, **touched()):
        raise OwnerChanged(order.number)
    moved = _("Moved from %(old)s to %(new)s.")
    moved %= {"old": old or _("a guest"), "new": new_customer}
    OrderNote.objects.create(order=order, text=moved)
    log_operation(
        "orders.transfer",
        f"Order {order.number} moved from {old or 'a guest'} to {new_customer}.",
        order=order.number,
        from_customer=old and old.username,
        to_customer=new_customer.username,
    )
    order.refresh_from_db()
    return order
