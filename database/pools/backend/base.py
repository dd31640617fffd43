"""The backend: Django's own, which notes its loans and repeats a read that was cut off.

Django offers no other place: how long a thread waited for the pool is known only round
the call that waits, and when a connection came back only where it is given back.
"""

import time
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.backends.postgresql import base
from psycopg_pool import TooManyRequests

from database.pools import keeping
from database.pools.lending import book
from database.transactions import is_lost

# A phrase by which a lost connection is known.
SILENT = "connection is lost: the database server does not answer"


class DatabaseWrapper(base.DatabaseWrapper):
    _connection_pools = keeping.opened

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._repeat_lost_read)

    @property
    def pool(self) -> Any:
        """Return Django's pool with our check in place of the one that Django names."""
        pool = super().pool
        if pool and pool._check:
            pool._check = keeping.check
            pool.check_connection = keeping.ask
        return pool

    def _configure_connection(self, connection: Any) -> bool:
        """Configure a connection that was just opened, by the pool or without one."""
        keeping.note_line(self.alias, connection)
        return bool(super()._configure_connection(connection))  # type: ignore[misc]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Take a connection from the pool, and note how long that took.

        Raises at once while the server is silent: to wait would hold a thread.
        """
        if self.alias in keeping.silent:
            raise OperationalError(SILENT)
        if not self.pool:
            return super().get_new_connection(conn_params)
        entries, started = book(self.alias), time.perf_counter()
        try:
            with entries.ask():
                connection = super().get_new_connection(conn_params)
        except Exception as error:
            entries.refuse()
            if not isinstance(error, TooManyRequests):
                keeping.lost.set()
            raise
        entries.lend(connection, time.perf_counter() - started)
        return connection

    def _commit(self) -> None:
        """Commit; where the answer is lost, note that nobody knows what it was."""
        try:
            super()._commit()  # type: ignore[misc]
        except (OperationalError, InterfaceError) as error:
            error.is_unsure = is_lost(error)  # type: ignore[union-attr]
            raise

    def _close(self) -> None:
        if self.connection is not None and self.pool:
            book(self.alias).take_back(self.connection)
        super()._close()  # type: ignore[misc]

    def _repeat_lost_read(
        self, execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Run the statement; a read outside a transaction once more if it was cut off.

        Nothing hangs on such a read but its answer. A write may have been done before
        the connection broke, and a transaction is repeated as a whole or not at all:
        `retry_on_conflict` does that.
        """
        try:
            return execute(sql, params, many, context)
        except (OperationalError, InterfaceError) as error:
            if not is_lost(error):
                raise
            keeping.lost.set()
            if not self._may_repeat(sql, many, context["cursor"]):
                raise
        keeping.mend(self.pool)
        self.close()
        # Not `connect`: what the driver and the pool raise there is not Django's.
        self.ensure_connection()
        context["cursor"].cursor = self.create_cursor()
        return execute(sql, params, many, context)

    def _may_repeat(self, sql: Any, many: bool, cursor: Any) -> bool:
        is_read = isinstance(sql, str) and sql.lstrip()[:6].upper() == "SELECT"
        is_server_side = getattr(cursor.cursor, "name", None) is not None
        in_transaction = self.in_atomic_block or not self.autocommit
        return bool(
            self.pool and is_read and not (many or is_server_side or in_transaction)
        )
