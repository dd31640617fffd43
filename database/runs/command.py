"""The command of an operation: everything comes from the registry."""

import time
from contextlib import ExitStack
from typing import Any, TextIO, cast

from database.ops import progress
from database.ops.arguments import at_least_one_second
from database.ops.command import OpsCommand, Result
from database.ops.operation import Operation, operations
from database.runs.writing import recorded


class OperationCommand(OpsCommand):
    """`manage.py NAME` for the operation of that name; subclasses set `operation`."""

    operation = ""

    @property
    def entry(self) -> Operation:
        return operations[self.operation]

    @property
    def schema(self) -> str:  # type: ignore[override]
        return self.entry.schema

    @property
    def help(self) -> str:  # type: ignore[override]
        return self.entry.help

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        if self.entry.is_glance:
            parser.add_argument(
                "--watch",
                type=at_least_one_second,
                metavar="SECONDS",
                help="Look again every SECONDS until Ctrl-C; no run is recorded.",
            )
        parser.add_argument(
            "--no-history",
            action="store_true",
            help="Record no run: for a read-only copy of the database.",
        )
        for option in self.entry.options:
            option.add_to(parser)

    def run(self, **options: Any) -> Result:
        """Run the operation once, or until Ctrl-C with `--watch`."""
        values = {o.name: options[o.name] for o in self.entry.options}
        using = options["database"]
        with ExitStack() as stack:
            if not self.quiet:
                # On the error stream, so that standard output holds the result alone.
                stack.enter_context(progress.shown_on(cast(TextIO, self.stderr._out)))
                stack.enter_context(self.listening())
            if options.get("watch"):
                return self._watch(values, options)
            if options["no_history"]:
                return self.entry.run(using=using, **values)
            return recorded(self.entry, values, using=using)[1]

    def listening(self) -> Any:
        """Return a context in which the command shows what the work tells."""
        return ExitStack()

    def _watch(self, values: dict[str, Any], options: dict[str, Any]) -> Result:
        result = self.entry.run(using=options["database"], **values)
        while True:
            self._show_again(result, options["database"])
            try:
                time.sleep(options["watch"])
            except KeyboardInterrupt:
                return result
            result = self.entry.run(using=options["database"], **values)

    def _show_again(self, result: Result, alias: str) -> None:
        if self.as_json:
            self._print_envelope(result, status=result.status, alias=alias)
            return
        if self.console.is_terminal:
            self.console.clear()
        self.show(result)
        self.console.print(result.verdict, markup=False)
