"""Put old cancelled orders out of the way of everyday lists."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from orders.management.tidying import TidyingCommand
from orders.services.tidying import archive_orders, to_archive


class Command(TidyingCommand):
    help = (
        "Archive cancelled orders of that age. They leave the everyday lists of the "
        "back office; a search, the filter “archive” and their customers find them as "
        "before, and nothing of them is removed. Example: manage.py archive_orders "
        "--older-than 180d --dry-run"
    )
    schema = "archive_orders/1"
    default_age = "180d"
    age_help = "Since when they are cancelled"
    done = "archived"

    def find(self, before: datetime) -> QuerySet:
        return to_archive(before)

    def tidy(self, before: datetime) -> Iterator[int]:
        return archive_orders(cancelled_before=before)

    def sentence(self, count: int, *, dry_run: bool) -> str:
        if dry_run:
            text = ngettext(
                "%(count)d order would be archived. Nothing was changed.",
                "%(count)d orders would be archived. Nothing was changed.",
                count,
            )
        else:
            text = ngettext(
                "%(count)d order is archived.", "%(count)d orders are archived.", count
            )
        return text % {"count": count}
