"""The key with which a guest opens an order: random, it ends, and can be renewed."""

from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

LENGTH = 40  # hexadecimal characters of a key: 160 bits


def fresh_link() -> dict[str, Any]:
    """Return the columns of a link that is good from now on."""
    return {
        "guest_nonce": token_hex(16),
        "guest_until": timezone.now() + timedelta(days=settings.GUEST_LINK_DAYS),
    }


class GuestLink(models.Model):
    """An order that a guest opens by a key.

    The key is made of a random part, which is kept here, and of the shop's secret.
    Neither a copy of the database nor the secret alone opens an order, and yet a mail
    of next week names the same key, and a checkout that is sent twice leads to the same
    address twice.
    """

    guest_nonce = models.CharField(max_length=32, null=True, editable=False)
    guest_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def guest_key(self) -> str:
        """The key that opens the order; '' where none does."""
        if not self.is_open_to_guests:
            return ""
        text = f"{self.pk}:{self.guest_nonce}"
        digest = salted_hmac("orders.guest_link", text, algorithm="sha256")
        return digest.hexdigest()[:LENGTH]

    @property
    def is_open_to_guests(self) -> bool:
        """Whether a key may open it now. A customer's order opens to no key."""
        return bool(
            self.customer_id is None  # type: ignore[attr-defined]
            and self.guest_nonce
            and self.guest_until
            and self.guest_until > timezone.now()
        )

    def opens_to(self, key: str) -> bool:
        """Tell whether the key opens the order."""
        wanted = self.guest_key
        return bool(wanted) and constant_time_compare(key, wanted)

    def renew_guest_link(self) -> None:
        """Let a new key open the order, and no older one."""
        self._write_link(**fresh_link())

    def keep_guest_link(self) -> None:
        """Let the key be good for the whole time again where half of it is over.

        A mail that goes out now must hold a key that works. One that has ended never
        works again: a new one takes its place.
        """
        fresh, half = fresh_link(), timedelta(days=settings.GUEST_LINK_DAYS / 2)
        if not self.is_open_to_guests:
            self._write_link(**fresh)
        elif self.guest_until and fresh["guest_until"] - self.guest_until > half:
            self._write_link(self.guest_nonce, fresh["guest_until"])

    def _write_link(self, guest_nonce: str | None, guest_until: Any) -> None:
        rows = type(self)._base_manager.filter(pk=self.pk)
        mine = rows.filter(guest_nonce=self.guest_nonce)
        if mine.update(guest_nonce=guest_nonce, guest_until=guest_until):
            self.guest_nonce, self.guest_until = guest_nonce, guest_until
        else:
            # Somebody renewed it meanwhile: theirs is as good.
            found = rows.values_list("guest_nonce", "guest_until").get()
            self.guest_nonce, self.guest_until = found
