"""Ways to pay: one class each, which answers all that depends on the way chosen."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from orders.providers.base import OnlineProvider
from orders.providers.rehearsal import OFF, Rehearsal
from orders.status import Paid


class PaymentMethod:
    """A way to pay. People move the money and book it, unless a provider does.

    Amounts and days come as words: what they are called is not decided here.
    """

    code = ""
    label: Any = ""
    explanation: Any = ""
    # Prepaid orders wait for their money; others are sent at once.
    prepaid = False
    # The carrier takes the money, so that delivery is payment.
    paid_on_delivery = False
    # What lists say of an order of which nothing is paid.
    unpaid = Paid.NOTHING
    # Who takes the money and gives it back, so that nobody has to transfer it.
    provider: OnlineProvider | None = None

    @property
    def is_offered(self) -> bool:
        """Whether somebody can choose it now."""
        return True

    @property
    def automatic(self) -> bool:
        return self.provider is not None

    @property
    def booked_as(self) -> str:
        """Under which code its money is booked, there and back."""
        return self.code

    @property
    def booked_by_hand_as(self) -> str:
        """Under which code people book money that came for such an order."""
        return BankTransfer.code if self.automatic else self.booked_as

    def how_to_pay(self, due: str, number: str) -> str:
        """Return what the customer has to do while the order is new."""
        return str(self.explanation)

    def still_to_pay(self, due: str, number: str, day: str = "") -> str:
        """Return what the customer has to do after that; `day` is the last to pay."""
        text = gettext("%(due)s is still to pay. %(how)s")
        return text % {"due": due, "how": self.explanation}

    def pay_by(self, arrived: datetime) -> date | None:
        """Return the last day to pay what arrived then; None if none is agreed."""
        return None


class Invoice(PaymentMethod):
    """The customer pays the invoice within its term."""

    code = "invoice"
    label = _("On invoice")
    explanation = format_lazy(
        _("Pay within {days} days of receiving your order."),
        days=settings.INVOICE_DAYS,
    )
    unpaid = Paid.INVOICE

    def still_to_pay(self, due: str, number: str, day: str = "") -> str:
        """Return the bill, once the order arrived."""
        if not day:
            return super().still_to_pay(due, number)
        names = {"total": due, "number": number, "day": day}
        if not settings.BANK_DETAILS:
            text = gettext(
                "%(total)s is still to pay, by %(day)s. Give %(number)s as the "
                "reference."
            )
            return text % names
        text = gettext(
            "%(total)s is still to pay, by %(day)s. Please transfer it to %(account)s "
            "and give %(number)s as the reference."
        )
        return text % {**names, "account": settings.BANK_DETAILS}

    def pay_by(self, arrived: datetime) -> date | None:
        days = timedelta(days=settings.INVOICE_DAYS)
        return timezone.localtime(arrived).date() + days


class Prepaid(PaymentMethod):
    """The order is sent when its money is here."""

    prepaid = True

    def still_to_pay(self, due: str, number: str, day: str = "") -> str:
        """Say nothing: staff who did not wait for the money agreed on something."""
        return ""


class BankTransfer(Prepaid):
    """The customer transfers the money before delivery; a statement shows it."""

    code = "bank_transfer"
    label = _("Bank transfer")
    explanation = _("We send your parcel as soon as your payment has arrived.")

    def how_to_pay(self, due: str, number: str) -> str:
        account = settings.BANK_DETAILS
        names = {"total": due, "number": number, "account": account}
        if account:
            text = gettext(
                "Please transfer %(total)s to %(account)s and give %(number)s as the "
                "reference. We send your order as soon as the money has arrived."
            )
            return text % names
        text = gettext(
            "Please transfer %(total)s and give %(number)s as the reference. We "
            "will send you our bank details, and your order when the money arrives."
        )
        return text % names


class CashOnDelivery(PaymentMethod):
    """The carrier takes the money."""

    code = "cash_on_delivery"
    label = _("Cash on delivery")
    explanation = _("Pay the courier who hands you the parcel.")
    unpaid = Paid.ON_DELIVERY
    paid_on_delivery = True


class TestCard(Prepaid):
    """The provider that plays; `TEST_PAYMENTS` says how, and whether it is there."""

    code = Rehearsal.code
    label = _("Test card")
    explanation = _("For trying the shop: no money moves.")
    provider = Rehearsal()

    @property
    def is_offered(self) -> bool:
        return settings.TEST_PAYMENTS != OFF


class UnknownMethod(PaymentMethod):
    """A way that the shop does not have (any more), as imported orders name some.

    People do it by hand, and book it as an invoice.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.label = code or "–"

    @property
    def is_offered(self) -> bool:
        return False

    @property
    def booked_as(self) -> str:
        return Invoice.code

    def still_to_pay(self, due: str, number: str, day: str = "") -> str:
        """Say nothing: nobody knows what was agreed."""
        return ""


# Those that can be chosen, in the order in which they are offered.
PAYMENT: dict[str, PaymentMethod] = {
    method.code: method
    for method in (Invoice(), BankTransfer(), CashOnDelivery(), TestCard())
    if method.is_offered
}


def payment_method(code: str) -> PaymentMethod:
    """Return the way to pay of this code, also of one that the shop does not have."""
    method = PAYMENT.get(code)
    return method if method and method.is_offered else UnknownMethod(code)


def online(code: str) -> OnlineProvider | None:
    """Return who moves money by itself under this code, if anybody does."""
    return payment_method(code).provider
