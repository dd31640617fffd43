"""What providers tell us: stored under its own id first, then acted on, once."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import structlog
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from database.audit.log import log_operation
from database.errors import KontorError
from database.models import AuditEntry
from database.queue import outbox
from database.rows.insert import insert_once
from database.rows.money import is_money
from database.transactions import retry_on_conflict
from orders.errors import ForgedEvent, OrderError
from orders.ledger.steps import EventStep, passing
from orders.models import Order, Payment, PaymentEntry, ProviderEvent, Refund
from orders.payments.charging import finish, take_refusal
from orders.payments.paying import receive
from orders.providers import REFUSED, Event, online

logger = structlog.get_logger(__name__)
Kind = PaymentEntry.Kind
FORGED = "payments.forged_event"
FORGERIES_A_MINUTE = 10


class UnknownProvider(KontorError):
    """Nobody of this name sends messages to the shop."""


def receive_event(
    *, provider_code: str, headers: Mapping[str, str], body: bytes
) -> ProviderEvent:
    """Check a provider's message and store it; it is acted on after commit.

    Told twice, it is stored once. Raises ForgedEvent, which is logged, and
    UnknownProvider.
    """
    provider = online(provider_code)
    if provider is None:
        raise UnknownProvider(_("No payment provider has this name."))
    try:
        event = provider.read_event(headers, body)
    except ForgedEvent as error:
        logger.warning("payment_event_forged", provider=provider_code, why=error.cause)
        _log_forgery(provider_code, error, len(body))
        raise
    return store_event(provider_code=provider_code, event=event)


def _log_forgery(provider_code: str, error: ForgedEvent, size: int) -> None:
    """Write it into the audit log, a few times a minute: anybody may post."""
    lately = timezone.now() - timedelta(minutes=1)
    seen = AuditEntry.objects.filter(operation=FORGED, created_at__gte=lately)
    if seen.count() < FORGERIES_A_MINUTE:
        log_operation(
            FORGED,
            f"A message that claims to be from {provider_code} was refused: "
            f"{error.cause}.",
            level="warning",
            provider=provider_code,
            bytes=size,
        )


@retry_on_conflict()
def store_event(*, provider_code: str, event: Event) -> ProviderEvent:
    """Store the message under its own id, and queue it to be acted on."""
    row = ProviderEvent(
        provider=provider_code,
        event_id=event.event_id,
        kind=event.kind,
        happened_at=event.happened_at,
        payload=event.payload,
    )
    named = {"provider": provider_code, "event_id": event.event_id}
    if not insert_once(row):
        ProviderEvent.objects.filter(**named).update(deliveries=F("deliveries") + 1)
        return ProviderEvent.objects.get(**named)
    outbox.put("provider_event", key=f"event:{row.pk}", event_row=str(row.pk))
    passing(EventStep.STORED, event.event_id)
    return row


def act_on_event(event_id: UUID) -> None:
    """Do what a stored message says, unless that was done."""
    passing(EventStep.ACTING, str(event_id))
    apply_event(event_id=event_id)
    passing(EventStep.COMMITTED, str(event_id))


@retry_on_conflict()
def apply_event(*, event_id: UUID, again: bool = False) -> ProviderEvent:
    """Act on a message in one transaction; with `again` also on one that was done.

    Nothing happens twice: the ledger knows the provider's reference. Raises OrderError
    where it cannot be acted on yet, as when a refund is told of before its payment.
    """
    event = ProviderEvent.objects.select_for_update().get(pk=event_id)
    if event.handled_at and not again:
        return event
    outcome = _apply(event)
    event.note(
        handled_at=timezone.now(), outcome=outcome[:300], attempts=event.attempts + 1
    )
    passing(EventStep.APPLIED, event.event_id)
    return event


def replay_event(*, event_id: UUID) -> ProviderEvent:
    """Act on a message once more, for staff, and write down who did."""
    event = apply_event(event_id=event_id, again=True)
    log_operation(
        "payments.replay_event",
        f"Acted again on {event}: {event.outcome}",
        provider=event.provider,
        event=event.event_id,
    )
    return event


def _apply(event: ProviderEvent) -> str:
    """Return what came of it, in a sentence."""
    if event.kind not in (*Kind.values, REFUSED):
        return _("Nothing to do: this moves no money.")
    told = event.payload
    payment = Payment.objects.filter(
        provider=event.provider, reference=told.get("reference", "")
    ).first()
    if payment is None:
        return _("We have no charge with this reference.")
    order = Order.objects.locked(payment.order_id)
    if event.kind == REFUSED:
        noted = take_refusal(order, payment, str(told.get("why", "")))
        return _("The refusal is noted.") if noted else _("Nothing to do: it was paid.")
    amount, reference = _told_amount(told), str(told["charge"])[:150]
    refund = Refund.objects.filter(
        order=order, provider=event.provider, entry=None
    ).find(told.get("refund", ""))
    if event.kind == Kind.REFUNDED and refund:
        if refund.amount != amount:
            raise OrderError(_("The amount refunded is not the amount we granted."))
        finish(order, refund, reference)
        return _("The refund is booked.")
    booked = receive(
        order,
        event.kind,
        amount,
        provider=event.provider,
        reference=reference,
        currency=told.get("currency", ""),
        occurred_at=event.happened_at,
    )
    return _("It is booked.") if booked else _("It had already been booked.")


def _told_amount(told: Mapping[str, Any]) -> Decimal:
    """Return the amount of the message, to the cent. Raises OrderError."""
    try:
        amount = Decimal(str(told["amount"]))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not is_money(amount):
        raise OrderError(_("The message names an amount that cannot be booked."))
    return amount
