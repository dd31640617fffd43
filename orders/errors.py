"""Errors of orders. Their text is fit for shoppers and staff."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from database.errors import KontorError
from orders.status import Status, label_of
from shop.errors import OutOfStock

if TYPE_CHECKING:
    from orders.prices.quote import Quote

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
    "NotPaid",
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
    """What was asked for is not an order: no lines, or an invalid quantity."""


class TooManyOpenOrders(OrderError):
    """A guest has as many orders waiting as one may have."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Several orders with this e-mail address are waiting for us or for "
                "their payment. Nothing was ordered, and your basket is as it was. "
                "Pay or cancel one of them, or sign in to order straight away."
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
        super().__init__(text % self._names)

    @property
    def beside_number(self) -> str:
        """The same where the order's number stands beside it."""
        if self.status == self.wanted:
            return _("It is %(status)s already.") % self._names
        text = _("It is %(status)s, so it cannot become %(wanted)s.")
        return text % self._names

    @property
    def _names(self) -> dict[str, str]:
        return {
            "number": self.number,
            "status": label_of(self.status),
            "wanted": label_of(self.wanted),
        }


class NotPaid(OrderError):
    """The order is paid before it is sent, and the money is not here."""

    def __init__(self, number: str, due: str) -> None:
        text = _(
            "Order %(number)s is not paid yet: %(due)s is still to pay. Nothing was "
            "changed."
        )
        super().__init__(text % {"number": number, "due": due})


class OwnerChanged(OrderError):
    """The order belongs to somebody else than the caller saw."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("Order %(number)s has been moved to another customer in the meantime.")
            % {"number": number}
        )


class PartlyShipped(IllegalStatus):
    """A part of the order is on its way, so the rest cannot be called off."""

    def __init__(self, number: str, status: str) -> None:
        super().__init__(number, status, Status.CANCELLED)
        text = _(
            "Part of order %(number)s is already on its way, so the order can no "
            "longer be cancelled as a whole. Use “Cancel the rest” on its page for "
            "what is not sent yet."
        )
        self.args = (text % {"number": number},)

    @property
    def for_shopper(self) -> str:
        """The same for the customer, who has no such button."""
        text = _(
            "Part of order %(number)s is already on its way, so it can no longer be "
            "cancelled here. Write to us to cancel the rest. You can send back what "
            "arrives."
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
            "Order %(number)s has changed since you opened the form, so nothing was "
            "cancelled. Check what is left before you cancel more."
        )
        super().__init__(text % {"number": number})


class AlreadySent(OrderError):
    """The form of a parcel was posted before: that parcel is on its way."""

    def __init__(self, number: str, position: int) -> None:
        text = _(
            "Parcel %(position)d of order %(number)s has already been sent. Check "
            "the order before you send another."
        )
        super().__init__(text % {"position": position, "number": number})


class PriceChanged(OrderError):
    """The total is not the one the shopper saw; `.quote` holds the new one."""

    def __init__(self, quote: "Quote") -> None:
        self.quote = quote
        super().__init__(
            _(
                "Prices have changed since you saw this basket. Please check "
                "the new total."
            )
        )


class KeyReused(OrderError):
    """An idempotency key came back with another body."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This checkout has already been used for another order. Go back to "
                "your basket and check out again."
            )
        )


class KeyInFlight(OrderError):
    """The same checkout is being placed at this moment, and waiting was cut short."""

    def __init__(self) -> None:
        super().__init__(
            _("We are already placing this order. Please try again in a moment.")
        )


class UnreadableFile(OrderError):
    """A file of orders is missing, damaged, or of another format."""


class ImportStopped(OrderError):
    """The database failed after some batches of an import; those are saved."""

    def __init__(self, *, orders: int, notes: int) -> None:
        super().__init__(
            _(
                "The import stopped. The %(orders)d orders and %(notes)d credit "
                "notes already saved are kept. Run it again to continue from there."
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
