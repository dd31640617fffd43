"""Look for rows that contradict each other, and repair what can be repaired."""

import time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from database.check_history import Scope, recorded_run
from database.commands import OpsCommand, Result
from database.fault_report import reported_to
from database.progress import PAUSE


class Command(OpsCommand):
    help = (
        "Run the data checks that the apps registered. Exit code 1 when something is "
        "wrong. Example: manage.py check_consistency --tag stock --fix --dry-run"
    )
    schema = "check_consistency/1"

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--tag",
            action="append",
            default=[],
            dest="tags",
            help="Run only checks with this tag; may be given several times.",
        )
        parser.add_argument(
            "--check",
            action="append",
            default=[],
            dest="checks",
            help="Run only the check with this id; may be given several times.",
        )
        parser.add_argument(
            "--fix", action="store_true", help="Repair what can be repaired safely."
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Change nothing; show what --fix would repair.",
        )
        parser.add_argument(
            "--no-history",
            action="store_true",
            help="Leave no row in the history of runs: for a copy that is read-only.",
        )

        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="Write every faulty row to a CSV file; findings name the first 20.",
        )

    def run(self, **options: Any) -> Result:
        scope = Scope(
            tags=options["tags"],
            ids=options["checks"],
            using=options["database"],
            fix=options["fix"],
            dry_run=options["dry_run"],
        )
        self._spoken = time.monotonic()
        with reported_to(options["report"]) as report, self._progress() as progress:
            bar = progress.add_task("", total=None)

            def tell(name: str, count: int) -> None:
                progress.update(bar, description=name, total=count, advance=1)
                self._mention(name)

            if options["no_history"]:
                return scope.run(tell, report)
            return recorded_run(scope, on_check=tell, report=report)[1]

    def _mention(self, name: str) -> None:
        """Say now and then in a log where the run is; a terminal has the bar."""
        if self.quiet or self.console.is_terminal:
            return
        if time.monotonic() - self._spoken >= PAUSE:
            self._spoken = time.monotonic()
            self.stderr.write(_("Checking %(name)s") % {"name": name})

    def _progress(self) -> Progress:
        """Return a bar that is seen on a terminal only, and leaves nothing behind."""
        return Progress(
            MofNCompleteColumn(),
            BarColumn(),
            TextColumn("{task.description}"),
            console=self.console,
            transient=True,
            disable=self.as_json or self.quiet or not self.console.is_terminal,
        )

    def show(self, result: Result) -> None:
        if not self.quiet:
            self.console.print(self._table(result))
        examples = {entry["id"]: entry["examples"] for entry in result.data["checks"]}
        for finding in result.findings:
            self.console.print(
                f"\n{finding.severity} {finding.id}: {finding.message}", markup=False
            )
            for example in examples[finding.id]:
                line = f"  {example['object']}  {example['detail']}"
                self.console.print(line, markup=False)
            more = finding.measured - len(examples[finding.id])
            if more > 0:
                self.console.print(_("  and %(count)d more") % {"count": more})
            advice = " ".join(filter(None, [finding.fix, finding.command]))
            self.console.print(f"  {advice}", markup=False)
        if self.quiet:
            return
        if result.findings:
            self._show_types(result)
        self.console.print()

    def _show_types(self, result: Result) -> None:
        """Print how many faults each type has, the most first."""
        faulty = [
            (sums["faults"], tag)
            for tag, sums in result.data["types"].items()
            if sums["faults"]
        ]
        texts = [f"{tag} {count:,}" for count, tag in sorted(faulty, reverse=True)]
        line = _("By type: %(types)s") % {"types": ", ".join(texts)}
        self.console.print(f"\n{line}", markup=False)

    def _table(self, result: Result) -> Table:
        table = Table(box=None, pad_edge=False)
        table.add_column(_("check"))
        table.add_column(_("faults"), justify="right")
        table.add_column(_("repaired"), justify="right")
        table.add_column(_("seconds"), justify="right")
        for entry in result.data["checks"]:
            table.add_row(
                entry["id"],
                f"{entry['faults']:,}",
                f"{entry['repaired']:,}",
                f"{entry['seconds']:.2f}",
            )
        return table
