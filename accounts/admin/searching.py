"""Finding people by name, and by what their accounts and address books hold."""

from django.db.models import F, Q, QuerySet

from accounts.models import Address, User
from database.text.searching import (
    Finds,
    Packed,
    Together,
    any_of,
    digits_of_phone,
    every_word,
)

NAMES = ("username", "first_name", "last_name", "display_name")
PLACE = Together(F("full_name"), Packed(F("postcode")), Packed(F("phone")))


def search_people(
    people: "QuerySet[User]", text: str, *, sees_personal: bool
) -> "QuerySet[User]":
    """Keep the people who hold every word of the text, be it a part of a word.

    In their names, and for those who may see personal data in e-mail address, phone and
    the addresses they keep as well.
    """

    def holds(word: str) -> Q:
        if not sees_personal:
            return any_of(NAMES, word)
        kept = Address.objects.filter(Finds(PLACE, word)).order_by().values("user")
        own = any_of((*NAMES, "email"), word) | Q(Finds(Packed(F("phone")), word))
        return own | Q(pk__in=kept)

    found = every_word(text, holds)
    if sees_personal and (digits := digits_of_phone(text)):
        found |= holds(digits)
    return people.filter(found)
