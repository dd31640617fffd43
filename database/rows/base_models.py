"""Abstract bases of every model. No concrete model lives here."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, router
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.context import current_actor
from database.errors import StaleVersion
from database.rows.ids import uuid7
from database.rows.locking import lock_in_order


class UUIDModel(models.Model):
    """A row with a key that grows with time and is never shown to people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    def refresh_from_db(
        self, using: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Read the row again where it is changed, also when a replica gave it."""
        where = using or router.db_for_write(type(self), instance=self)
        super().refresh_from_db(where, *args, **kwargs)

    def to_dict(self) -> dict[str, Any]:
        """Return the row's own columns by name; a foreign key as the key it holds."""
        return {
            field.attname: field.value_from_object(self)
            for field in self._meta.concrete_fields
        }


class BaseModel(UUIDModel):
    """Key, times and actors. Saving stamps them; bulk paths stamp by `touched()`."""

    created_at = models.DateTimeField(
        _("created"), default=timezone.now, editable=False
    )
    updated_at = models.DateTimeField(
        _("changed"), default=timezone.now, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        """Stamp time and actor, even if the caller names the fields to save."""
        self.stamp()
        if update_fields is not None:
            update_fields = {*update_fields, "updated_at", "updated_by"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def stamp(self) -> None:
        """Write down who makes or changes the row, and when."""
        actor = current_actor()
        if self._state.adding:
            self.created_by_id = self.created_by_id or actor.user_id
        else:
            self.updated_at = timezone.now()
        self.updated_by_id = actor.user_id or self.updated_by_id


def touched() -> dict[str, Any]:
    """Return what a bulk `update()` has to add, because it skips `save()`."""
    return {"updated_at": timezone.now(), "updated_by": current_actor().user_id}


class ActedModel(UUIDModel):
    """A row that knows when it was made and by whom: who acts while it is made."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        # Whoever is named here is never deleted, only soft-deleted.
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    actor_label = models.CharField(_("by"), max_length=150, blank=True, editable=False)
    created_at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (
            self._state.adding
            and not args
            and not self.actor_id
            and not self.actor_label
        ):
            actor = current_actor()
            self.actor_id, self.actor_label = actor.user_id, actor.label

    @property
    def is_ours(self) -> bool:
        """Whether the person who acts now made it."""
        return self.actor_id is not None and self.actor_id == current_actor().user_id

    @property
    def by(self) -> str:
        """Name who did it. Reads `self.actor`: select it in lists."""
        return (
            str(self.actor) if self.actor_id else self.actor_label or str(_("system"))
        )


class LedgerModel(ActedModel):
    """A row that is written once. Its table refuses UPDATE and DELETE by trigger."""

    class Meta(ActedModel.Meta):
        abstract = True


class LivingQuerySet(models.QuerySet):
    """Queries over rows that can be soft-deleted."""

    def alive(self) -> Self:
        """Leave out the deleted; needed on related managers, which show them."""
        return self.filter(deleted_at__isnull=True)

    def deleted(self) -> Self:
        """Keep only the deleted."""
        return self.filter(deleted_at__isnull=False)


class SoftDeleteModel(models.Model):
    """A row that is hidden instead of removed, and can be restored.

    `all_objects` comes first, so that forms, the admin, allauth and uniqueness see the
    deleted and can say "already exists". Each concrete class declares its managers.
    """

    deleted_at = models.DateTimeField(
        _("deleted"), null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    def lock_for_deletion(self) -> None:
        """Lock what decides whether the row may go or come back, the row included.

        Whoever moves something into it locks it as well.
        """
        lock_in_order(type(self)._base_manager.filter(pk=self.pk))

    def obstacle_to_deletion(self) -> str:
        """Return the sentence that says why the row has to stay; empty if it may go."""
        return ""

    def obstacle_to_restoring(self) -> str:
        """Return the sentence that says why it cannot come back; empty if it may."""
        return ""

    def soft_delete(self) -> None:
        """Hide the row. A second call changes nothing."""
        if not self.is_deleted:
            self._save_deletion(timezone.now())

    def restore(self) -> None:
        """Bring the row back. A second call changes nothing."""
        if self.is_deleted:
            self._save_deletion(None)

    def _save_deletion(self, deleted_at: datetime | None) -> None:
        self.deleted_at = deleted_at
        self.save(update_fields=["deleted_at", *self._follow_deletion()])

    def _follow_deletion(self) -> list[str]:
        """Change what goes with being deleted or restored; return the columns."""
        return []


class VersionedModel(models.Model):
    """A row whose staff edits count up `version`; a stale edit is refused.

    Columns that services own (stock, counters) are written by `update()` and never
    raise the version, so that a sale does not spoil an open form.
    """

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_version(self, *, fields: set[str]) -> None:
        """Save an edit of `fields` if nobody else saved one since this row was read.

        Raises StaleVersion and changes nothing otherwise. The guard is the UPDATE of
        `version` and its row count; the caller holds the transaction.
        """
        raised = (
            type(self)
            ._base_manager.filter(pk=self.pk, version=self.version)
            .update(version=F("version") + 1)
        )
        if not raised:
            raise StaleVersion(self)
        self.version += 1
        self.save(update_fields=fields)
