"""A customer's own data: profile, addresses, confirmed e-mail address."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Address, User
from database.audit.log import log_operation
from database.queue import outbox
from database.rows.locking import lock_in_order
from database.transactions import retry_on_conflict


@retry_on_conflict()
def update_profile(*, user: User, **fields: Any) -> User:
    """Save these fields of a person's own profile, and no other."""
    for name, value in fields.items():
        setattr(user, name, value)
    if fields:
        user.save(update_fields=set(fields))
    return user


@retry_on_conflict()
def save_address(
    *, user: User, address_id: UUID | None = None, **fields: Any
) -> Address:
    """Keep an address, or change one. The first one is used first until another is.

    Raises Address.DoesNotExist where the address is not the user's.
    """
    # The owner's row: a first address has no other to lock.
    lock_in_order(User.all_objects.filter(pk=user.pk))
    others = Address.objects.filter(user=user)
    address = others.get(pk=address_id) if address_id else Address(user=user)
    for name, value in fields.items():
        setattr(address, name, value)
    others = others.exclude(pk=address.pk)
    if address.is_default:
        others.filter(is_default=True).update(is_default=False)
    elif not others.filter(is_default=True).exists():
        address.is_default = True
    address.save()
    return address


@retry_on_conflict()
def remove_address(*, user: User, address_id: UUID) -> None:
    """Forget an address; if it came first, another one does now."""
    lock_in_order(User.all_objects.filter(pk=user.pk))
    addresses = Address.objects.filter(user=user)
    addresses.filter(pk=address_id).delete()
    next_one = addresses.first()
    if next_one and not next_one.is_default:
        next_one.is_default = True
        next_one.save(update_fields=["is_default"])


@retry_on_conflict()
def confirm_email(*, user_id: UUID, email: str) -> None:
    """Record that the person reads mail at their address, and tell the upper floors."""
    user = User.objects.select_for_update().filter(pk=user_id, email=email).first()
    if user is None:
        return
    mark_verified(user)


@retry_on_conflict()
def verify_user(*, user_id: UUID) -> bool:
    """Take the person's address as confirmed, on the word of the staff.

    False if there is nothing to confirm: no address, or confirmed already.
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None or not user.email or user.is_verified:
        return False
    accept_address(user)
    log_operation(
        "accounts.verify", _("%s was verified.") % user.username, user=user.username
    )
    return True


def accept_address(user: User, *, delay: timedelta | None = None) -> None:
    """Take the address as confirmed; the caller holds the transaction."""
    EmailAddress.objects.update_or_create(
        user=user,
        email=user.email,
        defaults={"verified": True},
        create_defaults={"verified": True, "primary": True},
    )
    mark_verified(user, delay=delay)


def mark_verified(user: User, *, delay: timedelta | None = None) -> None:
    """Record it, tell the upper floors, and greet; the caller holds the transaction.

    With a `delay`, also of nothing, the worker does the telling: many at once would
    keep whoever waits for the answer.
    """
    user.is_verified, user.email_verified_at = True, timezone.now()
    user.save(update_fields=["is_verified", "email_verified_at"])
    user_id = str(user.pk)
    # Once a person and address, without writing it where others read.
    address = salted_hmac("accounts.confirmed", user.email or "").hexdigest()[:32]
    outbox.put(
        "email_confirmed",
        key=f"confirmed:{user_id}:{address}",
        delay=delay,
        user_id=user_id,
    )
    # Once a person, however often the address changes.
    outbox.put("welcome", key=f"welcome:{user_id}", delay=delay, user_id=user_id)


@retry_on_conflict()
def keep_email_address(*, user: User) -> None:
    """Give a confirmed person the row by which django-allauth knows it.

    People who were created by staff, by an import or as demo data have none yet, or
    one that asking for a new password made, and would have to confirm it again.
    """
    if user.email and user.is_verified:
        EmailAddress.objects.update_or_create(
            user=user,
            email=user.email,
            defaults={"verified": True},
            create_defaults={"verified": True, "primary": True},
        )
