"""Django's migrate, which hardly waits for a lock and tries again instead.

While a change of a table waits for its turn, everybody who only wants to read the table
waits behind it. So it gives up after DB_MIGRATION_LOCK_TIMEOUT, lets them pass, and
asks again a little later.
"""

import random
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from database.ops.command import Exit
from database.tables import new_models
from database.transactions import is_conflict

ATTEMPTS = 10
FIRST_PAUSE = 0.5  # seconds; doubles up to the longest, plus jitter
LONGEST_PAUSE = 5.0


class Command(migrate.Command):
    # The migration that is applied or undone at this moment.
    _at: Any = None

    def handle(self, *args: Any, **options: Any) -> Any:
        self._warn_of_pgbouncer(options)
        attempt = 0
        while True:
            attempt += 1
            try:
                trying_again = self._connection(options).execute_wrapper(self._again)
                with trying_again, self._rendering(options):
                    return super().handle(*args, **options)
            except OperationalError as error:
                if not is_conflict(error):
                    raise
                if attempt == ATTEMPTS or not self._is_undone(options):
                    raise CommandError(
                        self._gave_up(), returncode=int(Exit.FAILED)
                    ) from error
                self._pause(attempt)

    def migration_progress_callback(
        self, action: str, migration: Any = None, fake: bool = False
    ) -> None:
        self._at = migration if action.endswith("_start") else None
        super().migration_progress_callback(action, migration, fake)

    def _connection(self, options: dict[str, Any]) -> Any:
        return connections[options["database"]]

    def _rendering(self, options: dict[str, Any]) -> AbstractContextManager[None]:
        """Take the short way, which reaches into Django, where no data are at stake."""
        applied = MigrationRecorder(self._connection(options)).applied_migrations()
        return nullcontext() if applied else new_models.rendered_alone()

    def _is_undone(self, options: dict[str, Any]) -> bool:
        """Tell whether nothing is left of the migration, so that it may start again."""
        if self._at is None:
            return True
        can_undo = self._connection(options).features.can_rollback_ddl
        return bool(can_undo and self._at.atomic)

    def _again(
        self, execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Run a statement again where no transaction is around it.

        Each is done whole or not at all there, but for an index that is built
        CONCURRENTLY: it leaves half of one behind, which somebody has to drop.
        """
        alone = not context["connection"].in_atomic_block
        attempt = 0
        while True:
            attempt += 1
            try:
                return execute(sql, params, many, context)
            except OperationalError as error:
                may_repeat = alone and "CONCURRENTLY" not in str(sql).upper()
                if attempt == ATTEMPTS or not (may_repeat and is_conflict(error)):
                    raise
                self._pause(attempt)

    def _pause(self, attempt: int) -> None:
        self.stderr.write(
            _(
                "Another session has locked the table; trying again (%(next)d "
                "of %(all)d)."
            )
            % {"next": attempt + 1, "all": ATTEMPTS}
        )
        pause = min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
        time.sleep(pause * (1 + random.random()))  # noqa: S311

    def _gave_up(self) -> str:
        name = f"{self._at.app_label}.{self._at.name}" if self._at else "migrate"
        return _(
            "%(name)s: another session had locked the table each time. See which: "
            "manage.py pool_report. Then run migrate again: it continues where it "
            "stopped."
        ) % {"name": name}

    def _warn_of_pgbouncer(self, options: dict[str, Any]) -> None:
        entry = self._connection(options).settings_dict
        if entry.get("BEHIND_PGBOUNCER") and options["verbosity"]:
            self.stderr.write(
                _(
                    "This connects through PgBouncer, so the limits of the role "
                    "apply to migrations too. It is better to connect to PostgreSQL "
                    "directly for this command: DB_BEHIND_PGBOUNCER=0 "
                    "DATABASE_URL=… manage.py migrate"
                )
            )
