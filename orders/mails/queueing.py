"""Asking for a mail, inside the transaction of the step that it tells about."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from database.models import OutboxMessage
from database.queue import outbox
from database.rows.insert import insert_once
from orders.errors import OrderError
from orders.mails.kinds import KINDS
from orders.models import Mail, Order

Row = tuple[int, str]
PAUSE_BETWEEN_COPIES = timedelta(minutes=1)


def mail(
    kind: str,
    order: Order,
    *,
    about: Any = "",
    rows: Iterable[Row] = (),
    link: str = "",
    **values: str,
) -> Mail | None:
    """Log and queue a mail in the caller's transaction; None if nobody gets it.

    `about` tells mails of one kind and order apart (a parcel, a refund): the same kind,
    order and `about` is one mail, however often it is asked for. `rows` are (pieces,
    name) below the text, `link` is where the button leads instead of the order,
    `values` are what the kind's text names. Raises TypeError for a missing or a
    misspelt value.
    """
    row = prepare(kind, order, about=about, rows=rows, link=link, **values)
    if row is None or not insert_once(row):
        return None
    queue(row)
    return row


def prepare(
    kind: str,
    order: Order,
    *,
    about: Any = "",
    rows: Iterable[Row] = (),
    link: str = "",
    **values: str,
) -> Mail | None:
    """Return the unsaved row of a mail, for those who insert it with other rows."""
    missing_or_unknown = KINDS[kind].values.keys() ^ values.keys()
    if missing_or_unknown:
        names = ", ".join(sorted(missing_or_unknown))
        raise TypeError(f"A mail of kind {kind!r}: missing or unknown: {names}.")
    if not order.email:
        return None
    context: dict[str, Any] = {"values": {k: str(v) for k, v in values.items()}}
    if rows:
        context["rows"] = [[count, str(name)] for count, name in rows]
    if link:
        context["link"] = link
    row = Mail(
        order=order,
        kind=kind,
        key=f"{kind}:{order.pk}:{about}",
        recipient=order.email,
        context=context,
    )
    row.stamp()
    return row


def queue(row: Mail) -> None:
    """Queue an inserted row for sending, right after commit."""
    outbox.put("mail", key=row.queue_key, mail_id=str(row.pk))


def prepare_queued(kind: str, order: Order) -> tuple[Mail, OutboxMessage] | None:
    """Return the unsaved rows of a mail and of its place in the queue.

    For those who insert both with other rows, and then let it be delivered.
    """
    row = prepare(kind, order)
    if row is None:
        return None
    return row, outbox.prepare("mail", key=row.queue_key, mail_id=str(row.pk))


def send_again(original: Mail) -> Mail:
    """Queue a copy of a sent mail in the caller's transaction, and return it.

    A copy has a Message-ID of its own: mail programs hide a second mail with the same.
    Raises OrderError if the mail was not sent yet, or a minute ago.
    """
    first = original.resent_from or original
    if not original.is_sent:
        raise OrderError(
            _("“%(mail)s” has not been sent yet. It will be tried again automatically.")
            % {"mail": original}
        )
    copies = first.resent.count()
    newest = first.resent.order_by("-created_at").first()
    if newest and timezone.now() - newest.created_at < PAUSE_BETWEEN_COPIES:
        raise OrderError(
            _("“%(mail)s” was sent again less than a minute ago.") % {"mail": original}
        )
    copy = Mail(
        order=first.order,
        kind=first.kind,
        key=f"{first.key}#{copies + 1}",
        recipient=first.recipient,
        context=first.context,
        subject=first.subject,
        text=first.text,
        html=first.html,
        resent_from=first,
    )
    copy.stamp()
    if insert_once(copy):
        queue(copy)
    return copy
