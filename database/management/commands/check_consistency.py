"""Look for rows that contradict each other, and repair what can be repaired."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from database.ops.command import Result
from database.ops.progress import PAUSE, heard_by
from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "check_consistency"

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Show on a terminal how many checks are done, and in a log now and then."""
        self._spoken = time.monotonic()
        with self._progress() as progress:
            bar = progress.add_task("", total=None)

            def tell(name: str, done: int, total: int | None) -> None:
                progress.update(bar, description=name, total=total, completed=done)
                self._mention(name)

            with heard_by(tell):
                yield

    def _mention(self, name: str) -> None:
        """Say now and then in a log where the run is; a terminal has the bar."""
        if self.console.is_terminal:
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
            disable=self.as_json or not self.console.is_terminal,
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
