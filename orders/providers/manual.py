"""Ways to pay at which people move the money, and staff write down that they did."""

from orders.providers.base import PaymentProvider


class Invoice(PaymentProvider):
    """The customer pays the invoice within its term."""

    code = "invoice"


class BankTransfer(PaymentProvider):
    """The customer transfers the money before delivery; a statement shows it."""

    code = "bank_transfer"


class CashOnDelivery(PaymentProvider):
    """The carrier takes the money, so that delivery is payment."""

    code = "cash_on_delivery"
