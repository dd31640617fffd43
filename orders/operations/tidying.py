"""Cancelled orders out of the way, forgotten baskets removed: what both share."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.ops.arguments import age
from database.ops.clock import require_right_clock
from database.ops.command import Result, UsageError
from database.ops.operation import Operation, Option, dry_run_option
from database.ops.progress import track
from database.ops.timing import Daily
from orders.life.tidying import (
    archive_orders,
    purge_baskets,
    stale_baskets,
    to_archive,
)

Find = Callable[[datetime], QuerySet]
Tidy = Callable[[datetime], Iterator[int]]


def _by_age(done: str, find: Find, tidy: Tidy, sentence: Callable[..., str]) -> Any:
    """Return the function that tidies rows of an age, or with `dry_run` counts them.

    `done` is how the figure of what was done is called in the JSON.
    """

    def run(*, using: str, older_than: timedelta, dry_run: bool = False) -> Result:
        if using != "default":
            raise UsageError(
                _("Orders and baskets are only in the database 'default'.")
            )
        require_right_clock()
        before = timezone.now() - older_than
        if dry_run:
            count = find(before).count()
        else:
            count = sum(track(tidy(before), "Batches", None))
        return Result(
            data={"found": count, done: 0 if dry_run else count, "dry_run": dry_run},
            verdict=sentence(count, dry_run=dry_run),
        )

    return run


def _options(older_than: timedelta, text: Any) -> tuple[Option, ...]:
    return (
        Option(
            "older_than",
            label=gettext_lazy("Age"),
            help=text,
            kind=age,
            default=older_than,
            metavar="AGE",
        ),
        dry_run_option(gettext_lazy("Count only; change nothing.")),
    )


def _archived(count: int, *, dry_run: bool) -> str:
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


def _removed(count: int, *, dry_run: bool) -> str:
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


ARCHIVE_ORDERS = Operation(
    name="archive_orders",
    title=gettext_lazy("Archive orders"),
    description=gettext_lazy(
        "Archive orders that were cancelled long ago. They leave the "
        "everyday lists of the back office; a search, the filter “archive” "
        "and their customers still find them, and nothing is removed."
    ),
    for_shell=gettext_lazy(
        "Example: manage.py archive_orders --older-than 180d --dry-run"
    ),
    run=_by_age(
        "archived",
        to_archive,
        lambda before: archive_orders(cancelled_before=before),
        _archived,
    ),
    options=_options(
        timedelta(days=180),
        gettext_lazy("How long ago they were cancelled, such as 90d (default: 180d)."),
    ),
    schedule=Daily(time(3, 0)),
)

PURGE_BASKETS = Operation(
    name="purge_baskets",
    title=gettext_lazy("Remove old baskets"),
    description=gettext_lazy(
        "Remove baskets that nobody has touched for a long time, of guests "
        "and of customers. Baskets reserve no stock, so no stock changes."
    ),
    for_shell=gettext_lazy(
        "Example: manage.py purge_baskets --older-than 60d --dry-run"
    ),
    run=_by_age(
        "removed",
        stale_baskets,
        lambda before: purge_baskets(untouched_since=before),
        _removed,
    ),
    options=_options(
        timedelta(days=60),
        gettext_lazy("How long nobody has touched them, such as 72h (default: 60d)."),
    ),
    schedule=Daily(time(3, 15)),
)
