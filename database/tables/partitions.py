"""Which tables are kept by months, and how long: each app's `retention.py` says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Model
from django.utils import timezone

from database.registry import Registry


@dataclass(frozen=True, slots=True)
class MonthlyTable:
    """A table of events: its model, the column of their time, days they are kept."""

    model: type[Model]
    days: int
    column: str = "created_at"

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def cutoff(self) -> datetime:
        """Return the moment before which rows may go."""
        return timezone.now() - timedelta(days=self.days)


# By the word that people use for it: "logins", "activity".
tables: Registry[MonthlyTable] = Registry("retention")
