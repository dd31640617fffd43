"""What follows when somebody proves that an address is theirs."""

from typing import Any

from allauth.account.models import EmailAddress

from accounts.services import confirm_email


def record_confirmation(*, email_address: EmailAddress, **signal: Any) -> None:
    """Mark the user as verified. django-allauth sends this for every way to confirm."""
    confirm_email(user_id=email_address.user_id, email=email_address.email)
