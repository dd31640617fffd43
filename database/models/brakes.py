"""What the brakes write down: tries that were counted, and blocked addresses."""

from ipaddress import ip_network

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import BaseModel, UUIDModel


class BrakeCount(UUIDModel):
    """How often somebody tried something within the time of a rule.

    `subject` is a client address or a network as it is; e-mail addresses and visitors
    are kept as keyed hashes, which tell two apart and name nobody.
    """

    rule = models.CharField(_("brake"), max_length=60)
    subject = models.CharField(_("who"), max_length=64)
    # Tries since `began_at`, refused ones too; so many were allowed.
    count = models.PositiveIntegerField(_("tries"), default=1)
    most = models.PositiveIntegerField(_("allowed"))
    began_at = models.DateTimeField(_("since"))
    ends_at = models.DateTimeField(_("until"))
    refused = models.PositiveIntegerField(_("refused"), default=0)
    refused_at = models.DateTimeField(_("last refused"), null=True, blank=True)

    class Meta:
        verbose_name = _("brake")
        verbose_name_plural = _("brakes")
        ordering = ["-refused_at", "-id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject"], name="database_brakecount_once"
            ),
        ]
        indexes = [
            # "Who was refused lately?"
            models.Index(fields=["-refused_at", "-id"], name="database_brake_refused"),
            # Counts are removed some time after they ended.
            models.Index(fields=["ends_at"], name="database_brake_age"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"

    @property
    def is_refusing(self) -> bool:
        """Whether the next try would be refused."""
        return self.count >= self.most and self.ends_at > timezone.now()


class BlockedQuerySet(models.QuerySet["BlockedAddress"]):
    def in_force(self) -> "BlockedQuerySet":
        """Keep what is shut out now."""
        now = timezone.now()
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=now), lifted_at__isnull=True
        )


class BlockedAddress(BaseModel):
    """A client address, or a network, that gets no page of the shop."""

    network = models.CharField(_("address"), max_length=43)
    reason = models.CharField(_("reason"), max_length=200)
    # Empty: until somebody lifts it.
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = BlockedQuerySet.as_manager()

    class Meta:
        verbose_name = _("blocked address")
        verbose_name_plural = _("blocked addresses")
        ordering = ["-created_at", "-id"]
        default_permissions = ("view",)
        permissions = [("block_address", _("Can block addresses and lift the block"))]
        indexes = [
            # Every process reads what is in force, every few seconds.
            models.Index(
                fields=["lifted_at", "until"], name="database_blocked_in_force"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("created_at")),
                name="database_blockedaddress_until_later",
            ),
        ]

    def __str__(self) -> str:
        """Return the address; a network of one without its length."""
        found = ip_network(self.network)
        return str(found.network_address if found.num_addresses == 1 else found)

    @property
    def is_in_force(self) -> bool:
        is_open = self.until is None or self.until > timezone.now()
        return is_open and self.lifted_at is None
