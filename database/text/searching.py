"""Lookups that compare folded text, on every engine: `name__finds="cafe"`.

The stored side is folded by the database itself, so nothing has to be kept beside the
column: what a bulk path, an import or somebody at the SQL prompt writes is found at
once. PostgreSQL has a function that indexes can be built on, SQLite asks Python, and
MariaDB's collation does most of it.
"""

import re
from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db import connections
from django.db.migrations.operations.base import Operation
from django.db.models import CharField, Func, Q, QuerySet, TextField, lookups

from database.text.folding import (
    ACCENTS,
    CAPITALS,
    INVISIBLE,
    ONE_FOR_ONE,
    SPELT,
    folded,
)

Rows = TypeVar("Rows", bound=QuerySet[Any])

FUNCTION = "kontor_folded"
# More than anybody types on purpose; each is a search of its own.
MOST_WORDS = 8
# Digits by which a phone is found, whether its country or a 0 stands in front of them.
OF_A_PHONE = 9
_PHONE = re.compile(r"[\d\s()+./-]{5,}")


class _Folded(lookups.Lookup):
    """What the lookups share: the column folded by the database, the text by us."""

    # As Django calls the comparison that it is.
    kind: str

    def get_prep_lookup(self) -> Any:
        return folded(str(self.rhs))

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> Any:
        sql, params = super().process_lhs(compiler, connection, lhs)
        return _FOLD.get(connection.vendor, _called)(sql), params

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        # On MariaDB the collation folds, which "LIKE BINARY" would not ask.
        kinds = {"contains": "icontains", "startswith": "istartswith"}
        kind = kinds.get(self.kind, self.kind)
        return connection.operators[kind if _is_mysql(connection) else self.kind] % rhs


def _is_mysql(connection: Any) -> bool:
    return connection.vendor == "mysql"


def _called(sql: str) -> str:
    return f"{FUNCTION}({sql})"


def _replaced(sql: str) -> str:
    for letters, plain in SPELT.items():
        sql = f"REPLACE({sql}, '{letters}', '{plain}')"
    for sign, plain in (("’", "''"), ("‘", "''"), ("–", "-"), ("—", "-")):
        sql = f"REPLACE({sql}, '{sign}', '{plain}')"
    return f"{sql} COLLATE utf8mb4_unicode_ci"


_FOLD = {"mysql": _replaced}


class Finds(_Folded, lookups.Contains):
    """The text holds this one, somewhere."""

    lookup_name, kind = "finds", "contains"


class Begins(_Folded, lookups.StartsWith):
    """The text begins with this one."""

    lookup_name, kind = "begins", "startswith"


class Reads(_Folded, lookups.Exact):
    """The text is this one."""

    lookup_name, kind = "reads", "exact"


class Packed(Func):
    """Postcodes and phones without what people set between their parts."""

    output_field = TextField()
    SEPARATORS = " -()./+"

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        return packed_sql(sql), params


def packed_sql(sql: str) -> str:
    """Return the SQL of a text without separators."""
    for sign in Packed.SEPARATORS:
        sql = f"REPLACE({sql}, '{sign}', '')"
    return sql


class Together(Func):
    """Several columns as one text, with a blank between: searched in one go.

    None of them may be null. Written as PostgreSQL indexes it: `||` is IMMUTABLE there,
    and `concat` is not.
    """

    output_field = TextField()
    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "

    def as_mysql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CONCAT(%(expressions)s)"
        return self.as_sql(
            compiler, connection, template=template, arg_joiner=", ' ', ", **context
        )


def register_lookups() -> None:
    """Teach every column of text the three."""
    for field in (CharField, TextField):
        for lookup in (Finds, Begins, Reads):
            field.register_lookup(lookup)


def any_of(columns: Iterable[str], text: str) -> Q:
    """Return the condition that one of the columns holds the text."""
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__finds": text})
    return condition


def every_word(text: str, holds: Callable[[str], Q]) -> Q:
    """Return the condition that each word of the text is held, in whatever place."""
    found = Q()
    for word in folded(text).split()[:MOST_WORDS]:
        found &= holds(word)
    return found


def digits_of_phone(text: str) -> str:
    """Return the digits that every way to write this phone has; empty if it is none."""
    if not _PHONE.fullmatch(text):
        return ""
    return re.sub(r"\D", "", text).lstrip("0")[-OF_A_PHONE:]


def either(rows: Rows, *conditions: Q) -> Rows:
    """Keep the rows that meet one of the conditions, each found by an index of its own.

    A plain OR over two tables would have every engine join all of them. MariaDB would
    ask a UNION anew for each row, and reads a list once.
    """
    found = [
        rows.model._base_manager.filter(condition).order_by().values("pk")
        for condition in conditions
    ]
    if _is_mysql(connections[rows.db]):
        return rows.filter(reduce(or_, (Q(pk__in=keys) for keys in found)))
    return rows.filter(pk__in=found[0].union(*found[1:]))


def function_sql() -> str:
    """Return the statements that give PostgreSQL the function.

    What most texts do not need is asked for first: `translate` looks through its whole
    list for every letter. Capitals of ASCII are lowered by the locale that knows no
    others, so that the answer is the same in every database.
    """
    plain = f"regexp_replace(normalize(text, NFKD), '[{INVISIBLE}{ACCENTS}]', '', 'g')"
    spelt = "text"
    for letters, latin in SPELT.items():
        spelt = f"replace({spelt}, '{letters}', '{latin}')"
    ask_spelt = f"text ~ '[{''.join(SPELT)}]'"
    ask_capitals = f"text ~ '[{min(CAPITALS)}-{max(CAPITALS)}]'"
    ask_others = f"text ~ '[{_quoted(ONE_FOR_ONE)}]'"
    return f"""
    CREATE OR REPLACE FUNCTION {FUNCTION}(text text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    BEGIN
        IF octet_length(text) > char_length(text) THEN
            text := {plain};
            IF {ask_spelt} THEN text := {spelt}; END IF;
            IF {ask_capitals} THEN text := {_translate(CAPITALS)}; END IF;
            IF {ask_others} THEN text := {_translate(ONE_FOR_ONE)}; END IF;
        END IF;
        RETURN lower(text COLLATE "C");
    END $$
    """


def _translate(letters: dict[str, str]) -> str:
    return f"translate(text, '{_quoted(letters)}', '{_quoted(letters.values())}')"


def _quoted(letters: Iterable[str]) -> str:
    return "".join(letters).replace("'", "''")


class FoldedIndex(Operation):
    """Give PostgreSQL an index that a folded search of a column uses.

    `within` serves `finds` by trigrams, as far as the server has pg_trgm; without it
    the search works, and reads the table. Else the index serves `begins` and `reads`.
    `column` may be an expression, written as the search writes it. Built beside
    running work: the migration has to be `atomic = False`.
    """

    reversible = True

    def __init__(self, table: str, column: str, name: str, *, within: bool) -> None:
        self.table, self.column, self.name, self.within = table, column, name, within

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are: no engine but one knows the index."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        connection = schema_editor.connection
        if connection.vendor != "postgresql":
            return
        if self.within and not _has_trigrams(connection):
            return
        kind = "gin ({} gin_trgm_ops)" if self.within else "btree ({} text_pattern_ops)"
        place = kind.format(f"{FUNCTION}({self.column})")
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.name}")
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY {self.name} ON {self.table} USING {place}"
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.name}")

    def describe(self) -> str:
        return f"Indexes the folded {self.column} of {self.table}"


def _has_trigrams(connection: Any) -> bool:
    """Create pg_trgm if we may, and tell whether the database has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm;
            EXCEPTION WHEN insufficient_privilege OR undefined_file
                OR feature_not_supported THEN NULL; END $$
            """
        )
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None
