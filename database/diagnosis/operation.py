"""The operation `diagnose`, as the registry knows it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from database.diagnosis.run import diagnose
from database.ops.command import Result
from database.ops.operation import Operation, Option


def _run(*, using: str, **options: Any) -> Result:
    return diagnose(alias=using, **options)


def retries(text: str) -> int:
    """Read a number of retries."""
    if text.isascii() and text.isdigit() and len(text) < 3:
        return int(text)
    raise ValueError(text)


def pause(text: str) -> float:
    """Read the seconds before the second try."""
    if not 0 <= (seconds := float(text)) <= 60:
        raise ValueError(text)
    return seconds


DIAGNOSE = Operation(
    name="diagnose",
    title=_("Database connection"),
    description=_(
        "Check the connection to the database step by step, from its URL "
        "to its migrations, and name the cause and the fix of the first "
        "step that fails."
    ),
    for_shell=_(
        "It does not use the pool. Exit code 4 if the database cannot be "
        "used. Example: manage.py diagnose --retries 5"
    ),
    run=_run,
    options=(
        Option(
            "url",
            help=_("Diagnose this URL instead of the configured one."),
            default="",
            metavar="URL",
            shell_only=True,
        ),
        Option(
            "retries",
            help=_(
                "Try again this many times, 0 to 99, if the cause may be temporary."
            ),
            kind=retries,
            default=0,
            metavar="N",
            shell_only=True,
        ),
        Option(
            "backoff",
            help=_("Seconds before the second try, 0 to 60; they double each time."),
            kind=pause,
            default=1.0,
            metavar="SECONDS",
            shell_only=True,
        ),
    ),
)
