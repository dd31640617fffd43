"""Every faulty row of a run in a file: a finding names twenty, a person needs all."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from database.consistency.naming import Fault
from database.ops.command import UsageError

COLUMNS = ("check", "severity", "model", "object", "detail", "before", "after")


class FaultReport:
    """The rows of a run, a line of CSV each, in the order of its checks."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._writer = csv.writer(file)
        self._writer.writerow(COLUMNS)
        self._check: Any = None
        self._begin = 0

    def begin(self, check: Any) -> None:
        """Take the rows of a check; those of an earlier look of it are left out.

        A check that repairs looks twice, and what counts is what is left.
        """
        if check is self._check:
            self._file.seek(self._begin)
            self._file.truncate()
        self._check, self._begin = check, self._file.tell()

    def add(self, fault: Fault) -> None:
        """Write a row of the check that began last."""
        check = self._check
        texts = (fault.object, fault.detail, fault.before, fault.after)
        shown = ["" if text is None else str(text) for text in texts]
        model = fault.model or check.of
        self._writer.writerow([check.id, check.severity, model, *shown])


@contextmanager
def reported_to(path: Path | None) -> Iterator[FaultReport | None]:
    """Write a report to the path, whole or not at all; None writes none.

    Raises UsageError if no file can be made there.
    """
    if path is None:
        yield None
        return
    part = path.with_name(f"{path.name}.part")
    try:
        file = part.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(
            _("The report cannot be written to %(path)s: %(reason)s.")
            % {"path": path, "reason": error.strerror}
        ) from error
    try:
        with file:
            yield FaultReport(file)
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
