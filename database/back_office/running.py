"""Running one service over the rows that staff selected in a list."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.utils.translation import ngettext

from database.errors import KontorError

# More than a page holds, less than a request lasts.
MOST_ROWS = 500
MOST_MESSAGES = 10


def run_on_each(
    model_admin: ModelAdmin,
    request: HttpRequest,
    rows: Any,
    service: Callable[[Any], Any],
    done: Callable[[int], str],
) -> int:
    """Call the service for each row, and say what was done and what was refused.

    Each row has its own transaction, so one refusal does not undo the others. Returns
    the number of rows that were done.
    """
    count, refusals = 0, []
    selected = list(rows[: MOST_ROWS + 1])
    for row in selected[:MOST_ROWS]:
        try:
            service(row)
        except KontorError as error:
            refusals.append(str(error))
        else:
            count += 1
    if count:
        model_admin.message_user(request, done(count), messages.SUCCESS)
    for refusal in refusals[:MOST_MESSAGES]:
        model_admin.message_user(request, refusal, messages.WARNING)
    _mention_the_rest(model_admin, request, len(refusals) - MOST_MESSAGES)
    if len(selected) > MOST_ROWS:
        text = ngettext(
            "Only the first %(most)d row was changed. Run the action again for the "
            "rest.",
            "Only the first %(most)d rows were changed. Run the action again for "
            "the rest.",
            MOST_ROWS,
        )
        model_admin.message_user(request, text % {"most": MOST_ROWS}, messages.WARNING)
    return count


def _mention_the_rest(
    model_admin: ModelAdmin, request: HttpRequest, hidden: int
) -> None:
    if hidden > 0:
        text = ngettext(
            "%(count)d more was not changed, for the same kind of reason.",
            "%(count)d more were not changed, for the same kind of reason.",
            hidden,
        )
        model_admin.message_user(request, text % {"count": hidden}, messages.WARNING)
