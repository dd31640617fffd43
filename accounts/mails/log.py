"""Sending mails about accounts, and writing down how it went.

The log keeps to whom, about what and when; never the text, which may hold a link that
opens the account.
"""

from uuid import UUID

from django.core.mail import EmailMessage

from accounts.models import AccountMail
from database.rows.insert import insert_once


def send(
    message: EmailMessage, *, kind: str, key: str, user_id: UUID | str | None = None
) -> None:
    """Send the mail and log it; raise what kept it from going, and log that.

    The same key is the same mail: another try counts in the row of the first.
    """
    row = AccountMail(
        kind=kind[:60],
        key=key,
        recipient=message.to[0],
        subject=str(message.subject)[:250],
        user_id=user_id,
    )
    insert_once(row)
    try:
        message.send()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        row.note(AccountMail.Status.FAILED, error=reason)
        raise
    row.note(AccountMail.Status.SENT)
