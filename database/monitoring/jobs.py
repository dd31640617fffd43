"""Deeds that a page asked for: the queue carries them out."""

from database.audit import log_operation
from database.errors import KontorError
from database.monitoring.operations import operations

JOB = "database.operation"


def carry_out(*, operation: str, deed: str, value: str, asked_by: str) -> None:
    """Run an operation with one of its deeds, and log what came of it.

    A refusal is an answer, not a failure: it is logged and not tried again.
    """
    entry = operations[operation]
    option = entry.option(deed)
    if option is None or not option.acts or option.shell_only:
        log_operation(operation, f"Unknown deed {deed!r}.", level="error")
        return
    names = {"deed": deed, "value": value, "asked_by": asked_by}
    try:
        values = entry.with_defaults(**{deed: option.parse(value)})
        result = entry.run(using="default", **values)
    except KontorError as error:
        log_operation(operation, str(error), level="error", **names)
        return
    log_operation(operation, result.verdict, **names)
