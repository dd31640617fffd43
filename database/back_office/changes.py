"""What a version of a row changed, in the words and formats of the shop."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from database.rows.money import BoundedDecimalField, format_exact

# Columns that tell when and by whom, not what.
BOOKKEEPING = {"version", "updated_at", "updated_by", "created_at", "created_by"}
# Texts longer than this are shown around the place where they differ.
LONGEST_TEXT, AROUND = 60, 30


@dataclass(frozen=True, slots=True)
class Change:
    """A column that another value stands in, as people read both."""

    field: models.Field
    old: str
    new: str
    # What happened, where that says more than two values.
    said: str = ""

    @property
    def name(self) -> str:
        return str(self.field.verbose_name)

    @property
    def title(self) -> str:
        return capfirst(self.name)


def with_names(records: models.QuerySet) -> models.QuerySet:
    """Read what the records refer to along with them, and who wrote them."""
    tracked: Any = records.model
    related = {field.name for field in tracked.tracked_fields if field.is_relation}
    return records.select_related("history_user", *related - BOOKKEEPING)


def add_changes(
    records: Iterable[Any], earlier: Any, *, fields: Collection[str] | None = None
) -> None:
    """Give each record its `changes`, from the newest record to the oldest.

    `earlier` is the record before the oldest of them, or None. Of the fields only those
    that are named are shown, if any are.
    """
    newest_first = list(records)
    before_each = [*newest_first, earlier][1:]
    for record, before in zip(newest_first, before_each, strict=True):
        record.changes = changes_between(before, record, fields=fields)


def changes_between(
    before: Any, record: Any, *, fields: Collection[str] | None = None
) -> list[Change]:
    """Return what changed from one record of a row to the next; nothing at its first.

    Reads what foreign keys lead to, unless the records were read by `with_names()`.
    """
    if before is None:
        return []
    changes = []
    for field in record.tracked_fields:
        is_left_out = fields is not None and field.name not in fields
        if field.primary_key or field.name in BOOKKEEPING or is_left_out:
            continue
        old, new = getattr(before, field.attname), getattr(record, field.attname)
        if plain(old) == plain(new):
            continue
        if field.name == "deleted_at":
            changes.append(Change(field, "", "", _deletion(old, new)))
            continue
        if field.is_relation:
            texts = _named(before, field), _named(record, field)
        else:
            texts = written(field, old, new)
        changes.append(Change(field, *texts))
    return changes


def _deletion(old: Any, new: Any) -> str:
    """Say what became of the row: that it has a time is for programs."""
    if new is None:
        return _("restored")
    return _("deleted") if old is None else _("deleted again")


def plain(value: Any) -> Any:
    """Return the value as forms hand it back: no microseconds, and plain line ends."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def written(field: models.Field, old: Any, new: Any) -> tuple[str, str]:
    """Return both values of a column as people write them, cut to what differs."""
    if isinstance(old, dict) and isinstance(new, dict):
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        return _properties(old, names), _properties(new, names)
    texts = _text(field, old), _text(field, new)
    if texts[0] == texts[1] and isinstance(old, datetime) and isinstance(new, datetime):
        return _moment(old, "j M Y, H:i:s"), _moment(new, "j M Y, H:i:s")
    if max(map(len, texts)) > LONGEST_TEXT:
        return _where_they_differ(*texts)
    return texts


def _text(field: Any, value: Any) -> str:
    if value is None or value in ("", {}, []):
        return _("nothing")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, BoundedDecimalField):
        return format_exact(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return _moment(value, "j M Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j M Y")
    return " ".join(str(value).split())


def _moment(value: datetime, shape: str) -> str:
    return date_format(timezone.localtime(value), shape)


def _named(record: Any, field: Any) -> str:
    """Return what a foreign key leads to by its name."""
    if getattr(record, field.attname) is None:
        return _("nothing")
    try:
        row = getattr(record, field.name)
    except field.related_model.DoesNotExist:
        row = None
    return str(row or _("something deleted"))


def _properties(values: dict[str, Any], names: list[str]) -> str:
    lines = [f"{name}: {values[name]}" for name in names if name in values]
    return ", ".join(lines) or _("nothing")


def _where_they_differ(old: str, new: str) -> tuple[str, str]:
    """Shorten both texts to what differs, with a few words around it."""
    same = _same_start(old, new)
    room = min(len(old), len(new)) - same
    tail = min(_same_start(old[::-1], new[::-1]), room)
    begin = max(same - AROUND, 0)
    return _excerpt(old, begin, tail), _excerpt(new, begin, tail)


def _same_start(one: str, other: str) -> int:
    """Return how many characters both texts begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    shorter = min(len(one), len(other))
    return next((place for place, (a, b) in pairs if a != b), shorter)


def _excerpt(text: str, begin: int, tail: int) -> str:
    end = min(len(text) - tail, begin + AROUND + 4 * LONGEST_TEXT) + AROUND
    first, last = "…" if begin else "", "…" if end < len(text) else ""
    return f"{first}{text[begin:end]}{last}"
