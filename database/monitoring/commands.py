"""The command of an operation: everything comes from the registry."""

import time
from typing import Any

from database.arguments import at_least_one_second
from database.commands import OpsCommand, Result
from database.monitoring.operations import Operation, operations


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
        return str(self.entry.description)

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--watch",
            type=at_least_one_second,
            metavar="SECONDS",
            help="Look again every SECONDS, until Ctrl-C.",
        )
        for option in self.entry.options:
            if option.is_switch:
                parser.add_argument(
                    option.flag, action="store_true", help=str(option.help)
                )
                continue
            parser.add_argument(
                option.flag,
                type=option.kind,
                default=option.default,
                choices=option.choices or None,
                metavar=option.metavar or None,
                help=str(option.help),
            )

    def run(self, **options: Any) -> Result:
        """Run the operation once, or until Ctrl-C with `--watch`."""
        values = {o.name: options[o.name] for o in self.entry.options}
        result = self.entry.run(using=options["database"], **values)
        while options["watch"]:
            self._show_again(result, options["database"])
            try:
                time.sleep(options["watch"])
            except KeyboardInterrupt:
                return result
            result = self.entry.run(using=options["database"], **values)
        return result

    def _show_again(self, result: Result, alias: str) -> None:
        if self.as_json:
            self._print_envelope(result, status=result.status, alias=alias)
            return
        if self.console.is_terminal:
            self.console.clear()
        self.show(result)
        self.console.print(result.verdict, markup=False)
