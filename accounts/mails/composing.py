"""Mails about accounts: text and HTML, with a Message-ID that stays the same."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import LoginHistory, User


def locked(login: LoginHistory) -> EmailMultiAlternatives:
    """Return the mail that explains why the account is shut."""
    subject = _("Your account at %(shop)s is locked for a while")
    return _mail("account_locked", subject, login.user, str(login.pk), login=login)


def unusual(login: LoginHistory, *, token: str) -> EmailMultiAlternatives:
    """Return the mail about a login that differs from those before."""
    return _mail(
        "unusual_login",
        _("A new login to your account at %(shop)s"),
        login.user,
        str(login.pk),
        login=login,
        link=settings.SITE_URL + reverse("accounts:not_me", args=[token]),
    )


def welcome(user: User) -> EmailMultiAlternatives:
    """Return the mail that greets a new customer."""
    subject = _("Welcome to %(shop)s")
    link = settings.SITE_URL + reverse("accounts:overview")
    return _mail("welcome", subject, user, str(user.pk), link=link)


def address_changed(user: User, *, old: str) -> EmailMultiAlternatives:
    """Return the mail to the old address when staff entered another one."""
    subject = _("Your account at %(shop)s has a new e-mail address")
    return _mail("address_changed", subject, user, str(user.pk), to=old)


def _mail(
    name: str,
    subject: str,
    user: User | None,
    reference: str,
    to: str = "",
    **context: Any,
) -> EmailMultiAlternatives:
    assert user is not None  # noqa: S101
    context |= {
        "user": user,
        "minutes": settings.LOCKOUT_MINUTES,
        "failures": settings.LOCKOUT_FAILURES,
        "shop_name": settings.SHOP_NAME,
        "site_url": settings.SITE_URL,
        "reset_url": settings.SITE_URL + reverse("account_reset_password"),
    }
    message = EmailMultiAlternatives(
        subject=subject % {"shop": settings.SHOP_NAME},
        body=render_to_string(f"emails/{name}.txt", context),
        to=[to or user.email or ""],
        headers={"Message-ID": f"<{name}-{reference}@{settings.SITE_HOST}>"},
    )
    html = render_to_string(f"emails/{name}.html", context)
    message.attach_alternative(html, "text/html")
    return message
