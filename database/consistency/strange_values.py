"""A check that every table gets for free: values that their column does not know.

A column with choices is a plain text to every engine. A restore, a statement by hand or
an older release may leave a value that the code has no name, no step and no page for.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q

from database.consistency.integrity import page_of, rows_of, stored_models
from database.consistency.naming import Fault, with_name


def strange_values(using: str) -> Iterator[Fault]:
    """Yield rows with a value their column does not allow; one query a table."""
    for model in stored_models():
        # A history keeps what was true in its time.
        columns = {} if hasattr(model, "history_object") else _columns(model)
        if columns:
            yield from _strange_rows(model, columns, using)


def _columns(model: type[Model]) -> dict[str, set[Any]]:
    """Return {column: what it may hold}. What is computed is left out: countries."""
    found = {}
    for field in model._meta.local_concrete_fields:
        choices: Any = field.choices
        if choices and isinstance(choices, list):
            values = {value for value, _label in field.flatchoices}
            found[field.attname] = values | ({""} if field.blank else set())
    return found


def _strange_rows(
    model: type[Model], columns: dict[str, set[Any]], using: str
) -> Iterator[Fault]:
    strange = Q()
    for column, known in columns.items():
        strange |= ~Q(**{f"{column}__in": sorted(known, key=str)}) & Q(
            **{f"{column}__isnull": False}
        )
    rows = with_name(rows_of(model, using).filter(strange))
    for pk, name, *values in rows.values_list("pk", "known_as", *columns).iterator():
        what = ", ".join(
            f"{model._meta.label}.{column} = {value}"
            for (column, known), value in zip(columns.items(), values, strict=True)
            if value is not None and value not in known
        )
        yield Fault(object=str(name or pk), detail=what, key=pk, model=page_of(model))
