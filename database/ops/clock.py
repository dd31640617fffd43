"""The clocks of this machine and of the database: whether both tell the same time.

What deletes or expires compares rows with the machine's clock. On a machine that is
three days ahead, orders would expire that customers may still pay.
"""

from datetime import UTC, datetime, timedelta

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from database.ops.command import Refused

MOST = 60.0  # seconds
_ASK = {
    "postgresql": "SELECT clock_timestamp()",
    "mysql": "SELECT UTC_TIMESTAMP(6)",
}


def skew(using: str = "default") -> float | None:
    """Return how many seconds the database is ahead; None if it has no clock."""
    connection = connections[using]
    if connection.vendor not in _ASK:
        return None
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_ASK[connection.vendor])
        (there,) = cursor.fetchone()
    here = before + (timezone.now() - before) / 2
    return (_aware(there) - here).total_seconds()


def database_now(using: str = "default") -> datetime:
    """Return the time that all processes share: the database's, where it has one."""
    return timezone.now() + timedelta(seconds=skew(using) or 0.0)


def require_right_clock(using: str = "default") -> None:
    """Raise Refused where the two clocks differ by more than a minute."""
    seconds = skew(using)
    if seconds is not None and abs(seconds) > MOST:
        raise Refused(
            _(
                "This machine's clock and the database's differ by %(seconds).0f "
                "seconds, so we cannot tell what is overdue. Nothing was changed. "
                "Set the clocks (timedatectl shows this one), then try again."
            )
            % {"seconds": abs(seconds)}
        )


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
