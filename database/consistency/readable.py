"""Amounts that SQLite stored and cannot read back: every read of such a row fails.

Columns refuse them (`database.rows.money`), but SQL written by hand does not, and a
shop that ran before they did may have some.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db import connections
from django.db.models import DecimalField, Model, Q, TextField
from django.db.models.functions import Cast

from database.consistency.integrity import rows_of, stored_models
from database.consistency.naming import Fault
from database.rows.money import most_of


def unreadable_amounts(using: str) -> Iterator[Fault]:
    """Yield rows whose decimals are larger than their column; one query a table.

    The other engines refuse them, so there is nothing to look for.
    """
    if connections[using].vendor != "sqlite":
        return
    for model in stored_models():
        fields = [
            field
            for field in model._meta.local_concrete_fields
            if isinstance(field, DecimalField)
        ]
        if fields:
            yield from _too_large(model, fields, using)


def _too_large(
    model: type[Model], fields: list[DecimalField], using: str
) -> Iterator[Fault]:
    """Yield the rows, their amounts read as text: as decimals they cannot be."""
    sides = [
        Q(**{f"{field.name}__gt": most_of(field)})
        | Q(**{f"{field.name}__lt": -most_of(field)})
        for field in fields
    ]
    texts = {f"_text_{f.name}": Cast(f.name, TextField()) for f in fields}
    rows = rows_of(model, using).annotate(**texts).filter(reduce(or_, sides))
    for pk, *amounts in rows.values_list("pk", *texts).iterator():
        shown = zip(fields, amounts, strict=True)
        yield Fault(
            object=f"{model._meta.verbose_name} {pk}",
            detail=", ".join(f"{field.name} = {amount}" for field, amount in shown),
        )
