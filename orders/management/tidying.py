"""What clean-up commands share: an age, a dry run, and work in batches."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from database.arguments import age
from database.clock import require_right_clock
from database.commands import OpsCommand, Result, UsageError
from database.progress import track


class TidyingCommand(OpsCommand, ABC):
    """A clean-up of rows of that age, or with --dry-run their count."""

    default_age = ""
    age_help = ""
    done = ""  # how the figure of what was done is called in the output

    @abstractmethod
    def find(self, before: datetime) -> QuerySet:
        """Return the rows that are old enough."""

    @abstractmethod
    def tidy(self, before: datetime) -> Iterator[int]:
        """Work batch by batch; yield the number of each."""

    @abstractmethod
    def sentence(self, count: int, *, dry_run: bool) -> str:
        """Return what was done, or would be, in the right number."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--older-than",
            type=age,
            default=self.default_age,
            help=f"{self.age_help} (default: {self.default_age}).",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Count; change nothing."
        )

    def run(self, **options: Any) -> Result:
        if options["database"] != "default":
            raise UsageError(_("Orders and baskets are in the database 'default'."))
        require_right_clock()
        before, dry_run = timezone.now() - options["older_than"], options["dry_run"]
        count = self.find(before).count() if dry_run else self._work(before)
        return Result(
            data={
                "found": count,
                self.done: 0 if dry_run else count,
                "dry_run": dry_run,
            },
            verdict=self.sentence(count, dry_run=dry_run),
        )

    def _work(self, before: datetime) -> int:
        batches = self.tidy(before)
        if not self.quiet:
            batches = track(batches, "Batches", None, stream=self.stderr)
        return sum(batches)
