"""Errors of orders. Their text is fit for shoppers and staff."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from database.errors import KontorError
from orders.status import Status, label_of
from shop.errors import OutOfStock

if TYPE_CHECKING:
    from orders.pricing import Quote

__all__ = [
    "AlreadyChanged",
    "AlreadySent",
    "ForgedEvent",
    "IllegalStatus",
    "ImportStopped",
    "InvalidOrder",
    "InvalidParcel",
    "InvalidPieces",
    "KeyInFlight",
    "KeyReused",
    "OrderError",
    "OutOfStock",
    "OwnerChanged",
    "PartlyShipped",
    "PaymentRefused",
    "PriceChanged",
    "RefundRefused",
    "ReturnRefused",
    "TooManyOpenOrders",
    "UnknownOrder",
    "UnreadableFile",
]


class OrderError(KontorError):
    """An order cannot be made or changed like this."""


class InvalidOrder(OrderError):
    """What was asked for is no order: no lines, or a quantity that is none."""


class TooManyOpenOrders(OrderError):
    """A guest has as many orders waiting as one may have."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Several orders with this e-mail address are waiting for us or for "
                "their payment. Nothing was ordered, and your basket is as it was. Pay "
                "or cancel one of them, or sign in and order at once."
            )
        )


class UnknownOrder(OrderError):
    """There is no order with this id."""

    def __init__(self) -> None:
        super().__init__(_("There is no such order."))


class IllegalStatus(OrderError):
    """The order's status forbids it."""

    def __init__(self, number: str, status: str, wanted: str) -> None:
        self.number, self.status, self.wanted = number, status, wanted
        text = _("Order %(number)s is %(status)s, so it cannot become %(wanted)s.")
        if status == wanted:
            text = _("Order %(number)s is %(status)s already.")
        names = {
            "number": number,
            "status": label_of(status),
            "wanted": label_of(wanted),
        }
        super().__init__(text % names)


class OwnerChanged(OrderError):
    """The order belongs to somebody else than the caller saw."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("Order %(number)s was moved to another customer meanwhile.")
            % {"number": number}
        )


class PartlyShipped(IllegalStatus):
    """A part of the order is on its way, so the rest cannot be called off."""

    def __init__(self, number: str, status: str) -> None:
        super().__init__(number, status, Status.CANCELLED)
        text = _(
            "A part of order %(number)s is already on its way, so the order can no "
            "longer be cancelled as a whole. Use “Cancel the rest” on its page for "
            "what is not sent yet."
        )
        self.args = (text % {"number": number},)

    @property
    def for_shopper(self) -> str:
        """The same for the customer, who has no such button."""
        text = _(
            "A part of order %(number)s is already on its way, so it can no longer be "
            "cancelled here. Write to us to cancel the rest. What arrives can be sent "
            "back."
        )
        return text % {"number": self.number}


class InvalidParcel(OrderError):
    """Pieces that the order does not have, or that are in a parcel already."""


class InvalidPieces(OrderError):
    """Pieces that cannot be taken off the order: not on it, or sent already."""


class AlreadyChanged(OrderError):
    """The order is not as the form showed it: it was posted before, or others acted."""

    def __init__(self, number: str) -> None:
        text = _(
            "Order %(number)s changed since you opened the form, so nothing was done. "
            "Look at what is left before you cancel more."
        )
        super().__init__(text % {"number": number})


class AlreadySent(OrderError):
    """The form of a parcel was posted before: that parcel is on its way."""

    def __init__(self, number: str, position: int) -> None:
        text = _(
            "Parcel %(position)d of order %(number)s was sent already. Look at the "
            "order before you send another."
        )
        super().__init__(text % {"position": position, "number": number})


class PriceChanged(OrderError):
    """The total is not the one the shopper saw; `.quote` holds the new one."""

    def __init__(self, quote: "Quote") -> None:
        self.quote = quote
        super().__init__(
            _("Prices changed since you saw this basket. Please look at the new total.")
        )


class KeyReused(OrderError):
    """An idempotency key came back with another body."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This checkout was already used for another order. "
                "Go back to your basket and check out again."
            )
        )


class KeyInFlight(OrderError):
    """The same checkout is being placed at this moment, and waiting was cut short."""

    def __init__(self) -> None:
        super().__init__(
            _("We are placing this order at this moment. Please try again shortly.")
        )


class UnreadableFile(OrderError):
    """A file of orders is missing, damaged, or of another format."""


class ImportStopped(OrderError):
    """The database failed after some batches of an import; those are saved."""

    def __init__(self, *, orders: int, notes: int) -> None:
        super().__init__(
            _(
                "The import stopped. %(orders)d orders and %(notes)d credit notes were "
                "saved before and stay. Run it again to go on from there."
            )
            % {"orders": orders, "notes": notes}
        )


class PaymentRefused(OrderError):
    """A payment cannot be booked like this."""


class RefundRefused(OrderError):
    """The money cannot go back like this: too much, too many pieces, or no way."""


class ReturnRefused(OrderError):
    """Pieces cannot come back like this, or the return is not there (any more)."""


class ForgedEvent(OrderError):
    """A message that is not from the provider; `.cause` says how that was noticed."""

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(_("This message was not signed by the provider."))
