"""Which mails there are, when each is sent, and what it says unless staff change it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# What the text of every mail may name, and what each name stands for.
COMMON: dict[str, Any] = {
    "number": _("the order's number"),
    "name": _("the customer's name"),
    "shop": _("the shop's name"),
    "total": _("the order's total"),
    "placed": _("the day on which it was placed"),
    "next": _("what happens next, and by when"),
    "payment": _("how to pay, while the order is waiting for payment"),
}


SEE_ORDER = _("See your order")
# Leads to the order as well: there is the way to the provider, while it is needed.
CONFIRM_PAYMENT = _("Confirm the payment")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mail. `values` are named by its text besides the COMMON ones.

    `shows` is what stands below the text: "order" for the order's lines and totals,
    "rows" for the pieces that are passed along, "" for nothing.
    """

    code: str
    label: Any
    when: Any
    heading: Any
    subject: Any
    body: Any
    values: dict[str, Any]
    shows: str = ""
    rows_title: Any = ""
    button: Any = SEE_ORDER
    # The button where a link of its own comes along, such as the carrier's page.
    link_button: Any = ""

    @property
    def names(self) -> dict[str, Any]:
        """Return everything the text may name."""
        return COMMON | self.values


_ALL = (
    Kind(
        "order_placed",
        _("Order received"),
        _("When an order is placed"),
        _("Thank you for your order"),
        _("Your order {number} at {shop}"),
        _("We have your order. Its number is {number}.\n\n{payment}\n\n{next}"),
        {},
        shows="order",
    ),
    Kind(
        "order_link",
        _("Link to the order"),
        _("When somebody asks for it under “Find my order”"),
        _("Your link to the order"),
        _("Your order {number} at {shop}: a fresh link"),
        _("You asked for a link to your order {number}. {how}\n\n{next}"),
        {"how": _("how to open the order, and for how long the link works")},
    ),
    Kind(
        "order_confirmed",
        _("Order confirmed"),
        _("When staff confirm an order"),
        _("We are getting your order ready"),
        _("Your order {number} is confirmed"),
        _("We looked at your order {number} and everything is there.\n\n{next}"),
        {},
    ),
    Kind(
        "parcel_sent",
        _("Parcel sent"),
        _("When a parcel is sent"),
        _("Your parcel is on its way"),
        _("Your order {number}: {parcel} is on its way"),
        _("{parcel_sentence}\n\n{tracking}\n\n{next}"),
        {
            "parcel": _("which parcel it is, such as “parcel 1”"),
            "parcel_sentence": _("what was sent, in a sentence"),
            "tracking": _("carrier and tracking number, if there are any"),
        },
        shows="rows",
        rows_title=_("In this parcel"),
        link_button=_("Follow your parcel"),
    ),
    Kind(
        "parcel_delivered",
        _("Parcel delivered"),
        _("When a parcel is marked as delivered"),
        _("Your parcel has arrived"),
        _("Your order {number}: {parcel} has arrived"),
        _("We are told that {parcel} was delivered.\n\n{next}"),
        {"parcel": _("which parcel it is, such as “parcel 1”")},
        shows="rows",
        rows_title=_("In this parcel"),
    ),
    Kind(
        "collection_ready",
        _("Ready to be collected"),
        _("When an order to be collected, or part of it, is packed"),
        _("Ready to be collected"),
        _("Your order {number} is ready to be collected"),
        _("{parcel_sentence}\n\n{next}"),
        {"parcel_sentence": _("what is ready, in a sentence")},
        shows="rows",
        rows_title=_("Ready for you"),
    ),
    Kind(
        "collected",
        _("Collected"),
        _("When an order, or part of it, is marked as collected"),
        _("You have collected it"),
        _("Your order {number} is collected"),
        _("Thank you for calling in.\n\n{next}"),
        {},
        shows="rows",
        rows_title=_("Collected"),
    ),
    Kind(
        "order_cancelled",
        _("Order cancelled"),
        _("When an order is cancelled, no matter who by"),
        _("Your order is cancelled"),
        _("Your order {number} is cancelled"),
        _(
            "Your order {number} is cancelled. Nothing will be sent.\n\n{reason}\n\n"
            "If you have paid for it, your money comes back to you, and we write to "
            "you when it leaves us."
        ),
        {"reason": _("what staff wrote to the customer, if they did")},
        shows="order",
    ),
    Kind(
        "order_expired",
        _("Order expired"),
        _("When an order was not paid in time"),
        _("Your order was not paid in time"),
        _("Your order {number} has expired"),
        _(
            "We did not receive your payment by {deadline}, so your order {number} "
            "is cancelled and nothing will be sent.\n\nIf you still want it, please "
            "place it again. If your payment is on its way, it will be sent back to "
            "you."
        ),
        {"deadline": _("the date by which it had to be paid")},
        shows="order",
    ),
    Kind(
        "payment_received",
        _("Payment received"),
        _("When a payment arrives"),
        _("Your payment has arrived"),
        _("Your payment for order {number}"),
        _("Thank you. We received {amount} for your order {number}. {rest}\n\n{next}"),
        {
            "amount": _("how much arrived"),
            "rest": _("what is still open, or that it is paid in full"),
        },
    ),
    Kind(
        "payment_to_confirm",
        _("Payment to be confirmed"),
        _("When a provider asks the customer to confirm the payment for an order"),
        _("Please confirm your payment"),
        _("Please confirm the payment for your order {number}"),
        _(
            "Your bank or card provider asks you to confirm the payment of {amount} "
            "for your order {number}. You can do it on the order's page.\n\n{next}"
        ),
        {"amount": _("how much is to be confirmed")},
        button=CONFIRM_PAYMENT,
    ),
    Kind(
        "payment_refused",
        _("Payment refused"),
        _("When a provider cannot take the payment for an order"),
        _("Your payment did not go through"),
        _("Your order {number} is not paid yet"),
        _("No money was taken for your order {number}: {why}\n\n{next}"),
        {"why": _("what the provider said")},
    ),
    Kind(
        "refund_made",
        _("Refund"),
        _("When money was sent back"),
        _("Your money is on its way back"),
        _("Your refund for order {number}"),
        _("We have sent {amount} back to you {way}.\n\n{reason}"),
        {
            "amount": _("how much was sent back"),
            "way": _("how it is refunded, such as “by bank transfer”"),
            "reason": _("what for"),
        },
        shows="rows",
        rows_title=_("For"),
    ),
    Kind(
        "bill_lowered",
        _("Bill lowered"),
        _("When something is taken off what is still to pay, without a refund"),
        _("You have less to pay"),
        _("Less to pay for order {number}"),
        _(
            "We took {amount} off what you have to pay for your order {number}. "
            "{rest}\n\n{reason}\n\n{payment}"
        ),
        {
            "amount": _("how much is taken off"),
            "rest": _("what is still to pay"),
            "reason": _("what for"),
        },
        shows="rows",
        rows_title=_("For"),
    ),
    Kind(
        "pieces_taken_off",
        _("Pieces cancelled"),
        _("When pieces that were not sent yet are taken off an order"),
        _("Part of your order will not be sent"),
        _("Your order {number}: part of it is cancelled"),
        _(
            "Part of your order {number} is cancelled and will not be "
            "sent.\n\n{reason}\n\n{money}\n\n{payment}\n\n{next}"
        ),
        {
            "reason": _("why, as staff wrote it"),
            "money": _("what is refunded, and what is taken off the bill"),
        },
        shows="rows",
        rows_title=_("Will not be sent"),
    ),
    Kind(
        "return_requested",
        _("Return asked for"),
        _("When a customer wants to send something back"),
        _("We have your request"),
        _("Your return for order {number}"),
        _("You would like to send something back. {what_next}"),
        {"what_next": _("what happens to the return next, and by when")},
        shows="rows",
        rows_title=_("To be sent back"),
    ),
    Kind(
        "return_approved",
        _("Return approved"),
        _("When staff approve a return"),
        _("You can send it back"),
        _("Your return for order {number} is approved"),
        _("{answer}\n\n{what_next}"),
        {
            "answer": _("what staff wrote"),
            "what_next": _("when to send it by, and the address"),
        },
        shows="rows",
        rows_title=_("To be sent back"),
    ),
    Kind(
        "return_refused",
        _("Return refused"),
        _("When staff refuse a return"),
        _("We cannot take it back"),
        _("Your return for order {number}"),
        _("We looked at your request and cannot take these pieces back.\n\n{answer}"),
        {"answer": _("what staff wrote")},
        shows="rows",
        rows_title=_("Stays with you"),
    ),
    Kind(
        "return_received",
        _("Return received"),
        _("When returned pieces arrive"),
        _("Your parcel is back with us"),
        _("We have your return for order {number}"),
        _("Thank you. What you sent back has arrived.\n\n{what_next}"),
        {"what_next": _("what happens to the return next, and by when")},
        shows="rows",
        rows_title=_("Came back"),
    ),
)

KINDS: dict[str, Kind] = {kind.code: kind for kind in _ALL}
