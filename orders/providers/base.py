"""What every provider is, and what those can do that move money by themselves."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.utils.http import url_has_allowed_host_and_scheme

from database.errors import ServerSilent
from orders.models import Payment, PaymentEntry, Refund

Kind = PaymentEntry.Kind
# An event's kind: the provider takes no money, and its payload says `why`.
REFUSED = "refused"


class ProviderSilent(ServerSilent):
    """The provider did not answer: perhaps it did what was asked, perhaps not.

    The outbox asks again under the same reference, which finds out.
    """


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider did: a kind of entry under a reference of its own.

    Without a kind nothing happened yet and an event will tell; with a `refusal` nothing
    will. With `act_at`, nothing happens before the customer confirms at that URL, a
    path of ours or an https one.
    """

    kind: str = ""
    amount: Decimal = Decimal(0)
    reference: str = ""
    refusal: str = ""
    act_at: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What a provider tells by itself, after its signature was checked.

    `kind` is one of the ledger's, or something that moves no money. `reference` is
    ours, `provider_reference` theirs.
    """

    event_id: str
    kind: str
    happened_at: datetime
    reference: str = ""
    provider_reference: str = ""
    amount: Decimal | None = None
    currency: str = ""
    payload: dict[str, Any] = field(default_factory=dict)


def may_be_linked(url: str) -> bool:
    """Tell whether customers may be led there: to a path of ours, or over https."""
    if not url.startswith(("/", "https://")):
        return False
    try:
        hosts = {urlsplit(url).netloc}
    except ValueError:
        return False
    return url_has_allowed_host_and_scheme(url, hosts, require_https=True)


class OnlineProvider(ABC):
    """A provider that moves money by itself, when the shop asks or by its own doing.

    Calls are made after commit, from the outbox, under no lock. Each may be made again
    after a crash: `payment.reference` and `refund.provider_reference` are the same
    every time, and the same reference is the same movement of money. Each raises
    ProviderSilent where no answer came.
    """

    code = ""

    @abstractmethod
    def charge(self, payment: Payment) -> Answer:
        """Take the money, set it aside (`authorised`), or say where to confirm it."""

    @abstractmethod
    def capture(self, payment: Payment) -> Answer:
        """Take the money that was set aside."""

    @abstractmethod
    def void(self, payment: Payment) -> Answer:
        """Release the money that was set aside, and charge no more under this name.

        Where the money was taken meanwhile, the answer says so (`captured`); where
        nothing ever was, it is empty.
        """

    @abstractmethod
    def refund(self, refund: Refund, payment: Payment) -> Answer:
        """Give money of this charge back."""

    @abstractmethod
    def read_event(self, headers: Mapping[str, str], body: bytes) -> Event:
        """Check the signature and read the message. Raises ForgedEvent."""
