"""Baskets, orders, parcels, mails, payments, returns, refunds and credit notes."""

from orders.models.baskets import Basket, BasketLine
from orders.models.checkout import CheckoutKey
from orders.models.credits import CreditNote, CreditNoteLine
from orders.models.delivery import ShippingMethod
from orders.models.drafts import StaffBasket
from orders.models.mails import Mail, MailText
from orders.models.notes import OrderNote
from orders.models.orders import Line, Order, StatusChange
from orders.models.payments import (
    Payment,
    PaymentBalance,
    PaymentEntry,
    ProviderEvent,
)
from orders.models.refunds import Refund, RefundLine
from orders.models.returns import Return, ReturnArrival, ReturnLine
from orders.models.shipments import Shipment, ShipmentLine
from orders.models.statements import BankLayout, BankLine, BankStatement
from orders.models.taken_off import TakenOff

__all__ = [
    "BankLayout",
    "BankLine",
    "BankStatement",
    "Basket",
    "BasketLine",
    "CheckoutKey",
    "CreditNote",
    "CreditNoteLine",
    "Line",
    "Mail",
    "MailText",
    "Order",
    "OrderNote",
    "Payment",
    "PaymentBalance",
    "PaymentEntry",
    "ProviderEvent",
    "Refund",
    "RefundLine",
    "Return",
    "ReturnArrival",
    "ReturnLine",
    "Shipment",
    "ShipmentLine",
    "ShippingMethod",
    "StaffBasket",
    "StatusChange",
    "TakenOff",
]
