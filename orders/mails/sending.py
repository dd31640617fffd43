"""Sending a logged mail, and writing down how it went."""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import DEFAULT_DB_ALIAS

from orders.mails.composing import Letter, Wording, write
from orders.mails.kinds import KINDS
from orders.mails.links import order_url, with_key
from orders.models import Mail, Order


def send(mail_id: UUID) -> None:
    """Send the mail unless it went out already; raise what kept it from going.

    At least once: who dies between sending and writing it down sends it again, with
    the same Message-ID.
    """
    row = Mail.objects.using(DEFAULT_DB_ALIAS).select_related("order").get(pk=mail_id)
    if row.is_sent:
        return
    try:
        letter = compose(row)
        as_message(row, _as_sent(letter, row.order)).send()
    except Exception as error:
        row.note_failed(error)
        raise
    row.note_sent(subject=letter.subject, text=letter.text, html=letter.html)


def _as_sent(letter: Letter, order: Order) -> Letter:
    """Put the key of today into the links, which the log of mails never holds."""
    if order.customer_id is None:
        order.keep_guest_link()
    text, html = (with_key(one, order) for one in (letter.text, letter.html))
    return Letter(letter.subject, text, html)


def compose(row: Mail) -> Letter:
    """Return the mail as it was written, or write it now."""
    if row.text:
        return Letter(row.subject, row.text, row.html)
    kind, order = KINDS[row.kind], row.order
    lines = order.lines.all() if kind.shows == "order" else ()
    return write(kind, Wording.of(kind), order, lines, row.context, order_url(order))


def as_message(row: Mail, letter: Letter) -> EmailMultiAlternatives:
    """Return the message; a second one of the same row has the same Message-ID."""
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[row.recipient],
        headers={"Message-ID": f"<{row.kind}.{row.pk.hex}@{settings.SITE_HOST}>"},
    )
    # An old mail's HTML is not kept; its text is.
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message
