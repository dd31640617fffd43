"""Clear the operation log of what is old."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from database.arguments import days
from database.clock import require_right_clock
from database.commands import OpsCommand, Result
from database.models import Operation
from database.retention import expired, purge


class Command(OpsCommand):
    help = (
        "Remove rows of the operation log that are older than --older-than days "
        "(default: OPERATION_LOG_DAYS, 30), in short transactions that note themselves "
        "in the log. Example: manage.py purge_operations --older-than 90 --dry-run"
    )
    schema = "purge_operations/1"

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--older-than",
            type=days,
            default=settings.OPERATION_LOG_DAYS,
            metavar="DAYS",
            help="Age in days (default: OPERATION_LOG_DAYS, 30).",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Count only; remove nothing."
        )

    def run(self, **options: Any) -> Result:
        using, is_dry = options["database"], options["dry_run"]
        require_right_clock(using)
        before = timezone.now() - timedelta(days=options["older_than"])
        day = date_format(timezone.localtime(before), "j M Y")
        if is_dry:
            rows = expired(Operation, before, column="created_at", using=using)
            number = rows.count()
            text = _("Would remove %(count)s operations from before %(day)s.")
        else:
            reason = _("Retention: operations from before %(day)s") % {"day": day}
            number = purge(Operation, before, reason=reason, using=using)
            text = _("Removed %(count)s operations from before %(day)s.")
        return Result(
            data={"removed": 0 if is_dry else number, "old": number, "before": before},
            verdict=text % {"count": f"{number:,}", "day": day},
        )
