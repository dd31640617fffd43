"""Ways to pay."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A way to pay. Prepaid orders wait for their money; others are sent at once.

    With an `automatic` one the provider takes the money, and nobody has to transfer it.
    """

    code: str
    label: Any
    explanation: Any
    prepaid: bool
    automatic: bool = False


PAYMENT = {
    method.code: method
    for method in (
        PaymentMethod(
            "invoice",
            _("On invoice"),
            format_lazy(
                _("Pay within {days} days of receiving your order."),
                days=settings.INVOICE_DAYS,
            ),
            prepaid=False,
        ),
        PaymentMethod(
            "bank_transfer",
            _("Bank transfer"),
            _("We send your parcel as soon as your payment has arrived."),
            prepaid=True,
        ),
        PaymentMethod(
            "cash_on_delivery",
            _("Cash on delivery"),
            _("Pay the courier who hands you the parcel."),
            prepaid=False,
        ),
        *(
            [
                PaymentMethod(
                    "test_card",
                    _("Test card"),
                    _("For trying the shop: no money moves."),
                    prepaid=True,
                    automatic=True,
                )
            ]
            if settings.TEST_PAYMENTS != "off"
            else []
        ),
    )
}


def how_to_pay_invoice(total: str, number: str, day: str) -> str:
    """Return what is to pay of an order that arrived, by when, and where to."""
    names = {"total": total, "number": number, "day": day}
    if not settings.BANK_DETAILS:
        text = gettext(
            "%(total)s is still to pay, by %(day)s. Give %(number)s as the reference."
        )
        return text % names
    text = gettext(
        "%(total)s is still to pay, by %(day)s. Please transfer it to %(account)s and "
        "give %(number)s as the reference."
    )
    return text % {**names, "account": settings.BANK_DETAILS}


def how_to_transfer(total: str, number: str) -> str:
    """Return what somebody who pays before delivery has to do; `total` is in words."""
    account = settings.BANK_DETAILS
    names = {"total": total, "number": number, "account": account}
    if account:
        return (
            gettext(
                "Please transfer %(total)s to %(account)s and give %(number)s as the "
                "reference. We send your order as soon as the money has arrived."
            )
            % names
        )
    return (
        gettext(
            "Please transfer %(total)s and give %(number)s as the reference. We "
            "will send you our bank details, and your order when the money arrives."
        )
        % names
    )
