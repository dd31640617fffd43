"""Fill an empty shop with the demo."""

from typing import Any

from django.conf import settings

from database.commands import OpsCommand, Result
from orders.demo import seeding
from orders.roles import ROLES


class Command(OpsCommand):
    help = (
        "Fill an empty shop with the demo: categories, products with pictures, "
        "customers and a year of orders. A second run changes nothing. "
        "Example: manage.py seed_demo"
    )
    schema = "seed_demo/1"

    def run(self, **options: Any) -> Result:
        if seeding.is_seeded():
            verdict, counts = "The demo shop is already there.", {}
        else:
            seeding.refuse_real_shop(is_local=settings.IS_LOCAL)
            counts = seeding.seed(progress=self.say)
            verdict = seeding.tell(counts)
        self.say(verdict)
        self.say("")
        self.say(f"Shop: {settings.SITE_URL}")
        self.say(f"Staff login: owner / {seeding.PASSWORD}")
        others = ", ".join(role for role in ROLES if role != "owner")
        self.say(f"Other staff, with the same password: {others}")
        self.say(f"Customer login: customer / {seeding.PASSWORD}")
        return Result(data={**counts, "shop": settings.SITE_URL})

    def say(self, line: str) -> None:
        """Print a line for people; with --json or --quiet nothing."""
        if not self.as_json and not self.quiet:
            self.console.print(line, markup=False)
