"""The name people know a row by, and the faults that are told with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, ForeignKey, Model, OuterRef, QuerySet, Subquery

# In this order: an order's number, a person's name, a product's SKU, …
NAMES = ("number", "username", "sku", "slug", "key")


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that contradicts others: its name, the figures, and what a fix needs.

    A repair puts `after` in the place of `before`; where `after` is empty it leaves the
    row to a person. `model` is whose page shows the row, where the check does not say.
    """

    object: str
    detail: str = ""
    key: Any = None
    before: str = ""
    after: str = ""
    model: str = ""


def known_by(model: type[Model], *, steps: int = 2) -> str | None:
    """Return the path to the name people know a row by: its own, or its owner's.

    A line is known by its order's number, a movement by its product's SKU. None if
    there is nothing but the key.
    """
    fields = {field.name: field for field in model._meta.concrete_fields}
    own = [name for name in NAMES if name in fields]
    unique = [name for name in own if fields[name].unique]
    if unique:
        return unique[0]
    for field in fields.values():
        if not isinstance(field, ForeignKey) or field.null or not steps:
            continue
        path = known_by(field.related_model, steps=steps - 1)
        if path:
            return f"{field.name}__{path}"
    return own[0] if own else None


def named_model(model: type[Model]) -> type[Model] | None:
    """Return the model that has the name of `known_by`: a line's is its order."""
    path = known_by(model)
    if path is None:
        return None
    for step in path.split("__")[:-1]:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return model


def keys_by_name(model: type[Model], names: Iterable[str]) -> dict[str, Any]:
    """Return the keys of the rows known by these names, the deleted too."""
    path = known_by(model)
    if path is None or "__" in path:
        return {}
    rows = model._base_manager.filter(**{f"{path}__in": list(names)}).order_by()
    return dict(rows.values_list(path, "pk"))


def with_name(rows: QuerySet) -> QuerySet:
    """Annotate `known_as`; NULL where the owner is missing.

    By subquery, because a join would drop the very rows whose owner is missing.
    """
    path = known_by(rows.model)
    if path is None:
        return rows.annotate(known_as=F("pk"))
    name, _separator, rest = path.partition("__")
    if not rest:
        return rows.annotate(known_as=F(name))
    field = rows.model._meta.get_field(name)
    owners = field.related_model._base_manager.order_by()
    owner = owners.filter(**{field.target_field.attname: OuterRef(field.attname)})
    return rows.annotate(known_as=Subquery(owner.values(rest)[:1]))
