"""What a checkout asks for, checked and in a form that can be compared."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses.countries import country_choices
from accounts.models import User
from accounts.models.users import fold
from database.rows.prepared import Parameter, Reading
from database.text.broken import is_broken
from orders.errors import InvalidOrder
from orders.models import Order
from orders.models.baskets import MAX_QUANTITY
from orders.models.checkout import LONGEST_KEY
from orders.models.guest_links import fresh_link
from orders.prices.delivery import SHIPPING
from orders.prices.quote import PricedLine, PricingContext
from orders.providers.methods import PAYMENT
from shop.errors import OutOfStock
from shop.models import Product
from shop.services.stock import Move, find_shortages

ADDRESS_FIELDS = (
    "full_name",
    "line1",
    "line2",
    "city",
    "postcode",
    "state",
    "country",
    "phone",
)
# Not asked for when the first keys were kept: empty, it leaves a digest as it was.
LATER_FIELDS = frozenset({"state"})
COUNTRIES = frozenset(code for code, _name in country_choices())
KNOWN = {
    *ADDRESS_FIELDS,
    "payment_method",
    "shipping_method",
    "source",
    "visitor_id",
    "basket_id",
    "fingerprint",
}


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """Who wants what, how it travels and how it is paid."""

    customer: User | None
    quantities: dict[UUID, int]
    email: str
    payment_method: str
    shipping_method: str
    source: str
    address: dict[str, str]
    visitor_id: str = ""
    basket_id: UUID | None = None
    fingerprint: str = field(default="", compare=False)

    @classmethod
    def build(
        cls,
        customer: User | None,
        lines: Mapping[UUID, int],
        email: str | None,
        checkout: dict[str, Any],
    ) -> Self:
        """Check the parts. Raises InvalidOrder; TypeError for a misspelt name."""
        unknown = checkout.keys() - KNOWN
        if unknown:
            raise TypeError(
                f"place_order() does not know {', '.join(sorted(unknown))}."
            )
        values = {name: value for name, value in checkout.items() if value is not None}
        request = cls(
            customer=customer,
            quantities=_checked(lines),
            email=fold(email or (customer and customer.email) or ""),
            payment_method=values.get("payment_method", "invoice"),
            shipping_method=values.get("shipping_method", ""),
            source=values.get("source", Order.Source.WEB),
            address={name: values.get(name, "") for name in ADDRESS_FIELDS},
            visitor_id=str(values.get("visitor_id", "")),
            basket_id=values.get("basket_id"),
            fingerprint=values.get("fingerprint", ""),
        )
        _check_texts({"email": request.email, **request.address})
        if request.payment_method not in PAYMENT:
            raise InvalidOrder(_("Choose a payment method."))
        if request.shipping_method and request.shipping_method not in SHIPPING:
            raise InvalidOrder(_("Choose a delivery method."))
        return request

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
            lines={str(key): count for key, count in self.quantities.items()},
            email=self.email,
            payment_method=self.payment_method,
            shipping_method=self.shipping_method,
            source=self.source,
            **{
                name: text
                for name, text in self.address.items()
                if text or name not in LATER_FIELDS
            },
        )

    def header(self) -> dict[str, Any]:
        """Return what an order keeps of it, by the names of its columns."""
        return {
            "customer": self.customer,
            "email": self.email,
            "source": self.source,
            "payment_method": self.payment_method,
            "shipping_method": self.shipping_method,
            **self.address,
            **(fresh_link() if self.customer is None else {}),
        }

    @property
    def context(self) -> PricingContext:
        """Return what decides the price besides the lines."""
        method = SHIPPING.get(self.shipping_method)
        return pricing_context(method.code if method else "")

    def priced_lines(self) -> list[PricedLine]:
        """Read the products. Raises OutOfStock if one is not sold now."""
        keys = {f"key{n}": key for n, key in enumerate(self.quantities)}
        rows = _products_on_sale(len(keys))(**keys, now=timezone.now())
        products = {row[0]: _Priced(*row) for row in rows}
        if len(products) < len(self.quantities):
            raise OutOfStock(
                find_shortages([Move(pk, n, "") for pk, n in self.quantities.items()])
            )
        return [
            priced_line(products[pk], quantity)
            for pk, quantity in self.quantities.items()
        ]


class _Priced(NamedTuple):
    """What `priced_line` reads of a product."""

    pk: UUID
    sku: str
    name: str
    price: Decimal
    cost: Decimal | None


@lru_cache(maxsize=100)
def _products_on_sale(count: int) -> Reading:
    """Return what reads so many products by `key0`, `key1` and so on, sold `now`."""
    key, now = (
        Product._meta.pk,
        Parameter("now", Product._meta.get_field("published_at")),
    )
    keys = [Parameter(f"key{number}", key) for number in range(count)]
    rows = Product.all_objects.on_sale(now).filter(pk__in=keys).order_by()
    return Reading(lambda: rows.values_list(*_Priced._fields))


def key_owner(customer: User | None, visitor: str) -> str:
    """Return the name under which somebody's idempotency keys are kept."""
    return f"user:{customer.pk}" if customer else f"visitor:{visitor}"


def priced_line(product: Any, quantity: int) -> PricedLine:
    """Return what `price` has to know about a product, or a row with that of it."""
    return PricedLine(
        product_id=product.pk,
        sku=product.sku,
        name=product.name,
        quantity=quantity,
        unit_price=product.price,
        unit_cost=product.cost,
    )


def pricing_context(shipping_method: str = "") -> PricingContext:
    """Return the shop's currency and tax, and the price of this way to deliver."""
    method = SHIPPING.get(shipping_method)
    return PricingContext(
        currency=settings.CURRENCY,
        tax_rate=settings.DEFAULT_TAX_RATE,
        prices_include_tax=settings.PRICES_INCLUDE_TAX,
        shipping_price=method.price if method else Decimal(0),
        free_shipping_from=method.free_from if method else None,
    )


def fingerprint(**parts: Any) -> str:
    """Return the digest of named parts, whatever their order."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


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


def _checked(lines: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return the quantities in key order, or say what is wrong with them."""
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
