"""The base of every command: one envelope, one set of exit codes, one way to speak."""

import json
import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from typing import IO, Any, NoReturn, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError, connections
from django.utils.translation import gettext as _
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from database.context import acting_as
from database.errors import KontorError, NotSupported
from database.transactions import CAUSES, REMEDIES, Trouble, classify


class Exit(IntEnum):
    """What a command's exit code tells a script."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNSUPPORTED = 3
    UNREACHABLE = 4
    FAILED = 5
    REFUSED = 6


class Refused(KontorError):
    """A safety gate: the command will not do this."""


class Unavailable(KontorError):
    """What the command needs is not there: a server, a tool, a right to use it."""


class UsageError(KontorError):
    """The arguments contradict each other or name what does not exist."""


_CODES: tuple[tuple[type[KontorError], Exit], ...] = (
    (NotSupported, Exit.UNSUPPORTED),
    (Refused, Exit.REFUSED),
    (UsageError, Exit.USAGE),
    (Unavailable, Exit.UNREACHABLE),
)
SEVERITIES = {"warning": 1, "critical": 2}
FOLDED = 24  # characters of a word in a table that stay in one line


@dataclass(slots=True)
class Finding:
    """One thing that is wrong, and what to do about it."""

    id: str
    severity: str
    object: str | list[str]
    message: str
    measured: Any = None
    threshold: Any = None
    fix: str = ""
    command: str = ""


@dataclass(slots=True)
class Table:
    """Rows for people: on a terminal and on a page. `data` holds them for programs.

    Numbers stand on the right. Texts are shown as they are.
    """

    title: str
    columns: list[str]
    rows: list[list[Any]]
    empty: str = ""  # what to say if there is no row


@dataclass(slots=True)
class Result:
    """What a command found out: the page, the JSON and the terminal show this."""

    data: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    verdict: str = ""
    # The exit code where a finding is at or above --fail-on.
    code: Exit = Exit.FINDINGS
    tables: list[Table] = field(default_factory=list)

    @property
    def status(self) -> str:
        worst = max((SEVERITIES.get(f.severity, 0) for f in self.findings), default=0)
        return {0: "ok", 1: "warning", 2: "critical"}[worst]


def as_text(cell: Any) -> str:
    """Return a cell as people read it: thousands parted, nothing as a dash."""
    if cell is None or cell == "":
        return "–"
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    return f"{cell:,}" if isinstance(cell, int | float) else str(cell)


def _least_width(texts: list[str], *, is_number: bool) -> int:
    """Return how narrow a column may be: figures stay whole, long words are folded."""
    if is_number:
        return max(map(len, texts))
    words = [word for text in texts for word in text.split()]
    return max(min(max(map(len, words), default=0), FOLDED), 1)


class OpsCommand(BaseCommand):
    """A command with `--json`, `--fail-on` and honest exit codes.

    Subclasses set `schema` and write `run(**options) -> Result`, and `show(result)`
    where a table says more than the findings.
    """

    schema = ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default="default", help="Database alias.")
        parser.add_argument(
            "--json", action="store_true", help="Print one JSON object, nothing else."
        )
        parser.add_argument("--quiet", action="store_true", help="Print findings only.")
        parser.add_argument(
            "--fail-on",
            choices=["warning", "critical", "never"],
            default="warning",
            help="The severity from which the exit code is 1 (default: warning).",
        )

    def run(self, **options: Any) -> Result:
        """Do the work and return the result; subclasses override this."""
        raise CommandError(f"{type(self).__module__} has no run().")

    def show(self, result: Result) -> None:
        """Print the result for people: by default its tables, then every finding."""
        if not self.quiet:
            for table in result.tables:
                self._show_table(table)
        for finding in result.findings:
            self._show_finding(finding)

    def _show_finding(self, finding: Finding) -> None:
        self.console.print(
            f"[bold]{finding.severity}[/] {finding.id}: {escape(str(finding.message))}"
        )
        for label, text in (("fix", finding.fix), ("command", finding.command)):
            if text:
                self.console.print(f"  {label}: {text}", markup=False)

    def _show_table(self, table: Table) -> None:
        if not table.rows:
            self.console.print(f"{table.title}: {table.empty}", markup=False)
            return
        grid = Grid(title=table.title, title_justify="left", box=SIMPLE_HEAD)
        least = 1
        for index, column in enumerate(table.columns):
            cells = [row[index] for row in table.rows]
            is_number = any(isinstance(cell, int | float) for cell in cells)
            texts = [escape(column), *(escape(as_text(cell)) for cell in cells)]
            width = _least_width(texts, is_number=is_number)
            least += width + 3
            grid.add_column(
                column,
                justify="right" if is_number else "left",
                overflow="fold",
                no_wrap=is_number,
                min_width=width,
            )
        if least > self.console.width:
            self._show_rows(table)
            return
        for row in table.rows:
            grid.add_row(*(escape(as_text(cell)) for cell in row))
        self.console.print(grid, soft_wrap=False)

    def _show_rows(self, table: Table) -> None:
        """Print a block for each row, a line for each cell: as long as it has to be."""
        width = max(map(len, table.columns))
        self.console.print(table.title, markup=False)
        for row in table.rows:
            self.console.print()
            for column, cell in zip(table.columns, row, strict=True):
                line = f"  {column:{width}}  {as_text(cell)}"
                self.console.print(line, markup=False, soft_wrap=True)
        self.console.print()

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json, self.quiet = options["json"], options["quiet"]
        self.console = Console(
            file=cast(IO[str], self.stdout._out),
            force_terminal=None if self.stdout.isatty() else False,
            highlight=False,
            soft_wrap=not self.stdout.isatty(),
        )
        name = type(self).__module__.rpartition(".")[2]
        with acting_as(label=f"manage.py {name}"):
            result = self._guarded(options)
        self._answer(result, options)

    def _guarded(self, options: dict[str, Any]) -> Result:
        """Run, and turn every error into its exit code and sentence."""
        if options["database"] not in connections:
            known = ", ".join(connections)
            self._fail(
                _("There is no database %(alias)r. Known: %(known)s.")
                % {"alias": options["database"], "known": known},
                Exit.USAGE,
            )
        try:
            return self.run(**options)
        except CommandError:
            raise
        except (DatabaseError, InterfaceError) as error:
            self._fail_on_database(error, options)
        except KontorError as error:
            code = next((c for kind, c in _CODES if isinstance(error, kind)), None)
            status = "unsupported" if code is Exit.UNSUPPORTED else "error"
            self._fail(str(error), code or Exit.FAILED, status=status)
        except KeyboardInterrupt:
            self._fail(_("Stopped before the end."), Exit.FAILED)
        except Exception as error:
            if options.get("traceback"):
                traceback.print_exc(file=sys.stderr)
            self._fail(f"{type(error).__name__}: {error}", Exit.FAILED)

    def _fail_on_database(self, error: Exception, options: dict[str, Any]) -> NoReturn:
        trouble = classify(error)
        away = trouble in {Trouble.OPERATIONAL, Trouble.LOST, Trouble.FULL}
        code = Exit.UNREACHABLE if away else Exit.FAILED
        finding = database_finding(trouble, options["database"])
        parts = (finding.message, finding.fix, f"({str(error).strip()})")
        message = " ".join(part for part in parts if part)
        self._fail(message, code, findings=[finding])

    def _fail(
        self,
        message: str,
        code: Exit,
        status: str = "error",
        findings: Sequence[Finding] = (),
    ) -> NoReturn:
        """End the command with a sentence and an exit code."""
        if self.as_json:
            result = Result(verdict=message, findings=list(findings))
            self._print_envelope(result, status=status)
        raise CommandError(message, returncode=int(code))

    def _answer(self, result: Result, options: dict[str, Any]) -> None:
        if self.as_json:
            self._print_envelope(
                result, status=result.status, alias=options["database"]
            )
        elif not self.quiet or result.findings:
            self.show(result)
        least = SEVERITIES.get(options["fail_on"], 99)
        if SEVERITIES.get(result.status, 0) >= least:
            raise CommandError(
                result.verdict or _("Findings."), returncode=int(result.code)
            )
        if result.verdict and not self.as_json and not self.quiet:
            self.console.print(result.verdict, markup=False)

    def _print_envelope(
        self, result: Result, *, status: str, alias: str = "default"
    ) -> None:
        answer = envelope(result, schema=self.schema, status=status, alias=alias)
        self.stdout.write(json.dumps(answer, default=str, ensure_ascii=False))


def database_finding(trouble: Trouble, alias: str) -> Finding:
    """Return what ops are told of a trouble with the database, and what fixes it."""
    return Finding(
        id=f"database.{trouble.name.lower()}",
        severity="critical",
        object=alias,
        message=str(CAUSES.get(trouble, trouble.value)),
        fix=str(REMEDIES.get(trouble, "")),
        command="manage.py diagnose",
    )


def envelope(
    result: Result, *, schema: str, status: str, alias: str = "default"
) -> dict[str, Any]:
    """Return the one JSON object that a command or a page answers with."""
    known, failed = alias in connections, status in {"error", "unsupported"}
    return {
        "schema": schema,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": alias,
        "engine": connections[alias].vendor if known else None,
        "status": status,
        "findings": [asdict(finding) for finding in result.findings],
        "data": result.data or ({"message": result.verdict} if failed else {}),
    }
