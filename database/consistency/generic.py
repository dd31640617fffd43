"""The public door to consistency checks, and those of the ground floor."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from database.consistency import integrity, readable
from database.consistency.naming import Fault
from database.consistency.runner import Check, checks, known_tags, register, run_checks
from database.consistency.strange_values import strange_values
from database.models import OutboxMessage

__all__ = ["Check", "Fault", "checks", "known_tags", "register", "run_checks"]

register(
    "database.orphan",
    "database",
    "integrity",
    message=_("A row refers to a row that does not exist."),
    advice=_(
        "A repair empties the keys that may be empty. For the others, restore the "
        "missing rows from a backup, or decide what to do with them."
    ),
    fix=integrity.clear_orphans,
)(integrity.orphans)

register(
    "database.duplicate",
    "database",
    "integrity",
    message=_("Several rows have the same value where each must be unique."),
    advice=_(
        "Decide which row to keep, move what belongs to the other one, then remove it."
    ),
)(integrity.duplicates)

register(
    "database.strange_value",
    "database",
    "integrity",
    message=_("A row has a value that is not allowed in its column."),
    advice=_("Find out what wrote it, and set the correct value."),
)(strange_values)

register(
    "database.sequence",
    "database",
    "integrity",
    message=_("The next number of a sequence is already in use, so inserts will fail."),
    advice=_("A repair sets the sequence to the number after the largest."),
    fix=integrity.advance_sequences,
)(integrity.lagging_sequences)

register(
    "database.append_only",
    "database",
    "integrity",
    message=_("A ledger's table can be changed: its triggers are missing or off."),
    advice=_(
        "A repair creates them again. Find out who could change the table in the "
        "meantime."
    ),
    fix=integrity.close_ledgers,
)(integrity.open_ledgers)

register(
    "database.unreadable",
    "database",
    "integrity",
    message=_("An amount is larger than its column, and the row cannot be read."),
    advice=_(
        "Find out what the amount should be, and correct the column in SQL: until "
        "then, pages that show the row fail."
    ),
)(readable.unreadable_amounts)


@register(
    "database.outbox",
    "database",
    "outbox",
    message=_("A message failed too often and will not be tried again."),
    severity="warning",
    of="database.OutboxMessage",
    advice=_("Fix the cause, then try it again in the back office."),
)
def messages_given_up(using: str) -> Iterator[Fault]:
    """Yield messages that wait for a person."""
    rows = OutboxMessage.objects.using(using).given_up().order_by()
    for key, kind, error in rows.values_list("key", "kind", "error").iterator():
        yield Fault(object=key, detail=f"{kind}: {error[:200]}")
