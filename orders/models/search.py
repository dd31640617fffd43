"""Finding orders by whatever somebody remembers of them."""

from django.db.models import F, Q, QuerySet

from accounts.models import User
from database.text.searching import (
    Finds,
    Packed,
    Together,
    any_of,
    digits_of_phone,
    every_word,
)
from orders.models import Line, Order

NUMBER_AND_NAME = Together(F("number"), F("full_name"))
# PostgreSQL has trigram indexes on these very expressions.
RECIPIENT = Together(
    F("number"),
    F("full_name"),
    F("email"),
    Packed(F("postcode")),
    Packed(F("phone")),
)
LINE = Together(F("name"), F("sku"))
NAMES = ("first_name", "last_name", "display_name")
ACCOUNT = (*NAMES, "username", "email")


def search_orders(
    orders: "QuerySet[Order]", text: str, *, sees_recipient: bool
) -> "QuerySet[Order]":
    """Keep the orders that hold every word of the text, be it a part of a word.

    In the number, the name, the customer's account, the products, and for those who may
    see where orders go in e-mail address, phone and postcode as well.
    """

    def holds(word: str) -> Q:
        return _holds(word, sees_recipient)

    found = every_word(text, holds)
    if sees_recipient and (digits := digits_of_phone(text)):
        found |= holds(digits)
    return orders.filter(found)


def _holds(word: str, sees_recipient: bool) -> Q:
    """Return the condition that the word stands in an order, somewhere.

    By lists of keys, each of which has an index of its own: a plain OR over three
    tables would have every engine look at every order.
    """
    own = Q(Finds(RECIPIENT, word))
    if not sees_recipient:
        # The index is that of the whole; what is hidden from them must not be found.
        own &= Q(Finds(NUMBER_AND_NAME, word))
    people = User.all_objects.filter(any_of(ACCOUNT if sees_recipient else NAMES, word))
    lines = Line.objects.filter(Finds(LINE, word)).order_by()
    return (
        Q(pk__in=Order.objects.filter(own).order_by().values("pk"))
        | Q(customer__in=people.order_by().values("pk"))
        | Q(pk__in=lines.values("order"))
    )
