"""The shop's PostgreSQL, where a replica that fails lets the primary answer instead.

Only single statements outside of a transaction reach a replica, and they only read:
each may be asked again elsewhere. So a replica that dies costs its readers some time.
"""

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper

from database.pools.backend import base
from database.replicas.fleet import fleet

FAILURES = (OperationalError, InterfaceError)
# A statement that takes too long on a replica would do so on the primary.
TIMEOUT = "57014"
# Replay removed rows that the statement still read: bad luck, not an ill replica.
CONFLICT = "40001"


class Failover(CursorWrapper):
    """A cursor that goes on with the primary's when the replica fails."""

    def _execute_with_wrappers(
        self, sql: Any, params: Any, many: bool, executor: Callable[..., Any]
    ) -> Any:
        try:
            return super()._execute_with_wrappers(  # type: ignore[misc]
                sql, params, many, executor
            )
        except FAILURES as error:
            code = getattr(error.__cause__, "sqlstate", None)
            on_primary = self.db.alias == DEFAULT_DB_ALIAS
            if on_primary or self.db.in_atomic_block or code == TIMEOUT:
                raise
            fleet.failed(self.db.alias, error, is_ill=code != CONFLICT)
            self._go_on_with_the_primary()
        return super()._execute_with_wrappers(  # type: ignore[misc]
            sql, params, many, executor
        )

    def _go_on_with_the_primary(self) -> None:
        self.cursor.close()
        self.db = connections[DEFAULT_DB_ALIAS]
        self.cursor = self.db.cursor().cursor


class DebugFailover(Failover, CursorDebugWrapper):
    """The same, where statements are logged."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to a replica, or in its place one to the primary."""

    def _cursor(self, name: str | None = None) -> Any:
        try:
            return super()._cursor(name)  # type: ignore[misc]
        except FAILURES as error:
            fleet.failed(self.alias, error)
            primary: Any = connections[DEFAULT_DB_ALIAS]
            return primary._cursor(name)

    def _may_repeat(self, sql: Any, many: bool, cursor: Any) -> bool:
        """Repeat nothing here: the primary answers sooner than a new connection."""
        return False

    def make_cursor(self, cursor: Any) -> Failover:
        return Failover(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> DebugFailover:
        return DebugFailover(cursor, self)
