"""The row of a run: begun, kept alive while the work goes on, and how it ended.

Every change of an open row asks for the attempt that the writer began. So a process
that was taken for dead, and comes back, changes nothing any more and stops.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from database.errors import KontorError, NotSupported
from database.models import OperationFinding, OperationRun
from database.ops.command import Exit, Result, Table, UsageError
from database.ops.operation import Operation
from database.ops.progress import TOLD, heard_by
from database.queue.leases import leases
from database.queue.mail_masking import without_addresses

State, Status = OperationRun.State, OperationRun.Status
MOST_ROWS = 200  # of a table
LONGEST = 2000  # characters of a verdict
# What keeps a run from being written down, and need not keep it from being done.
NO_ROW = (DatabaseError, InterfaceError, ImproperlyConfigured)


class TakenOver(KontorError):
    """The run is another process's by now, or was given up."""

    def __init__(self) -> None:
        super().__init__(
            _("This run was taken for dead, and another process has taken it over.")
        )


def recorded(
    entry: Operation, values: dict[str, Any], *, using: str = "default"
) -> tuple[OperationRun, Result]:
    """Run an operation now, and keep how it went; return its row and the result.

    A database that takes no row (it is away, a copy that only reads, or not migrated
    yet) does not keep the work from being done. Keeps nothing for a UsageError.
    """
    scope = entry.scope_of(values)
    run = OperationRun(
        operation=entry.name,
        alias=using,
        scope=scope,
        attempts=1,
        started_at=timezone.now(),
    )
    do = partial(entry.run, using=using, **values)
    if entry.is_glance:
        return run, _noted(run, entry, do)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except NO_ROW:
        return run, do()
    try:
        return run, carry_through(run, entry, do)
    except UsageError:
        run.delete()
        raise


def carry_through(
    run: OperationRun, entry: Operation, do: Callable[[], Result]
) -> Result:
    """Do the work of a begun run, and write down how it ended."""
    try:
        home = _home()
        teller = _Teller(run, home)
        with leases.kept(run.pk, partial(renew, run, home)), heard_by(teller):
            result = do()
    except BaseException as error:
        # A database that is away does not take this either; then the row grows old.
        with suppress(*NO_ROW), transaction.atomic():
            end(run, **_failure(error))
        raise
    with transaction.atomic():
        if not end(run, **_outcome(entry, result), **teller.all_done()):
            raise TakenOver
        OperationFinding.objects.bulk_create(_findings(run, result))
    return result


def renew(run: OperationRun, home: str) -> bool:
    """Begin the lease of an open run anew; tell whether it is ours yet."""
    return not _is_at(home) or _change(run, seen_at=timezone.now())


def _home() -> str:
    """Return the database in which the row is."""
    return str(connection.settings_dict["NAME"])


def _is_at(home: str) -> bool:
    """Tell whether we are there: a race takes its process to a database of its own."""
    return _home() == home


def end(run: OperationRun, **values: Any) -> bool:
    """Write how an open run ended; tell whether it was ours."""
    now = timezone.now()
    return _change(run, **values, current="", ended_at=now, seen_at=now, alone_as=None)


def _change(run: OperationRun, **values: Any) -> bool:
    rows = OperationRun.objects.filter(
        pk=run.pk, state=run.state, attempts=run.attempts
    )
    if not rows.update(**values):
        return False
    for name, value in values.items():
        setattr(run, name, value)
    return True


class _Teller:
    """Writes on the row how far the work is: once a second, outside transactions."""

    def __init__(self, run: OperationRun, home: str) -> None:
        self._run, self._home = run, home
        self._written = time.monotonic() - TOLD
        self._total: int | None = None

    def all_done(self) -> dict[str, Any]:
        """Return what the row says when the work is done, if it was ever told."""
        return (
            {} if self._total is None else {"done": self._total, "total": self._total}
        )

    def __call__(self, label: str, done: int, total: int | None) -> None:
        now, self._total = time.monotonic(), total
        is_early = now - self._written < TOLD
        if is_early or connection.in_atomic_block or not _is_at(self._home):
            return
        self._written = now
        values = {"current": label[:100], "done": done, "total": total}
        if not _change(self._run, **values, seen_at=timezone.now()):
            raise TakenOver


def _noted(run: OperationRun, entry: Operation, do: Callable[[], Result]) -> Result:
    """Run what is over at once, and insert its row, where there is a database."""
    try:
        result = do()
    except UsageError:
        raise
    except KontorError as error:
        _insert(run, _failure(error), [])
        raise
    if result.code is not Exit.UNREACHABLE:
        _insert(run, _outcome(entry, result), _findings(run, result))
    return result


def _insert(
    run: OperationRun, values: dict[str, Any], findings: list[OperationFinding]
) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    run.ended_at = timezone.now()
    with suppress(*NO_ROW), transaction.atomic():
        run.save(force_insert=True)
        OperationFinding.objects.bulk_create(findings)


def _failure(error: BaseException) -> dict[str, Any]:
    is_ours = isinstance(error, KontorError)
    text = str(error) if is_ours else f"{type(error).__name__}: {error}"
    if isinstance(error, KeyboardInterrupt | SystemExit):
        text = _("Stopped before the end.")
    status = Status.UNSUPPORTED if isinstance(error, NotSupported) else Status.ERROR
    return {
        "state": State.FAILED,
        "status": status,
        "verdict": without_addresses(text)[:LONGEST],
    }


def _outcome(entry: Operation, result: Result) -> dict[str, Any]:
    data, tables = _plain(result.data), [_kept(table) for table in result.tables]
    if entry.is_glance:
        # Its page answers anew; a cron job may ask it every minute.
        data = {k: v for k, v in data.items() if isinstance(v, int | float | str)}
        tables = []
    return {
        "state": State.DONE,
        "status": result.status,
        "verdict": result.verdict[:LONGEST],
        "finding_count": len(result.findings),
        "figures": data,
        "tables": tables,
    }


def _kept(table: Table) -> dict[str, Any]:
    shown = asdict(table)
    return _plain({**shown, "rows": shown["rows"][:MOST_ROWS]})


def _plain(value: Any) -> Any:
    """Return what the JSON of the command would hold of it."""
    return json.loads(json.dumps(value, default=str))


def _findings(run: OperationRun, result: Result) -> list[OperationFinding]:
    return [
        OperationFinding(
            run=run,
            position=position,
            finding_id=finding.id,
            severity=finding.severity,
            object=_plain(finding.object),
            message=str(finding.message),
            measured=_plain(finding.measured),
            threshold=_plain(finding.threshold),
            fix=str(finding.fix),
            command=finding.command,
        )
        for position, finding in enumerate(result.findings)
    ]
