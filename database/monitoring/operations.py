"""The registry of operations: one function each, and four views of what it returns.

An operation is a function that returns a `Result`. From its entry here come the command
(`manage.py NAME`, by `OperationCommand`), the page (`/admin/database/NAME/`), the JSON
of both, and what is sampled for charts and metrics. An app registers its operations in
a module `operations.py`.
"""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.utils.translation import gettext as _

from database.commands import Result, UsageError
from database.registry import Registry

STATEMENT_LIMIT = "5s"
LOCK_LIMIT = "200ms"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of an operation: a flag of the command, a field of the page.

    `kind` turns a text into the value and raises ValueError; `bool` makes a switch.
    An option that `acts` changes something: on the page it is a button, which puts a
    job into the queue. `shell_only` keeps it off the page: what restores or drops.
    """

    name: str
    help: Any
    label: Any = ""
    kind: Callable[[str], Any] = str
    default: Any = None
    choices: tuple[str, ...] = ()
    metavar: str = ""
    acts: bool = False
    shell_only: bool = False

    @property
    def flag(self) -> str:
        return f"--{self.name.replace('_', '-')}"

    @property
    def is_switch(self) -> bool:
        return self.kind is bool

    def parse(self, text: str) -> Any:
        """Return the value of a posted text. Raises UsageError with a sentence."""
        if self.is_switch:
            return text not in {"", "0"}
        if self.choices and text not in self.choices:
            raise UsageError(
                _("%(flag)s is %(text)r. Allowed: %(choices)s.")
                % {
                    "flag": self.flag,
                    "text": text[:40],
                    "choices": ", ".join(self.choices),
                }
            )
        try:
            return self.kind(text)
        except ArgumentTypeError as error:
            raise UsageError(f"{self.flag}: {error}") from error
        except ValueError as error:
            raise UsageError(
                _("%(flag)s cannot be %(text)r. %(help)s")
                % {"flag": self.flag, "text": text[:40], "help": self.help}
            ) from error


@dataclass(frozen=True, slots=True)
class Series:
    """One line of an operation's chart; `name` is `[a-z_]+`, also in the metrics."""

    name: str
    label: Any


@dataclass(frozen=True, slots=True)
class Operation:
    """Something ops can do or look at.

    `run(using=alias, **options)` returns the result, or raises NotSupported, Refused,
    UsageError or Unavailable. `measure` takes from a result what is worth a sample
    every minute, by the names of `series`.
    """

    name: str
    title: Any
    description: Any
    run: Callable[..., Result]
    options: tuple[Option, ...] = ()
    series: tuple[Series, ...] = ()
    measure: Callable[[Result], Mapping[str, float]] | None = None
    # The flag with which the command only looks, as its page does.
    looks_with: str = ""

    @property
    def schema(self) -> str:
        return f"{self.name}/1"

    @property
    def questions(self) -> list[Option]:
        """The options that only change what is shown."""
        return [o for o in self.options if not o.acts and not o.shell_only]

    @property
    def deeds(self) -> list[Option]:
        """The options that are buttons of the page."""
        return [o for o in self.options if o.acts and not o.shell_only]

    def option(self, name: str) -> Option | None:
        return next((option for option in self.options if option.name == name), None)

    def with_defaults(self, **options: Any) -> dict[str, Any]:
        """Return every option that `run` takes, those left out at their default."""
        defaults = {o.name: False if o.is_switch else o.default for o in self.options}
        return {**defaults, **options}

    def shell_command(self, **options: Any) -> str:
        """Return the command that does the same in a shell."""
        parts = ["manage.py", self.name]
        for name, value in options.items():
            option = self.option(name)
            if option is None or value in (None, "", False):
                continue
            parts += [option.flag] if option.is_switch else [option.flag, str(value)]
        return " ".join([*parts, self.looks_with]).rstrip()


operations: Registry[Operation] = Registry("operations")


def register(operation: Operation) -> Operation:
    """Take an operation into the registry."""
    return operations.add(operation.name, operation)


@contextmanager
def observing(name: str, *, using: str = "default") -> Iterator[None]:
    """Look without being in the way: short limits, and a name the server shows.

    PostgreSQL keeps the three in the transaction. On the others nothing is set: a
    transaction on SQLite would keep writers out.
    """
    if connections[using].vendor != "postgresql":
        yield
        return
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true),"
                " set_config('lock_timeout', %s, true),"
                " set_config('application_name', %s, true)",
                [STATEMENT_LIMIT, LOCK_LIMIT, f"shop-ops:{name}"],
            )
        yield
