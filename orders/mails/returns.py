"""What customers are told about a return: what happens next with it, and by when."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from orders.mails.expectations import in_working_days, shown_day
from orders.mails.queueing import mail
from orders.models import Refund, Return, ReturnArrival

Day = Callable[[datetime | None, int], str]


def tell_requested(row: Return) -> None:
    """Write that we have the request."""
    _tell(row, "return_requested", what_next=next_of_return(row))


def tell_approved(row: Return) -> None:
    """Write that it may come back, and where to."""
    # In `what_next`, so that a text of staff's own, which has that name, says it too.
    what_next = f"{next_of_return(row)}\n\n" + "\n".join(where_to_send(row))
    _tell(row, "return_approved", answer=row.answer, what_next=what_next.strip())


def tell_refused(row: Return) -> None:
    """Write why it cannot come back."""
    _tell(row, "return_refused", answer=row.answer)


def tell_return_received(row: Return, arrivals: list[ReturnArrival]) -> None:
    """Write what was in a parcel, if anything was."""
    if arrivals:
        mail(
            "return_received",
            row.order,
            about=arrivals[0].pk,
            rows=[(one.quantity, one.line.name) for one in arrivals],
            what_next=next_of_return(row),
        )


def _tell(row: Return, kind: str, **values: str) -> None:
    lines = row.lines.select_related("line")
    pieces = [(line.quantity, line.line.name) for line in lines]
    mail(kind, row.order, about=row.pk, rows=pieces, **values)


def next_of_return(row: Return, refunds: Collection[Refund] = ()) -> str:
    """Return what happens next with the return, and by when, for the customer.

    `refunds` are those that were granted for it.
    """

    def day(start: datetime | None, days: int) -> str:
        return shown_day(in_working_days(start or row.created_at, days))

    if row.status == Return.Status.REQUESTED:
        text = _("Next: we check your request and answer it by %(day)s.")
        return text % {"day": day(row.created_at, settings.RETURN_ANSWER_DAYS)}
    if row.status == Return.Status.APPROVED:
        text = _(
            "Next: send the pieces to us by %(day)s, and put a note with %(number)s "
            "in the parcel."
        )
        if not settings.RETURN_ADDRESS:
            text = _(
                "Next: we tell you where to send the pieces. Send them by %(day)s, "
                "and put a note with %(number)s in the parcel."
            )
        names = {
            "number": row.number,
            "day": day(row.decided_at, settings.RETURN_SEND_DAYS),
        }
        return text % names
    if row.status == Return.Status.CLOSED:
        return _("Nothing came back, so this return is closed. You keep the pieces.")
    if row.received_at is None:
        return _("You keep these pieces.")
    said = [_what_came(row), _of_the_money(row, refunds, day), _what_is_missing(row)]
    return " ".join(filter(None, said))


def where_to_send(row: Return) -> list[str]:
    """Return the lines of the address that an approved return is sent to."""
    return settings.RETURN_ADDRESS if row.status == Return.Status.APPROVED else []


def _what_came(row: Return) -> str:
    """Return what is back: named piece by piece where it is not what was asked."""
    if all(one.came == one.asked for one in row.comebacks):
        return _("It is back with us.")
    pieces = _listed((one.came, one.line.name) for one in row.comebacks)
    return _("Back with us: %(pieces)s.") % {"pieces": pieces}


def _of_the_money(row: Return, refunds: Collection[Refund], day: Day) -> str:
    """Return when what came is refunded, or that it was."""
    if row.waits_for_refund(refunds):
        text = _("Next: we check it and refund you by %(day)s.")
        if row.order.due > 0:
            text = _("Next: we check it and lower your bill by %(day)s.")
        return text % {"day": day(row.received_at, settings.REFUND_DAYS)}
    waiting = [refund.created_at for refund in refunds if not refund.is_done]
    if not any(refund.moves_money for refund in refunds):
        return _("We took it off your bill.")
    if not waiting:
        return _("We refunded it.")
    text = _("Next: your refund should reach you by %(day)s.")
    return text % {"day": day(max(waiting), settings.REFUND_DAYS)}


def _what_is_missing(row: Return) -> str:
    """Return what becomes of the pieces that did not come; empty if all did."""
    missing = _listed((one.awaited, one.line.name) for one in row.comebacks)
    if not missing:
        return ""
    text = _("We are still waiting for %(missing)s.")
    if not row.is_awaited:
        text = _("Not in the parcel, so not counted as sent back: %(missing)s.")
    return text % {"missing": missing}


def _listed(pieces: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{count} × {name}" for count, name in pieces if count)
