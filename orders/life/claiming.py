"""Guest orders find their owner when they prove that the address is theirs."""

from uuid import UUID

from accounts.models import User
from database.audit.log import log_operation
from database.rows.base_models import touched
from database.transactions import retry_on_conflict
from orders.models import Order


@retry_on_conflict()
def claim_guest_orders(*, user_id: UUID) -> int:
    """Give a confirmed user the guest orders of their address; return their number."""
    user = User.objects.filter(pk=user_id, is_verified=True, is_active=True).first()
    if user is None or not user.email:
        return 0
    guests = Order.objects.filter(customer__isnull=True, email=user.email)
    claimed = guests.update(customer=user, **touched())
    if claimed:
        log_operation(
            "orders.claim",
            f"{claimed} guest orders now belong to {user}.",
            customer=user.username,
            orders=claimed,
        )
    return claimed
