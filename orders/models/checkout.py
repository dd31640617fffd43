"""The idempotency key of a checkout: a double click is one order."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import OperationalError, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import UUIDModel
from database.rows.insert import checks_keys_at_commit, insert_once
from database.transactions import Trouble, classify
from orders.errors import KeyInFlight, KeyReused

if TYPE_CHECKING:
    from orders.models.orders import Order


LONGEST_KEY = 200


class CheckoutKeyManager(models.Manager["CheckoutKey"]):
    def claim(
        self, owner: str, key: str, fingerprint: str, order_id: UUID
    ) -> "CheckoutKey":
        """Insert the key or wait for the rival who did, and return the row.

        A new row names the order that is going to be inserted, where the database
        bears with that until COMMIT; elsewhere `settle` names it.

        Raises KeyReused if the row's body is another, KeyInFlight if the wait
        for the rival took too long. The row commits with its order, in one transaction:
        a key claimed in a transaction of its own stays stuck when the worker dies.
        """
        row = CheckoutKey(owner=owner, key=key, fingerprint=fingerprint)
        if checks_keys_at_commit():
            row.order_id = order_id
        try:
            row.is_new = insert_once(row)
        except OperationalError as error:
            if classify(error) in {Trouble.CONFLICT, Trouble.TIMEOUT}:
                raise KeyInFlight from error
            raise
        if row.is_new:
            return row
        claimed = self.select_related("order").get(owner=owner, key=key)
        claimed.refuse_other_body(fingerprint)
        return claimed

    def known(self, owner: str, key: str) -> "CheckoutKey | None":
        """Return the row of a key whose order is placed."""
        rows = self.filter(owner=owner, key=key, order__isnull=False)
        return rows.select_related("order").first()


class CheckoutKey(UUIDModel):
    """A key, whose it is, what was posted with it, and the order it led to."""

    owner = models.CharField(max_length=300)
    key = models.CharField(max_length=LONGEST_KEY)
    fingerprint = models.CharField(max_length=64)
    order = models.OneToOneField(
        "orders.Order", on_delete=models.CASCADE, null=True, related_name="checkout_key"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = CheckoutKeyManager()

    # Whether this claim was the first with its key; else `order` is the first's.
    is_new = False

    class Meta:
        verbose_name = _("checkout key")
        verbose_name_plural = _("checkout keys")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "key"], name="orders_checkoutkey_once"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def refuse_other_body(self, fingerprint: str) -> None:
        """Raise KeyReused where the same key came with another body."""
        if self.fingerprint != fingerprint:
            raise KeyReused

    def settle(self, order: "Order") -> None:
        """Bind the key to the order it led to, where it was not known before."""
        if self.order_id is None:
            self.order = order
            self.save(update_fields=["order"])
