"""Remove baskets that nobody touched for long."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from orders.management.tidying import TidyingCommand
from orders.services.tidying import purge_baskets, stale_baskets


class Command(TidyingCommand):
    help = (
        "Remove baskets that nobody touched for that long, guests' and customers'. "
        "Baskets hold no stock, so nothing goes back. Example: manage.py purge_baskets "
        "--older-than 60d --dry-run"
    )
    schema = "purge_baskets/1"
    default_age = "60d"
    age_help = "Since when nobody touched them"
    done = "removed"

    def find(self, before: datetime) -> QuerySet:
        return stale_baskets(before)

    def tidy(self, before: datetime) -> Iterator[int]:
        return purge_baskets(untouched_since=before)

    def sentence(self, count: int, *, dry_run: bool) -> str:
        if dry_run:
            text = ngettext(
                "%(count)d basket would be removed. Nothing was changed.",
                "%(count)d baskets would be removed. Nothing was changed.",
                count,
            )
        else:
            text = ngettext(
                "%(count)d basket is removed.", "%(count)d baskets are removed.", count
            )
        return text % {"count": count}
