"""The registry of operations: one function each, and four views of what it returns.

An operation is a function that returns a `Result`. From its entry here come the command
(`manage.py NAME`, by `OperationCommand`), the page (`/admin/database/NAME/`), the JSON
of both, the history of its runs, and what is sampled for charts and metrics. An app
registers its operations in a module `operations.py`.
"""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, transaction
from django.utils.translation import gettext as _

from database.ops.arguments import typed
from database.ops.command import Result, UsageError
from database.ops.timing import When
from database.registry import Registry

STATEMENT_LIMIT = "5s"
LOCK_LIMIT = "200ms"
HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of an operation: a flag of the command, a field of the page.

    `kind` turns a text into the value and raises ValueError; `bool` makes a switch, and
    `many` a list. An option that `acts` changes something: on the page it is a button,
    which starts a run. `undo` names the option that takes back what it did, and the
    value for that; no value is the one it was given itself. `shell_only` keeps it off
    the page: what restores or drops. A `secret` is not kept with the run.
    """

    name: str
    help: Any
    label: Any = ""
    kind: Callable[[str], Any] = str
    default: Any = None
    choices: tuple[str, ...] = ()
    metavar: str = ""
    acts: bool = False
    undo: tuple[str, str] | None = None
    shell_only: bool = False
    many: bool = False
    positional: bool = False
    secret: bool = False
    typed_as: str = ""  # the flag without its dashes, where it is not the name

    @property
    def flag(self) -> str:
        return f"--{self.typed_as or self.name.replace('_', '-')}"

    @property
    def is_switch(self) -> bool:
        return self.kind is bool

    @property
    def left_out(self) -> Any:
        """The value of who says nothing about it."""
        if self.is_switch:
            return False
        return list(self.default or ()) if self.many else self.default

    @property
    def placeholder(self) -> str:
        """What an empty field stands for, as it is typed."""
        return str(typed(self.default)) if self.default else ""

    def parse(self, text: Any) -> Any:
        """Return the value of a posted text. Raises UsageError with a sentence."""
        if self.many:
            words = text if isinstance(text, list) else self.split(text)
            return [self._parse_one(word) for word in words]
        return self._parse_one(text)

    def split(self, text: str) -> Any:
        """Return what was typed into one field: the words of a list, or the text."""
        return text.replace(",", " ").split() if self.many else text

    def _parse_one(self, text: Any) -> Any:
        if self.is_switch:
            return text not in {"", "0", False}
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

    def add_to(self, parser: Any) -> None:
        """Add the option to the command's parser."""
        names = [self.name] if self.positional else [self.flag]
        more: dict[str, Any] = {"help": str(self.help)}
        if self.is_switch:
            more["action"] = "store_true"
        else:
            more |= {"type": self.kind, "choices": self.choices or None}
            more["metavar"] = self.metavar or None
        if not self.positional:
            more["dest"] = self.name
            if not self.is_switch:
                more["default"] = self.left_out
        if self.many:
            more["action"] = "append"
        parser.add_argument(*names, **more)


def dry_run_option(text: Any) -> Option:
    """Return the option that says beforehand what a run would do; a page does so."""
    return Option("dry_run", help=text, kind=bool, shell_only=True)


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

    The page of an operation that is `long` shows its last run; of one with an option
    `dry_run` it shows what a run would do (`preview` says it faster), and has a button;
    of every other it shows the answer. `shell_only` says why no page starts it.

    Page and help begin with `description`, in the shopkeeper's words; `for_shell` is
    for the help alone: flags, exit codes, an example.
    """

    name: str
    title: Any
    description: Any
    run: Callable[..., Result]
    options: tuple[Option, ...] = ()
    series: tuple[Series, ...] = ()
    measure: Callable[[Result], Mapping[str, float]] | None = None
    preview: Callable[..., Result] | None = None
    long: bool = False
    # When it runs by itself in a shop that asks for the usual schedules, and with what.
    schedule: When | None = None
    scheduled_with: Mapping[str, Any] = field(default_factory=dict)
    # The engines on which that is usual; all of them if there is none.
    engines: tuple[str, ...] = ()
    for_shell: Any = ""
    shell_only: Any = ""
    seen_by: str = "database.view_ops"
    run_by: str = "database.run_ops"

    @property
    def schema(self) -> str:
        return f"{self.name}/1"

    @property
    def help(self) -> str:
        return f"{self.description} {self.for_shell}".strip()

    @property
    def questions(self) -> list[Option]:
        """The options that only change what is shown."""
        shown = [] if self.shell_only else self.options
        return [o for o in shown if not o.acts and not o.shell_only]

    @property
    def deeds(self) -> list[Option]:
        """The options that are buttons of the page."""
        return [o for o in self.options if o.acts and not o.shell_only]

    def undo_of(self, scope: Mapping[str, Any]) -> tuple[str, Any] | None:
        """Return the deed that takes back a run with these options, and its value."""
        for deed in self.deeds:
            if deed.undo and deed.name in scope:
                name, value = deed.undo
                back = (name, value or scope[deed.name])
                return None if scope.get(name) == back[1] else back
        return None

    @property
    def has_dry_run(self) -> bool:
        """Whether it changes something and can say before what that would be."""
        return self.option("dry_run") is not None

    @property
    def is_glance(self) -> bool:
        """Whether it is over at once: then a run is a row that was never open."""
        return not (self.long or self.has_dry_run or self.shell_only)

    @property
    def has_button(self) -> bool:
        """Whether its page starts a run."""
        return not self.is_glance and not self.shell_only

    def option(self, name: str) -> Option | None:
        return next((option for option in self.options if option.name == name), None)

    def with_defaults(self, **options: Any) -> dict[str, Any]:
        """Return every option that `run` takes, those left out at their default."""
        defaults = {o.name: o.left_out for o in self.options}
        return {**defaults, **options}

    def look(self, *, using: str, **options: Any) -> Result:
        """Return what the page shows of an operation that is not long."""
        if self.preview is not None:
            return self.preview(using=using, **options)
        dry = {"dry_run": True} if self.has_dry_run else {}
        return self.run(using=using, **self.with_defaults(**options, **dry))

    def scope_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was asked for, as it is typed; defaults and secrets left out."""
        scope = {}
        for name, value in values.items():
            option = self.option(name)
            if option is None or value in (None, "", False, option.left_out):
                continue
            scope[name] = HIDDEN if option.secret else typed(value)
        return scope

    def values_of(self, scope: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of what was typed. Raises UsageError."""
        values = {}
        for name, text in scope.items():
            option = self.option(name)
            if option is None or option.secret:
                raise UsageError(
                    _("%(operation)s takes no option %(name)s here.")
                    % {"operation": self.name, "name": name[:40]}
                )
            values[name] = option.parse(text)
        return self.with_defaults(**values)

    def shell_command(self, **options: Any) -> str:
        """Return the command that does the same in a shell."""
        parts = ["manage.py", self.name]
        for option in self.options:
            value = options.get(option.name)
            if value in (None, "", False, []):
                if option.positional:
                    parts.append(option.metavar or option.name.upper())
                continue
            flag = [] if option.positional else [option.flag]
            for one in value if isinstance(value, list) else [value]:
                parts += flag if option.is_switch else [*flag, str(one)]
        return " ".join(parts)


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
