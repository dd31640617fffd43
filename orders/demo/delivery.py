"""How an order of the demo travels, and how its buyer pays. Pure."""

from random import Random

from accounts.demo.people import Person
from accounts.demo.places import HOME
from orders.demo.history import Sale, one_of
from orders.providers.methods import CashOnDelivery, Invoice

# Who lives in the shop's town collects as often as not.
SHOP_TOWN, COLLECT_SHARE = "Norwich", 0.5
# Of so many orders one way, or one before it, is the way.
CARRIERS, CARRIERS_SUMMED = (("Royal Mail", "RM"), ("Parcelforce", "PF")), (4, 5)
WAYS, WAYS_SUMMED = ("standard", "express"), (85, 100)


def way_to(buyer: Person, random: Random) -> str:
    """Return how an order travels to the buyer."""
    if buyer.city == SHOP_TOWN and random.random() < COLLECT_SHARE:
        return "pickup"
    return one_of(WAYS, WAYS_SUMMED, random)


def way_to_pay(sale: Sale, buyer: Person) -> str:
    """Return how the sale is paid: nobody takes cash at a door abroad."""
    by_cash = sale.payment_method == CashOnDelivery.code
    is_abroad = buyer.country != HOME
    return Invoice.code if by_cash and is_abroad else sale.payment_method


def carried_by(random: Random) -> tuple[str, str]:
    """Return the carrier of a parcel, and the number to track it by."""
    carrier, letters = one_of(CARRIERS, CARRIERS_SUMMED, random)
    return carrier, f"{letters}{random.randint(10**8, 10**9)}GB"
