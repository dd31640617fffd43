"""Fill an empty shop with the demo."""

import os
from contextlib import ExitStack
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from database.ops.command import OpsCommand, Result, UsageError
from database.ops.progress import shown_on
from orders.demo import seeding
from orders.demo.at_size import seeding as at_size
from orders.demo.at_size.scale import MOST, Scale
from orders.roles import ROLES


class Command(OpsCommand):
    help = (
        "Fill an empty shop with the demo: categories, products with pictures, "
        "customers and a year of orders. A second run changes nothing. With --scale, "
        "fill it (or the demo's shop) with a year of that many orders, for trying the "
        "shop at size. "
        "Examples: manage.py seed_demo; manage.py seed_demo --scale 100000"
    )
    schema = "seed_demo/1"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--scale",
            type=int,
            metavar="N",
            help=f"Make N orders, up to {MOST:,}, with all that belongs to them.",
        )
        parser.add_argument(
            "--customers",
            type=int,
            metavar="N",
            help="With --scale: how many customers (default: one for five orders).",
        )
        parser.add_argument(
            "--products",
            type=int,
            metavar="N",
            help="With --scale: how many products (default: one for fifty orders).",
        )

    def run(self, **options: Any) -> Result:
        verdict, counts = self._seed(options)
        self.say(verdict)
        self.say("")
        self.say(f"Shop: {settings.SITE_URL}")
        self.say(f"Staff login: owner / {seeding.PASSWORD}")
        others = ", ".join(role for role in ROLES if role != "owner")
        self.say(f"Other staff, with the same password: {others}")
        self.say(f"Customer login: customer / {seeding.PASSWORD}")
        if (statement := seeding.statement_path()).exists():
            shown = os.path.relpath(statement, settings.BASE_DIR)
            self.say(f"Bank statement to upload: {shown}")
        return Result(data={**counts, "shop": settings.SITE_URL})

    def _seed(self, options: dict[str, Any]) -> tuple[str, dict[str, int]]:
        """Fill the shop; return a sentence about it, and how many rows of what."""
        customers, products = options["customers"], options["products"]
        if options["scale"] is not None:
            return self._seed_at_size(Scale.of(options["scale"], customers, products))
        if customers is not None or products is not None:
            raise UsageError(_("--customers and --products go with --scale."))
        if seeding.is_seeded() or at_size.is_there():
            return "The demo shop is already there.", {}
        seeding.refuse_real_shop(is_local=settings.IS_LOCAL)
        counts = seeding.seed(progress=self.say)
        return seeding.tell(counts), counts

    def _seed_at_size(self, scale: Scale) -> tuple[str, dict[str, int]]:
        at_size.refuse_other_shop(is_local=settings.IS_LOCAL)
        with ExitStack() as stack:
            if not self.quiet:
                # On the error stream, so that standard output holds the result alone.
                stack.enter_context(shown_on(cast(TextIO, self.stderr._out)))
            counts = at_size.seed(scale)
        return at_size.tell(counts), counts

    def say(self, line: str) -> None:
        """Print a line for people; with --json or --quiet nothing."""
        if not self.as_json and not self.quiet:
            self.console.print(line, markup=False)
