"""A checkout: who wants what, how it travels and is paid, and what makes it one."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.addresses.countries import country_choices
from accounts.models import User
from accounts.models.users import fold
from database.text.broken import is_broken
from orders.errors import InvalidOrder
from orders.models import Order
from orders.models.baskets import MAX_QUANTITY
from orders.models.checkout import LONGEST_KEY
from orders.models.guest_links import fresh_link
from orders.providers.methods import PAYMENT

# Not asked for when the first keys were kept: empty, it leaves a digest as it was.
LATER_FIELDS = frozenset({"state"})
COUNTRIES = frozenset(code for code, _name in country_choices())


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom the parcel goes to, by the names that an order keeps them under."""

    full_name: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    postcode: str = ""
    state: str = ""
    country: str = ""
    phone: str = ""

    def to_dict(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ADDRESS_FIELDS}


ADDRESS_FIELDS = tuple(part.name for part in fields(Recipient))
NOBODY = Recipient()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """What is ordered, {product id: quantity}, and everything else that decides it.

    One that exists was checked, but for what only its price shows: whether products
    are sold and the way to deliver is offered. Raises InvalidOrder, in words.
    `fingerprint` is the digest of the body that was posted, `basket_id` the basket to
    empty, `visitor_id` whose basket it was; none of them changes what is ordered.
    """

    lines: Mapping[UUID, int]
    customer: User | None = None
    email: str = ""
    recipient: Recipient = NOBODY
    payment_method: str = "invoice"
    shipping_method: str = ""
    source: str = Order.Source.WEB
    visitor_id: str = ""
    basket_id: UUID | None = None
    fingerprint: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        email = fold(self.email or (self.customer and self.customer.email) or "")
        object.__setattr__(self, "lines", _checked(self.lines))
        object.__setattr__(self, "email", email)
        _check_texts({"email": email, **self.recipient.to_dict()})
        if self.payment_method not in PAYMENT:
            raise InvalidOrder(_("Choose a payment method."))

    @property
    def owner(self) -> str:
        """Whose the idempotency key is: a user's, or a guest's visitor id."""
        return key_owner(self.customer, self.visitor_id or self.email)

    @property
    def digest(self) -> str:
        """Return what the key is bound to: the posted body, or these very parts."""
        if self.fingerprint:
            return self.fingerprint
        return fingerprint(
            lines={str(key): count for key, count in self.lines.items()},
            email=self.email,
            payment_method=self.payment_method,
            shipping_method=self.shipping_method,
            source=self.source,
            **self.recipient.to_dict(),
        )

    def header(self) -> dict[str, Any]:
        """Return what an order keeps of it, by the names of its columns."""
        return {
            "customer": self.customer,
            "email": self.email,
            "source": self.source,
            "payment_method": self.payment_method,
            "shipping_method": self.shipping_method,
            **self.recipient.to_dict(),
            **(fresh_link() if self.customer is None else {}),
        }


def key_owner(customer: User | None, visitor: str) -> str:
    """Return the name under which somebody's idempotency keys are kept."""
    return f"user:{customer.pk}" if customer else f"visitor:{visitor}"


def fingerprint(**parts: Any) -> str:
    """Return the digest of named parts, whatever their order."""
    known = {
        name: part
        for name, part in parts.items()
        if name not in LATER_FIELDS or any(part)
    }
    text = json.dumps(known, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def checked_key(key: str) -> str:
    """Return the idempotency key. Raises InvalidOrder if it is none.

    An empty one would make one order of all that come without.
    """
    if not 1 <= len(key) <= LONGEST_KEY or is_broken(key):
        raise InvalidOrder(
            _("A checkout needs a key of 1 to %(most)d characters.")
            % {"most": LONGEST_KEY}
        )
    return key


def _check_texts(texts: Mapping[str, Any]) -> None:
    """Refuse in words what the database would refuse in its own."""
    for name, text in texts.items():
        column: Any = Order._meta.get_field(name)
        names = {"field": column.verbose_name, "most": column.max_length}
        if not isinstance(text, str) or is_broken(text):
            raise InvalidOrder(
                _(
                    "The %(field)s contains characters we cannot store. Remove them "
                    "and try again."
                )
                % names
            )
        if len(text) > column.max_length:
            raise InvalidOrder(
                _("The %(field)s is longer than %(most)d characters.") % names
            )
    if texts["country"] and texts["country"] not in COUNTRIES:
        raise InvalidOrder(_("Choose a country from the list."))
    if texts["email"]:
        try:
            validate_email(texts["email"])
        except ValidationError as error:
            raise InvalidOrder(
                _("Enter an e-mail address such as name@example.org.")
            ) from error


def _checked(lines: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return the quantities by their keys, or say what is wrong with them."""
    if not lines:
        raise InvalidOrder(_("The basket is empty. Add something to it first."))
    for quantity in lines.values():
        if isinstance(quantity, bool) or not isinstance(quantity, int):
            raise InvalidOrder(_("A quantity has to be a whole number."))
        if not 1 <= quantity <= MAX_QUANTITY:
            raise InvalidOrder(
                _("A quantity has to be between 1 and %(most)d.")
                % {"most": MAX_QUANTITY}
            )
    return {UUID(str(pk)): quantity for pk, quantity in lines.items()}
