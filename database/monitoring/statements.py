"""Every statement is timed; one that takes too long leaves a line in the log.

The line names the view, job or command, the line of our code, the shape and the time:
enough to find the statement, and no value, which would be somebody's.
"""

import sys
import time
from typing import Any

import structlog
from django.conf import settings

from database.monitoring import histograms
from database.monitoring.shapes import shape
from database.monitoring.work import current_work, who_works

# Between a statement and whoever wants it: these lines say nothing about it.
_INSTRUMENTS = ("database/monitoring/", "database/postgresql/", "database/replicas/")
logger = structlog.get_logger("database.slow")


def time_statement(
    execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Note how long a statement takes, under the work it belongs to: a wrapper."""
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - started
        if (work := current_work()) is not None:
            histograms.observe(work.statements, seconds)
        if seconds >= settings.SLOW_QUERY_THRESHOLD:
            _warn(sql, seconds, context["connection"])


def our_line() -> str:
    """Return the innermost line of the shop's own code: `orders/views/basket.py:37`.

    Empty if only Django's code is at work.
    """
    root, frame = f"{settings.BASE_DIR}/", sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        path = name.removeprefix(root)
        if path != name and not path.startswith((".venv/", *_INSTRUMENTS)):
            return f"{path}:{frame.f_lineno}"
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def _warn(sql: Any, seconds: float, connection: Any) -> None:
    # psycopg composes some statements from parts, which know their text by themselves.
    text = sql if isinstance(sql, str) else sql.as_string(connection.connection)
    logger.warning(
        "slow_statement",
        view=who_works(),
        line=our_line(),
        shape=shape(text, vendor=connection.vendor),
        seconds=round(seconds, 3),
        database=connection.alias,
    )
