"""Side effects of orders, run from the outbox: each may run twice."""

from uuid import UUID

from database.queue.lanes import Lane, handles
from orders import mails
from orders.payments.charging import capture, charge, send_refund, void
from orders.payments.inbox import act_on_event, receive_event
from orders.providers import signing
from orders.providers.rehearsal import SIGNATURE, Rehearsal, secret
from orders.services import claim_guest_orders


@handles("mail", Lane.MAIL)
def send_mail(mail_id: str) -> None:
    """Send a logged mail, unless it went out already."""
    mails.send(UUID(mail_id))


@handles("email_confirmed", Lane.MONEY)
def bring_guest_orders(user_id: str) -> None:
    """Give the orders of a guest to the account that proved to own the address."""
    claim_guest_orders(user_id=UUID(user_id))


@handles("charge", Lane.MONEY)
def charge_order(payment_id: str) -> None:
    """Have the provider take an order's money."""
    charge(UUID(payment_id))


@handles("capture", Lane.MONEY)
def capture_charge(payment_id: str) -> None:
    """Have the provider take the money that it set aside."""
    capture(UUID(payment_id))


@handles("void", Lane.MONEY)
def void_charge(payment_id: str) -> None:
    """Have the provider let go of a cancelled order's money."""
    void(UUID(payment_id))


@handles("refund", Lane.MONEY)
def refund_charge(refund_id: str) -> None:
    """Have the provider give money back."""
    send_refund(UUID(refund_id))


@handles("provider_event", Lane.MONEY)
def act_on_provider_event(event_row: str) -> None:
    """Do what a provider told us."""
    act_on_event(UUID(event_row))


@handles("rehearsal_event", Lane.MONEY)
def tell_of_rehearsal(body: str) -> None:
    """Tell the shop what the test provider did, as a real one does over HTTP."""
    headers = {SIGNATURE: signing.sign(secret(), body.encode())}
    receive_event(provider_code=Rehearsal.code, headers=headers, body=body.encode())
