"""Returns: asked for and answered; `receiving` has what comes of them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.audit import log_operation
from database.base_models import touched
from database.context import current_actor
from database.transactions import retry_on_conflict
from orders import emails
from orders.errors import ReturnRefused
from orders.expectations import in_working_days, shown_day
from orders.models import (
    Line,
    Order,
    Refund,
    Return,
    ReturnArrival,
    ReturnLine,
)
from orders.status import Status

Day = Callable[[datetime | None, int], str]

SENT = (Status.SHIPPED, Status.DELIVERED)
ARRIVALS = Prefetch("returns__arrivals", ReturnArrival.objects.select_related("line"))


@dataclass(frozen=True, slots=True)
class Returnable:
    """How many pieces of a line may still be sent back."""

    line: Line
    pieces: int


def returnable(order: Order) -> list[Returnable]:
    """Return the lines of which pieces left the house and are not asked back yet."""
    sent = {line: pieces_sent(order, line) for line in order.lines.all()}
    asked = _asked(order) if any(sent.values()) else {}
    return [
        Returnable(line, pieces - asked.get(line.pk, 0))
        for line, pieces in sent.items()
        if pieces > asked.get(line.pk, 0)
    ]


def _asked(order: Order) -> Counter[UUID]:
    """Return how many pieces of each line came back or are asked back already."""
    prefetch_related_objects([order], "returns__lines__line")
    read_arrivals(order)
    asked: Counter[UUID] = Counter()
    for row in order.returns.all():
        asked.update(row.claims)
    return asked


def read_arrivals(order: Order) -> None:
    """Read the parcels of the order's returns, by one query, where any came."""
    if any(row.received_at for row in order.returns.all()):
        prefetch_related_objects([order], ARRIVALS)


def pieces_sent(order: Order, line: Line) -> int:
    """Return how many pieces of the line left the house.

    Imported orders have no parcels: where they are sent, all of them is.
    """
    imported = order.source == Order.Source.IMPORT and order.status in SENT
    return line.kept_quantity if imported else line.shipped_quantity


def still_out(order: Order) -> dict[UUID, int]:
    """Return how many pieces of each line left the house and did not come back."""
    came: Counter[UUID] = Counter()
    rows = ReturnArrival.objects.filter(returned__order=order).order_by()
    for line, pieces in rows.values_list("line", "quantity"):
        came[line] += pieces
    return {
        line.pk: pieces_sent(order, line) - came[line.pk] for line in order.lines.all()
    }


def everything_is_back(order: Order) -> bool:
    """Tell whether every piece that left the house came back."""
    return not any(still_out(order).values())


def return_deadline(order: Order) -> datetime | None:
    """Return until when a shopper may ask; None as long as nothing arrived."""
    times = [
        change.created_at
        for change in order.status_changes.all()
        if change.to_status == Status.DELIVERED
    ]
    return times[-1] + timedelta(days=settings.RETURN_DAYS) if times else None


def next_of_return(row: Return, refunds: Collection[Refund] = ()) -> str:
    """Return what happens next with the return, and by when, for the customer.

    `refunds` are those that were granted for it.
    """

    def day(start: datetime | None, days: int) -> str:
        return shown_day(in_working_days(start or row.created_at, days))

    if row.status == Return.Status.REQUESTED:
        text = _("Next: we look at your request and answer it by %(day)s.")
        return text % {"day": day(row.created_at, settings.RETURN_ANSWER_DAYS)}
    if row.status == Return.Status.APPROVED:
        text = _(
            "Next: send the pieces to us by %(day)s, and put a note with %(number)s "
            "into the parcel."
        )
        if not settings.RETURN_ADDRESS:
            text = _(
                "Next: we write to you where to send the pieces. Send them by %(day)s, "
                "and put a note with %(number)s into the parcel."
            )
        names = {
            "number": row.number,
            "day": day(row.decided_at, settings.RETURN_SEND_DAYS),
        }
        return text % names
    if row.status == Return.Status.CLOSED:
        return _("Nothing of it came, so this return is closed. The pieces are yours.")
    if row.received_at is None:
        return _("These pieces stay with you.")
    said = [_what_came(row), _of_the_money(row, refunds, day), _what_is_missing(row)]
    return " ".join(filter(None, said))


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
    text = _("Next: your refund reaches you by %(day)s.")
    return text % {"day": day(max(waiting), settings.REFUND_DAYS)}


def _what_is_missing(row: Return) -> str:
    """Return what becomes of the pieces that did not come; empty where all did."""
    missing = _listed((one.awaited, one.line.name) for one in row.comebacks)
    if not missing:
        return ""
    text = _("We still wait for %(missing)s.")
    if not row.is_awaited:
        text = _("Not in the parcel, so not counted as sent back: %(missing)s.")
    return text % {"missing": missing}


def _listed(pieces: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{count} × {name}" for count, name in pieces if count)


def where_to_send(row: Return) -> list[str]:
    """Return the lines of the address that an approved return is sent to."""
    return settings.RETURN_ADDRESS if row.status == Return.Status.APPROVED else []


def obstacle_to_return(order: Order) -> str:
    """Return why nothing of the order can be sent back now; empty where it can."""
    deadline = return_deadline(order)
    if deadline and deadline < timezone.now():
        text = _(
            "The time to send something back ended on %(day)s. Write to us if "
            "something is wrong with it."
        )
        return text % {"day": shown_day(timezone.localtime(deadline).date())}
    if not returnable(order):
        return _("There is nothing of this order that could be sent back.")
    return ""


def is_known_request(order: Order, key: str) -> bool:
    """Tell whether a form with this key led to a return of the order already."""
    return Return.objects.filter(order=order, key=key).exists()


@retry_on_conflict()
def request_return(
    *,
    order_id: UUID,
    pieces: Mapping[UUID, int],
    reason: str,
    key: str,
    comment: str = "",
) -> Return:
    """Ask to send {line: pieces} back; the same key asks once. Raises ReturnRefused."""
    order = Order.objects.locked(order_id)
    known = Return.objects.filter(key=key).first()
    if known:
        if known.order_id != order.pk:
            raise ReturnRefused(_("This form was used for another order already."))
        return known
    chosen = {line: count for line, count in pieces.items() if count}
    _check(order, chosen)
    row = Return.objects.create(
        order=order, key=key, reason=reason, comment=comment.strip()[:500]
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(returned=row, line_id=line, quantity=count)
        for line, count in chosen.items()
    )
    _tell(row, "return_requested", what_next=next_of_return(row))
    return row


@retry_on_conflict()
def approve_return(*, return_id: UUID, answer: str) -> Return:
    """Let the customer send it back. Raises ReturnRefused."""
    row = _decide(return_id, Return.Status.APPROVED, answer)
    # In `what_next`, so that a text of staff's own, which has that name, says it too.
    what_next = f"{next_of_return(row)}\n\n" + "\n".join(where_to_send(row))
    _tell(row, "return_approved", answer=row.answer, what_next=what_next.strip())
    return row


@retry_on_conflict()
def refuse_return(*, return_id: UUID, answer: str) -> Return:
    """Tell the customer why it cannot come back. Raises ReturnRefused."""
    row = _decide(return_id, Return.Status.REFUSED, answer)
    _tell(row, "return_refused", answer=row.answer)
    return row


def _check(order: Order, chosen: Mapping[UUID, int]) -> None:
    if not chosen:
        raise ReturnRefused(_("Say how many pieces you would like to send back."))
    left = {found.line.pk: found for found in returnable(order)}
    for line, count in chosen.items():
        most = left[line].pieces if line in left else 0
        if not 0 < count <= most:
            raise ReturnRefused(_too_many(order, line, most))


def _too_many(order: Order, line: UUID, most: int) -> str:
    name = next((row.name for row in order.lines.all() if row.pk == line), "?")
    if not most:
        text = _("“%(name)s” cannot be sent back: none is with you, or all are asked.")
        return text % {"name": name}
    text = ngettext(
        "Only %(most)d piece of “%(name)s” can be sent back.",
        "Only %(most)d pieces of “%(name)s” can be sent back.",
        most,
    )
    return text % {"most": most, "name": name}


def _decide(return_id: UUID, status: str, answer: str) -> Return:
    if not answer.strip():
        raise ReturnRefused(_("Write a sentence to the customer."))
    lock_return(return_id)
    row = _guarded(
        return_id,
        Return.Status.REQUESTED,
        status=status,
        answer=answer.strip()[:500],
        decided_at=timezone.now(),
        decided_by_id=current_actor().user_id,
    )
    log_return(row, str(row.get_status_display()))
    return row


def lock_return(return_id: UUID) -> Order:
    """Lock the order of a return, as everybody does who changes what it comes to."""
    row = Return.objects.get(pk=return_id)
    return Order.objects.locked(row.order_id)


def _guarded(return_id: UUID, old: str, **fields: object) -> Return:
    """Change a return whose status is still `old`. Raises ReturnRefused."""
    rows = Return.objects.filter(pk=return_id, status=old)
    changed = rows.update(**fields, **touched())
    row = Return.objects.select_related("order").get(pk=return_id)
    if not changed:
        raise nothing_changed(row)
    return row


def nothing_changed(row: Return) -> ReturnRefused:
    """Return the refusal of what a return in this status does not allow."""
    text = _("Return %(number)s is %(status)s, so nothing was changed.")
    names = {"number": row.number, "status": row.get_status_display()}
    return ReturnRefused(text % names)


def _tell(row: Return, kind: str, **values: str) -> None:
    lines = row.lines.select_related("line")
    pieces = [(line.quantity, line.line.name) for line in lines]
    tell_of_return(row, kind, pieces=pieces, about=row.pk, **values)


def tell_of_return(
    row: Return, kind: str, *, pieces: list[tuple[int, str]], about: UUID, **values: str
) -> None:
    """Write to the customer about these pieces of a return."""
    emails.mail(kind, row.order, about=about, rows=pieces, **values)


def log_return(row: Return, what: str) -> None:
    """Write into the operation log what became of a return."""
    log_operation(
        "orders.return",
        f"Return {row.number} of order {row.order.number}: {what}.",
        order=row.order.number,
        number=row.number,
    )
