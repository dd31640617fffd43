"""What reports call customers."""

from typing import Self

from accounts.models.users import source_number


class Customer(str):
    """A customer as reports name them: the number an import gave, else the user name.

    Somebody may have chosen that number as a user name, so lists are asked for the
    user name, which is one person's.
    """

    user_name: str

    @classmethod
    def known_as(cls, user_name: str, source_key: str | None) -> Self:
        customer = cls(source_number(source_key) or user_name)
        customer.user_name = user_name
        return customer
