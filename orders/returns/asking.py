"""Returns: asked for and answered; `receiving` has what comes of them."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.audit.log import log_operation
from database.context import current_actor
from database.rows.base_models import touched
from database.transactions import retry_on_conflict
from orders.errors import ReturnRefused
from orders.mails.returns import tell_approved, tell_refused, tell_requested
from orders.models import Order, Return, ReturnLine
from orders.returns.rules import returnable


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
            raise ReturnRefused(_("This form has already been used for another order."))
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
    tell_requested(row)
    return row


@retry_on_conflict()
def approve_return(*, return_id: UUID, answer: str) -> Return:
    """Let the customer send it back. Raises ReturnRefused."""
    row = _decide(return_id, Return.Status.APPROVED, answer)
    tell_approved(row)
    return row


@retry_on_conflict()
def refuse_return(*, return_id: UUID, answer: str) -> Return:
    """Tell the customer why it cannot come back. Raises ReturnRefused."""
    row = _decide(return_id, Return.Status.REFUSED, answer)
    tell_refused(row)
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
        text = _(
            "“%(name)s” cannot be sent back: you have none, or a return for all "
            "of them has been asked for."
        )
        return text % {"name": name}
    text = ngettext(
        "Only %(most)d piece of “%(name)s” can be sent back.",
        "Only %(most)d pieces of “%(name)s” can be sent back.",
        most,
    )
    return text % {"most": most, "name": name}


def _decide(return_id: UUID, status: str, answer: str) -> Return:
    if not answer.strip():
        raise ReturnRefused(_("Write an answer to the customer."))
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


def log_return(row: Return, what: str) -> None:
    """Write into the audit log what became of a return."""
    log_operation(
        "orders.return",
        f"Return {row.number} of order {row.order.number}: {what}.",
        order=row.order.number,
        number=row.number,
    )
