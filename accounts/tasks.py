"""Mails about accounts, sent from the outbox: each may be sent twice.

What the rows hold is no secret: links that open something are made when a mail is sent,
or the mail is sealed.
"""

from uuid import UUID

from django.core.mail import EmailMessage

from accounts.mails import composing as emails
from accounts.mails import log as mail_log
from accounts.mails import sealed as sealed_mail
from accounts.models import LoginHistory, User
from accounts.services.disowning import disowning_token
from database.queue.lanes import Lane, handles


@handles("account_locked", Lane.MAIL)
def explain_lock(login_id: str) -> None:
    """Tell the owner that somebody guessed until the account was shut."""
    login = _login(login_id)
    if login.user and login.user.email:
        _send(emails.locked(login), "account_locked", login.pk, login.user)


@handles("unusual_login", Lane.MAIL)
def tell_of_login(login_id: str) -> None:
    """Tell the owner of a login that differs from those before."""
    login = _login(login_id)
    if login.user and login.user.email:
        message = emails.unusual(login, token=disowning_token(login))
        _send(message, "unusual_login", login.pk, login.user)


@handles("welcome", Lane.MAIL, once_for_ever=True)
def welcome(user_id: str) -> None:
    """Greet a customer whose address is confirmed."""
    user = User.all_objects.get(pk=UUID(user_id))
    if user.email:
        _send(emails.welcome(user), "welcome", user.pk, user)


@handles(sealed_mail.KIND, Lane.MAIL)
def send_sealed_mail(mail_id: str, sealed: str) -> None:
    """Send a mail with a link that only its reader may see."""
    sealed_mail.send(mail_id=mail_id, sealed=sealed)


def _send(message: EmailMessage, kind: str, about: UUID, user: User) -> None:
    mail_log.send(message, kind=kind, key=f"{kind}:{about}", user_id=user.pk)


def _login(login_id: str) -> LoginHistory:
    return LoginHistory.objects.select_related("user").get(pk=UUID(login_id))
