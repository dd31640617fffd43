"""Text whose letters' cases differ, even if the engine usually mixes them up.

The column has a binary collation on MariaDB then, by the migration. What ignores case
on purpose (`icontains` of a search box) has to say so: there it is the column that
decides, and "pen-1" would not find PEN-1.
"""

from typing import Any

from django.db import models
from django.db.models import lookups

_IGNORES_CASE = "utf8mb4_unicode_ci"


class ExactCharField(models.CharField):
    """A CharField; to the migrations it is Django's own."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class _IgnoringCase(lookups.Lookup):
    """What every such lookup adds on MariaDB and MySQL."""

    def as_mysql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, params = self.as_sql(compiler, connection)
        return f"{sql} COLLATE {_IGNORES_CASE}", params


@ExactCharField.register_lookup
class IExact(_IgnoringCase, lookups.IExact):
    pass


@ExactCharField.register_lookup
class IContains(_IgnoringCase, lookups.IContains):
    pass


@ExactCharField.register_lookup
class IStartsWith(_IgnoringCase, lookups.IStartsWith):
    pass


@ExactCharField.register_lookup
class IEndsWith(_IgnoringCase, lookups.IEndsWith):
    pass
