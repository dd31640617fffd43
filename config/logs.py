"""Logs: one JSON object a line, with the request id; plain lines for people."""

from typing import Any

import structlog

from database.text.masking import mask_event

LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
FORMATS = ["json", "plain"]

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.StackInfoRenderer(),
]


def configure(*, as_json: bool) -> None:
    """Send structlog's events through the standard library's handlers."""
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.processors.format_exc_info
            if as_json
            else structlog.processors.UnicodeDecoder(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def settings(level: str, *, as_json: bool, sql_echo: bool) -> dict[str, Any]:
    """Return LOGGING for this level; `sql_echo` prints every statement."""
    renderer = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    # Without the handlers that Django gives its own loggers: they would write beside
    # ours, and the whole address of a request with it.
    plain = {"level": level, "handlers": [], "propagate": True}
    loggers: dict[str, Any] = {"django": plain, "django.server": plain}
    # "Not Found: /x" as a warning: the request's own line says it, with the page.
    loggers["django.request"] = {"level": max(level, "ERROR", key=LEVELS.index)}
    if sql_echo:
        loggers["django.db.backends"] = {"level": "DEBUG"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    *([structlog.processors.format_exc_info] if as_json else []),
                    mask_event,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "structured"}
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": loggers,
    }
