"""What is there, and what would be done about it: nothing here changes anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from database.errors import NotSupported
from database.tables.months import Month
from database.tables.partitions import MonthlyTable
from database.tables.sql import AHEAD


class Verb(StrEnum):
    """What can be done to a month of a table."""

    CREATE = "create"
    DETACH = "detach"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Partition:
    """One month of a table."""

    name: str
    month: Month
    is_attached: bool
    rows: int  # the planner's estimate
    bytes: int


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a table, by name."""

    verb: Verb
    partition: str
    month: Month


@dataclass(slots=True)
class Survey:
    """A table that is kept by months, as it is now."""

    table: MonthlyTable
    partitions: list[Partition]
    # Months of rows that no partition took, and how many rows there are.
    strays: dict[Month, int] = field(default_factory=dict)

    @property
    def attached(self) -> set[Month]:
        return {part.month for part in self.partitions if part.is_attached}

    def plan(self, verbs: Sequence[Verb], *, ahead: int = AHEAD) -> Iterator[Step]:
        """Yield what these verbs would do now, in the order in which it is done."""
        if Verb.CREATE in verbs:
            for month in self.missing(ahead):
                name = f"{self.table.name}_{month}"
                yield Step(Verb.CREATE, name, month)
        too_old = [p for p in self.partitions if p.month.end <= self.table.cutoff()]
        if Verb.DETACH in verbs:
            yield from (
                Step(Verb.DETACH, p.name, p.month) for p in too_old if p.is_attached
            )
        if Verb.DROP in verbs:
            # What this very run detaches is dropped by it, where both were asked for.
            yield from (
                Step(Verb.DROP, p.name, p.month)
                for p in too_old
                if not p.is_attached or Verb.DETACH in verbs
            )

    def missing(self, ahead: int) -> list[Month]:
        """Return the months without a partition, up to `ahead` from now on."""
        now = Month.of(timezone.now())
        wanted = {now.plus(step) for step in range(ahead + 1)} | set(self.strays)
        return sorted(wanted - self.attached)


def require_partitions(using: str) -> None:
    """Raise NotSupported where the engine keeps plain tables."""
    if connections[using].vendor != "postgresql":
        raise NotSupported(
            _(
                "%(engine)s keeps each of these as one table; only PostgreSQL "
                "divides them by month. Here `manage.py purge_history` removes the "
                "old rows."
            )
            % {"engine": connections[using].display_name}
        )


_PARTS = """
    SELECT part.relname, parent.oid IS NOT NULL, greatest(part.reltuples, 0)::bigint,
        pg_total_relation_size(part.oid)
    FROM pg_class AS part
    LEFT JOIN pg_inherits ON pg_inherits.inhrelid = part.oid
    LEFT JOIN pg_class AS parent
        ON parent.oid = pg_inherits.inhparent AND parent.oid = %s::regclass
    WHERE part.relkind = 'r' AND pg_table_is_visible(part.oid)
        AND part.relname ~ ('^' || %s || '_[0-9]{4}_(0[1-9]|1[0-2])$')
    ORDER BY part.relname
"""


def survey(table: MonthlyTable, *, using: str = "default") -> Survey:
    """Look at the partitions of a table. Raises NotSupported off PostgreSQL."""
    require_partitions(using)
    with connections[using].cursor() as cursor:
        cursor.execute(_PARTS, [table.name, table.name])
        partitions = [
            Partition(name, Month.parse(name[-7:]), is_attached, rows, size)
            for name, is_attached, rows, size in cursor.fetchall()
        ]
        return Survey(table, partitions, _strays(table, cursor))


def _strays(table: MonthlyTable, cursor: Any) -> dict[Month, int]:
    """Count the rows of the default partition by month: there should be none."""
    cursor.execute(
        f"SELECT date_trunc('month', {table.column} AT TIME ZONE 'UTC'), count(*) "  # noqa: S608
        f"FROM {table.name}_default GROUP BY 1"
    )
    return {Month(at.year, at.month): count for at, count in cursor.fetchall()}
