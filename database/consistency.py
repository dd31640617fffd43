"""The public door to consistency checks, and those of the ground floor."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from database import integrity, readable
from database.checking import Check, checks, known_tags, register, run_checks
from database.models import OutboxMessage
from database.naming import Fault
from database.strange_values import strange_values

__all__ = ["Check", "Fault", "checks", "known_tags", "register", "run_checks"]

register(
    "database.orphan",
    "database",
    "integrity",
    message=_("A row points to a row that does not exist."),
    advice=_(
        "A repair empties the keys that may be empty. Restore the missing rows from a "
        "backup, or decide what becomes of the others."
    ),
    fix=integrity.clear_orphans,
)(integrity.orphans)

register(
    "database.duplicate",
    "database",
    "integrity",
    message=_("Rows share what has to be unique."),
    advice=_("Decide which row stays, move what belongs to the other, remove it."),
)(integrity.duplicates)

register(
    "database.strange_value",
    "database",
    "integrity",
    message=_("A row holds a value that its column does not know."),
    advice=_("Find out who wrote it, and write the value that is meant."),
)(strange_values)

register(
    "database.sequence",
    "database",
    "integrity",
    message=_("The next number of a sequence is taken, so inserts will fail."),
    advice=_("A repair sets the sequence behind the largest number."),
    fix=integrity.advance_sequences,
)(integrity.lagging_sequences)

register(
    "database.append_only",
    "database",
    "integrity",
    message=_("A ledger's table can be changed: its triggers are missing or off."),
    advice=_(
        "A repair makes them again. Find out who could change the table meanwhile."
    ),
    fix=integrity.close_ledgers,
)(integrity.open_ledgers)

register(
    "database.unreadable",
    "database",
    "integrity",
    message=_("An amount is larger than its column, and the row cannot be read."),
    advice=_(
        "Find out what the amount has to be, and correct the column in SQL: pages that "
        "show the row fail until then."
    ),
)(readable.unreadable_amounts)


@register(
    "database.outbox",
    "database",
    "outbox",
    message=_("A message was tried too often and is not tried any more."),
    severity="warning",
    of="database.OutboxMessage",
    advice=_("Mend the cause, then try it again in the back office."),
)
def messages_given_up(using: str) -> Iterator[Fault]:
    """Yield messages that wait for a person."""
    rows = OutboxMessage.objects.using(using).given_up().order_by()
    for key, kind, error in rows.values_list("key", "kind", "error").iterator():
        yield Fault(object=key, detail=f"{kind}: {error[:200]}")
