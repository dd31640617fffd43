"""A provider that moves no money, for trying the shop and for its tests.

It keeps its books in files, as a real one keeps them elsewhere: what it did stays done
when the shop's transaction is rolled back or its process dies. `TEST_PAYMENTS` tells it
how to behave.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.signing import dumps, loads
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from database.queue import outbox
from orders.errors import ForgedEvent
from orders.models import Payment, PaymentEntry, Refund
from orders.providers import signing
from orders.providers.base import (
    REFUSED,
    Answer,
    Event,
    OnlineProvider,
    ProviderSilent,
)

Kind = PaymentEntry.Kind
SIGNATURE = "Kontor-Signature"

# How it can be told to behave.
OFF = "off"
PAYS = "pays"
SETS_ASIDE = "sets_aside"  # the money is taken when the order is sent
FAILS = "fails"
LATE = "late"  # no answer but "wait"; an event tells
TWICE = "twice"  # the answer, and an event that comes two times
NEVER = "never"  # the money is taken and nobody is told
ASKS = "asks"  # the customer confirms or declines on a page of its own

_ASKED = "orders.providers.rehearsal"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the customer is asked to confirm: it stands, signed, in the page's URL."""

    order: str
    reference: str
    amount: str
    currency: str

    @classmethod
    def of(cls, payment: Payment) -> "Asked":
        number = payment.order.number
        amount = str(payment.amount)
        return cls(number, payment.reference, amount, payment.currency)

    @classmethod
    def read(cls, token: str) -> "Asked":
        """Return what the token says. Raises BadSignature."""
        return cls(**loads(token, salt=_ASKED))

    @property
    def token(self) -> str:
        return dumps(asdict(self), salt=_ASKED)

    @property
    def path(self) -> str:
        """The page's path."""
        return reverse("orders:rehearsal", args=[self.token])

    @property
    def became(self) -> str:
        """What was done under its reference: a kind, or nothing yet."""
        done = _read(self.reference)
        return str(done["kind"]) if done else ""

    def decide(self, *, confirms: bool) -> None:
        """Do what the customer decided, once, and tell the shop."""
        kind = Kind.CAPTURED if confirms else REFUSED
        done = _once(self.reference, kind, Decimal(self.amount), self.currency)
        why = {} if done["kind"] != REFUSED else {"why": _("You declined the payment.")}
        outbox.put(
            "rehearsal_event",
            key=f"rehearsal:{done['id']}:first",
            body=event_body(done, self.reference, **why),
        )


class Rehearsal(OnlineProvider):
    """The test provider."""

    code = "test_card"

    def charge(self, payment: Payment) -> Answer:
        """Do as told; the same reference is charged once, whatever is told then."""
        told = settings.TEST_PAYMENTS
        if told == FAILS and not _book(payment.reference).exists():
            return Answer(refusal=_("The test card was refused."))
        if told == ASKS and not _book(payment.reference).exists():
            return Answer(act_at=Asked.of(payment).path)
        kind = Kind.AUTHORISED if told == SETS_ASIDE else Kind.CAPTURED
        done = _once(payment.reference, kind, payment.amount, payment.currency)
        if done["kind"] == Kind.VOIDED:
            return Answer(refusal=_("The charge was cancelled."))
        if done["kind"] == REFUSED:
            return Answer(refusal=_("You declined the payment."))
        return self._tell(done, payment.reference)

    def capture(self, payment: Payment) -> Answer:
        name = f"{payment.reference}-capture"
        done = _once(name, Kind.CAPTURED, payment.amount, payment.currency)
        return self._tell(done, payment.reference)

    def void(self, payment: Payment) -> Answer:
        """Let go of it; a charge that comes after finds the reference closed."""
        done = _once(payment.reference, Kind.VOIDED, payment.amount, payment.currency)
        if done["kind"] == Kind.AUTHORISED:
            name = f"{payment.reference}-void"
            done = _once(name, Kind.VOIDED, payment.amount, payment.currency)
            return self._tell(done, payment.reference)
        if done["kind"] == Kind.CAPTURED:
            return self._tell(done, payment.reference)
        return Answer()

    def refund(self, refund: Refund, payment: Payment) -> Answer:
        if settings.TEST_PAYMENTS == FAILS:
            return Answer(refusal=_("The test card cannot take refunds."))
        name = refund.provider_reference
        done = _once(name, Kind.REFUNDED, refund.amount, refund.currency)
        return self._tell(done, payment.reference, refund=name)

    def read_event(self, headers: Mapping[str, str], body: bytes) -> Event:
        signing.verify(secret(), body, headers.get(SIGNATURE, ""))
        try:
            payload = json.loads(body)
            happened: datetime | None = parse_datetime(payload["at"])
            amount = Decimal(payload["amount"])
            event_id, kind = str(payload["id"]), str(payload["kind"])
        except (ValueError, KeyError, TypeError, InvalidOperation) as error:
            raise ForgedEvent("the message cannot be read") from error
        if happened is None or not event_id or not amount.is_finite():
            raise ForgedEvent("the message cannot be read")
        return Event(
            event_id=event_id[:150],
            kind=kind[:60],
            happened_at=happened,
            reference=str(payload.get("reference", "")),
            provider_reference=str(payload.get("charge", "")),
            amount=amount,
            currency=str(payload.get("currency", "")),
            payload=payload,
        )

    def _tell(self, done: dict[str, Any], reference: str, **extra: str) -> Answer:
        told = settings.TEST_PAYMENTS
        if told == NEVER:
            raise ProviderSilent(_("The test provider is not answering."))
        if told in (LATE, TWICE):
            body = event_body(done, reference, **extra)
            for time in ("first", "second") if told == TWICE else ("first",):
                outbox.put(
                    "rehearsal_event",
                    key=f"rehearsal:{done['id']}:{time}",
                    delay=timedelta(),
                    body=body,
                )
        if told == LATE:
            return Answer()
        return Answer(done["kind"], Decimal(done["amount"]), done["charge"])


def secret() -> str:
    """Return what the test provider's messages are signed with."""
    return salted_hmac("orders.payments.rehearsal", "events").hexdigest()


def event_body(done: Mapping[str, Any], reference: str, **extra: str) -> str:
    """Return the message in which the provider tells what it did."""
    return json.dumps({**done, **extra, "reference": reference})


def charges() -> list[dict[str, Any]]:
    """Return everything the provider did, for those who compare its books."""
    return [json.loads(path.read_text()) for path in sorted(_folder().glob("*.json"))]


def _once(name: str, kind: str, amount: Decimal, currency: str) -> dict[str, Any]:
    """Do it, or return what was done under this name before."""
    done = {
        "id": uuid4().hex,
        "kind": str(kind),
        "charge": name,
        "amount": str(amount),
        "currency": currency,
        "at": timezone.now().isoformat(),
    }
    draft = _folder() / f".{done['id']}"
    draft.write_text(json.dumps(done))
    try:
        # Whole or not at all, and only where nobody was faster.
        os.link(draft, _book(name))
    except FileExistsError:
        return _read(name) or done
    finally:
        draft.unlink()
    return done


def _read(name: str) -> dict[str, Any] | None:
    path = _book(name)
    return json.loads(path.read_text()) if path.exists() else None


def _book(name: str) -> Path:
    return _folder() / f"{name}.json"


def _folder() -> Path:
    folder = Path(settings.TEST_PAYMENTS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
