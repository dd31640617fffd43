"""SQL expressions that differ between engines."""

from typing import Any

from django.db.models import Func, TextField

# The engines without a type of their own keep 32 hexadecimal digits.
_GROUPS = [
    f"substr(%(expressions)s, {start}, {length})"
    for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
]


class UuidText(Func):
    """A UUID as text with hyphens, as Python writes it, on every engine."""

    output_field = TextField()
    arity = 1

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **context: Any,
    ) -> Any:
        """Cast where the engine has the type, else put the hyphens in."""
        if connection.vendor == "postgresql":
            template = "(%(expressions)s)::text"
        elif connection.features.has_native_uuid_field:
            template = "CAST(%(expressions)s AS char(36))"
        else:
            template = _hyphenated(connection.vendor)
        return super().as_sql(compiler, connection, template=template, **context)


def _hyphenated(vendor: str) -> str:
    if vendor == "mysql":
        return f"concat_ws('-', {', '.join(_GROUPS)})"
    return "(" + " || '-' || ".join(_GROUPS) + ")"
