"""The office: mail texts, a mail that fails, a stranger shut out, a provider."""

from contextlib import suppress
from datetime import timedelta

from django.utils.translation import gettext as _

from database.brakes.blocking import block_address, unblock_address
from database.brakes.counting import Braked, check
from database.models import OutboxMessage
from database.queue.lanes import Lane
from database.queue.mail_masking import without_addresses
from orders.brakes import FIND_MAILS, FINDS
from orders.demo.examples.stage import Stage, inner
from orders.mails.kinds import KINDS
from orders.mails.mailing import write_mail_text
from orders.models import Mail, MailText
from orders.payments.inbox import apply_event, store_event
from orders.providers import Event
from orders.status import Status

# From the first try to the one after the tenth, at the pace of the queue.
TRIES, LAST_PAUSE = 10, timedelta(seconds=30 * (2**10 - 1))
STRANGER, NETWORK = "203.0.113.66", "198.51.100.128/26"


def act_out(stage: Stage) -> None:
    """Rewrite a mail's text, let one fail, keep a stranger out, hear a provider."""
    with stage.playing("owner"):
        _word()
    with stage.playing("ops"):
        _keep_out()
    _fail(stage)
    _hear(stage)


def _word() -> None:
    kind = KINDS["parcel_sent"]
    row, _made = MailText.objects.get_or_create(kind=kind.code)
    write_mail_text(
        row=row,
        subject=_("Order {number}: {parcel} has left Quay Street"),
        body=f"{kind.body}\n\n" + _("Warm regards from all of us at {shop}"),
    )


def _keep_out() -> None:
    """Let somebody ask for links to orders until they are refused, and block them."""
    tries = [(FINDS, STRANGER), (FIND_MAILS, "one.of.many@example.net")]
    for _try in range(FIND_MAILS.most + 2):
        with suppress(Braked):
            check(tries)
    block_address(network=STRANGER, reason=_("Guesses names and passwords"))
    row = block_address(network=NETWORK, reason=_("Fills baskets by the thousand"))
    unblock_address(row=row)


def _fail(stage: Stage) -> None:
    """Let the mail of an order of this morning be refused by its server till now."""
    order = stage.others.filter(
        status=Status.PENDING,
        placed_at__lt=stage.until - timedelta(hours=4),
        placed_at__gt=stage.until - timedelta(hours=8),
    ).first()
    mail = order and order.mails.filter(kind="order_placed").first()
    if not order or not mail:
        return
    error = (
        f"SMTPRecipientsRefused: {{'{mail.recipient}': (452, b'4.2.2 The mailbox is "
        "full')}"
    )
    Mail.objects.filter(pk=mail.pk).update(
        status=Mail.Status.FAILED, attempts=TRIES, sent_at=None, subject="", error=error
    )
    OutboxMessage.objects.create(
        kind="mail",
        lane=Lane.MAIL,
        key=mail.queue_key,
        payload={"mail_id": str(mail.pk)},
        attempts=TRIES,
        error=without_addresses(error),
        created_at=mail.created_at,
        due_at=mail.created_at + LAST_PAUSE,
    )


def _hear(stage: Stage) -> None:
    """Take two messages of the test provider, one of them told twice."""
    told = (
        ("evt_demo_payout", "payout.paid", {"amount": "418.20"}),
        ("evt_demo_unknown", "captured", {"amount": "32.00", "charge": "ch_demo"}),
    )
    for event_id, kind, payload in told:
        event = Event(
            event_id=event_id,
            kind=kind,
            happened_at=stage.until - timedelta(hours=6),
            payload={"id": event_id, "kind": kind, "currency": "GBP", **payload},
        )
        row = inner(store_event)(provider_code="test_card", event=event)
        inner(apply_event)(event_id=row.pk)
    inner(store_event)(provider_code="test_card", event=event)
