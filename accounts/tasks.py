"""Mails about accounts, sent from the outbox: each may be sent twice.

What the rows hold is no secret: links that open something are made when a mail is sent,
or the mail is sealed.
"""

from uuid import UUID

from accounts import emails, sealed_mail
from accounts.models import LoginHistory, User
from accounts.services.disowning import disowning_token
from database.lanes import Lane, handles


@handles("account_locked", Lane.MAIL)
def explain_lock(login_id: str) -> None:
    """Tell the owner that somebody guessed until the account was shut."""
    login = _login(login_id)
    if login.user and login.user.email:
        emails.locked(login).send()


@handles("unusual_login", Lane.MAIL)
def tell_of_login(login_id: str) -> None:
    """Tell the owner of a login that differs from those before."""
    login = _login(login_id)
    if login.user and login.user.email:
        emails.unusual(login, token=disowning_token(login)).send()


@handles("welcome", Lane.MAIL, once_for_ever=True)
def welcome(user_id: str) -> None:
    """Greet a customer whose address is confirmed."""
    user = User.all_objects.get(pk=UUID(user_id))
    if user.email:
        emails.welcome(user).send()


@handles(sealed_mail.KIND, Lane.MAIL)
def send_sealed_mail(mail_id: str, sealed: str) -> None:
    """Send a mail with a link that only its reader may see."""
    sealed_mail.send(mail_id=mail_id, sealed=sealed)


def _login(login_id: str) -> LoginHistory:
    return LoginHistory.objects.select_related("user").get(pk=UUID(login_id))
