"""What staff do with mails: send one again, and change their texts."""

from uuid import UUID

from django.utils.translation import gettext as _

from database.audit.log import log_operation
from database.models import OutboxMessage
from database.queue import outbox
from database.transactions import retry_on_conflict
from orders import mails
from orders.errors import OrderError
from orders.mails.kinds import KINDS
from orders.models import Mail, MailText


@retry_on_conflict()
def resend_mail(*, mail_id: UUID) -> Mail:
    """Send a copy of a sent mail. Raises OrderError if that makes no sense."""
    original = Mail.objects.select_related("order", "resent_from").get(pk=mail_id)
    copy = mails.send_again(original)
    log_operation(
        "orders.resend_mail",
        f"“{original}” was sent to {original.recipient} again.",
        order=original.order.number,
        kind=original.kind,
    )
    return copy


def retry_mail(*, mail: Mail) -> None:
    """Send a mail that waits or failed, now. Raises NotDelivered with the reason.

    Without a transaction: the queue delivers in its own steps.
    """
    if mail.is_sent:
        raise OrderError(_("“%(mail)s” has already been sent.") % {"mail": mail})
    message = OutboxMessage.objects.filter(key=mail.queue_key).first()
    if message is None:
        raise OrderError(
            _("“%(mail)s” is no longer in the queue. Send a copy instead.")
            % {"mail": mail}
        )
    outbox.try_again(message)


def write_mail_text(*, row: MailText, subject: str, body: str) -> None:
    """Change the words of a kind of mail, inside the caller's transaction.

    Words that are the default's are kept as "the default", so that a later version of
    the shop may better them.
    """
    kind = KINDS[row.kind]
    row.subject = "" if subject.strip() == str(kind.subject) else subject.strip()
    unix = body.replace("\r\n", "\n").strip()
    row.body = "" if unix == str(kind.body) else unix
    row.save(update_fields=["subject", "body"])
    what = "was changed" if row.is_changed else "has its default text again"
    log_operation(
        "orders.mail_text",
        f"The text of the mail “{kind.label}” {what}.",
        kind=row.kind,
        subject=row.subject,
        body=row.body,
    )
