"""What can be done to baskets and orders."""

from orders.checkout.by_keywords import place_order
from orders.checkout.staff_baskets import (
    begin_staff_basket,
    describe_staff_basket,
    discard_staff_basket,
    place_staff_basket,
    put_in_staff_basket,
)
from orders.life.cancelling import cancel_order
from orders.life.cancelling_pieces import cancel_pieces
from orders.life.claiming import claim_guest_orders
from orders.life.notes import write_note
from orders.life.progress import confirm_order
from orders.life.shipping import (
    deliver_order,
    deliver_parcel,
    send_parcel,
    ship_order,
)
from orders.life.transferring import transfer_order
from orders.mails.mailing import resend_mail, retry_mail, write_mail_text
from orders.mails.order_link import send_order_link
from orders.payments.paying import record_payment
from orders.payments.refunding import (
    known_refund,
    mark_refund_paid,
    refund_order,
)
from orders.returns.asking import (
    approve_return,
    refuse_return,
    request_return,
)
from orders.returns.receiving import receive_return

__all__ = [
    "approve_return",
    "begin_staff_basket",
    "cancel_order",
    "cancel_pieces",
    "claim_guest_orders",
    "confirm_order",
    "deliver_order",
    "deliver_parcel",
    "describe_staff_basket",
    "discard_staff_basket",
    "known_refund",
    "mark_refund_paid",
    "place_order",
    "place_staff_basket",
    "put_in_staff_basket",
    "receive_return",
    "record_payment",
    "refund_order",
    "refuse_return",
    "request_return",
    "resend_mail",
    "retry_mail",
    "send_order_link",
    "send_parcel",
    "ship_order",
    "transfer_order",
    "write_mail_text",
    "write_note",
]
