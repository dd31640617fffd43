"""The start of a server process: wait for the database, not for a wrong password."""

import time

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _

from database.diagnosis.ladder import Rung
from database.diagnosis.run import ladder_of

FIRST_PAUSE = 0.5  # seconds; doubles up to the longest
LONGEST_PAUSE = 5.0

logger = structlog.get_logger(__name__)


def wait_for_database(timeout: float | None = None) -> bool:
    """Wait until somebody can log in to the database; tell whether one can.

    After `timeout` seconds (DB_START_TIMEOUT) the shop starts anyway and answers
    503 until the database comes. What waiting cannot mend, such as a wrong password,
    raises ImproperlyConfigured at once.
    """
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        return True
    limit = settings.DB_START_TIMEOUT if timeout is None else timeout
    deadline, pause = time.monotonic() + limit, FIRST_PAUSE
    while (failed := _climb()) is not None:
        left = deadline - time.monotonic()
        if left <= 0:
            logger.error("database_away", rung=failed.id, cause=failed.cause)
            return False
        logger.warning(
            "database_awaited", rung=failed.id, cause=failed.cause, again_in=pause
        )
        time.sleep(min(pause, left))
        pause = min(pause * 2, LONGEST_PAUSE)
    return True


def _climb() -> Rung | None:
    """Return the rung that failed, None if somebody can log in."""
    ladder = ladder_of(DEFAULT_DB_ALIAS)
    rungs = ladder.climb(until="database")
    if ladder.fall is None:
        return None
    failed = next(rung for rung in rungs if rung.status == "failed")
    if not ladder.fall.passes:
        raise ImproperlyConfigured(
            _("The database cannot be used (%(rung)s): %(cause)s %(fix)s")
            % {"rung": failed.id, "cause": failed.cause, "fix": failed.fix}
        )
    return failed
