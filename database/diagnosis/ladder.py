"""A ladder of checks: the first that fails names cause and fix, the rest is skipped."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from database.errors import KontorError

T = TypeVar("T")


@dataclass(slots=True)
class Rung:
    """One check of the ladder: how it went, how long it took (ms), what to do."""

    id: str
    status: str = "skipped"
    ms: float = 0.0
    cause: str = ""
    fix: str = ""


class Fell(KontorError):
    """A rung did not hold. `at` names another rung, where the server told which.

    `passes` tells whether waiting may help: a server that starts, say.
    """

    def __init__(
        self, cause: str, fix: str, *, at: str = "", passes: bool = False
    ) -> None:
        self.fix, self.at, self.passes = fix, at, passes
        super().__init__(cause)


class Ladder:
    """The rungs of one engine, climbed from the first on.

    `entry` is the database as Django's DATABASES has it. A subclass names its rungs;
    each is a method `check_<id>` that returns what it saw, or raises Fell.
    """

    rungs: tuple[str, ...] = ()
    # Rungs without which nobody can use the database.
    reaching: tuple[str, ...] = ()
    # How the engine is asked whether it has the table {name}; answered by 0 or 1.
    table_question: str = ""

    def __init__(self, entry: dict[str, Any], *, is_replica: bool = False) -> None:
        self.entry, self.is_replica = entry, is_replica
        self.connection: Any = None
        self.seen: dict[str, str] = {}
        self.fall: Fell | None = None

    def climb(self, *, until: str = "") -> list[Rung]:
        """Return every rung; those after a failure, or after `until`, are skipped."""
        rungs = {name: Rung(name) for name in self.rungs}
        try:
            for name, rung in rungs.items():
                self._step(rung, rungs)
                if self.fall or name == until:
                    break
        finally:
            self.close()
        return list(rungs.values())

    def close(self) -> None:
        """Let go of what the climb opened."""
        if self.connection is not None:
            self.connection.close()

    def is_reached(self, rungs: list[Rung]) -> bool:
        """Tell whether the database can be used, whatever else is wrong with it."""
        failed = {rung.id for rung in rungs if rung.status == "failed"}
        return not failed & set(self.reaching) and self.connection is not None

    def _step(self, rung: Rung, rungs: dict[str, Rung]) -> None:
        started = time.monotonic()
        check: Callable[[], str] = getattr(self, f"check_{rung.id}")
        try:
            self.seen[rung.id] = check()
            rung.status = "ok"
        except Fell as fall:
            self.fall = fall
            # What lies between was not seen to hold: it stays skipped.
            rung = rungs[fall.at or rung.id]
            rung.status, rung.cause, rung.fix = "failed", str(fall), fall.fix
        rung.ms = round((time.monotonic() - started) * 1000, 1)

    def ask(self, sql: str) -> tuple[Any, ...]:
        """Return the first row that the database answers with."""
        cursor = self.connection.cursor()
        try:
            cursor.execute(sql)
            return cursor.fetchone()
        finally:
            cursor.close()

    def check_migrations(self) -> str:
        """Compare the migrations in the tree with those the database has seen."""
        from django.db.migrations.loader import MigrationLoader

        wanted = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
        missing = sorted(wanted - self.applied_migrations())
        if missing:
            app, name = missing[0]
            raise Fell(
                _("%(count)d migrations are not applied; the first is %(name)s.")
                % {"count": len(missing), "name": f"{app}.{name}"},
                _("Run: manage.py migrate"),
            )
        return _("%(count)d applied") % {"count": len(wanted)}

    def applied_migrations(self) -> set[tuple[str, str]]:
        """Return what stands in Django's table; nothing if there is no table."""
        if not self.has_table("django_migrations"):
            return set()
        cursor = self.connection.cursor()
        try:
            cursor.execute("SELECT app, name FROM django_migrations")
            return {(app, name) for app, name in cursor.fetchall()}
        finally:
            cursor.close()

    def has_table(self, name: str) -> bool:
        """Tell whether the database has the table."""
        (count,) = self.ask(self.table_question.format(name=name))
        return bool(count)
