"""Bank statements: uploaded, compared with the orders, and booked."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.audit.log import log_operation
from database.transactions import retry_on_conflict
from orders.errors import PaymentRefused, UnreadableFile
from orders.models import (
    BankLayout,
    BankLine,
    BankStatement,
    Order,
    PaymentEntry,
)
from orders.payments.bank_csv import (
    Choices,
    Layouts,
    ReadLine,
    Unread,
    candidates,
    heading_key,
    judge,
    no_columns,
    read_statement,
)
from orders.payments.paying import receive
from orders.providers.methods import BankTransfer

Match = BankLine.Match


MOST_NAMED = 10


class NothingNew(UnreadableFile):
    """The file brings no payment that could be stored.

    `details` names the lines that could not be read: nothing is stored that would show
    them later.
    """

    def __init__(self, text: str, unread: Sequence[Unread]) -> None:
        self.details = [line.in_words() for line in unread[:MOST_NAMED]]
        if (more := len(unread) - MOST_NAMED) > 0:
            text_of_more = ngettext(
                "%(count)d more line could not be read.",
                "%(count)d more lines could not be read.",
                more,
            )
            self.details.append(text_of_more % {"count": more})
        super().__init__(" ".join([text, *self.details]))
        self.text = text


class KnownStatement(NothingNew):
    """All payments of the file are there; `.statement` brought them, or the last."""

    def __init__(
        self, statement: BankStatement, known: int, unread: Sequence[Unread]
    ) -> None:
        self.statement = statement
        text = ngettext(
            "The only payment in this file is known from an earlier one. Nothing "
            "was stored.",
            "All %(count)d payments in this file are known from earlier ones. "
            "Nothing was stored.",
            known,
        )
        super().__init__(text % {"count": known}, unread)


@retry_on_conflict()
def upload_statement(
    *, name: str, content: bytes, choices: Choices | None = None
) -> BankStatement:
    """Store the file's payments that no earlier file brought, and look for orders.

    Nothing is booked yet. Lines that cannot be read are named on the statement; when
    the corrected file comes, the others are recognised. Raises UnreadableFile, even if
    it brings no payment, and KnownStatement where another file brought all of them.
    Columns that staff chose are kept for the next file with the same heading.
    """
    choices = choices or Choices()
    layouts = no_columns if choices.forgets_columns else _known_columns()
    read = read_statement(content, settings.CURRENCY, choices, layouts)
    marks = [line.fingerprint for line in read.lines]
    rows = BankLine.objects.filter(fingerprint__in=marks)
    known = set(rows.values_list("fingerprint", flat=True))
    new = [line for line in read.lines if line.fingerprint not in known]
    if not new:
        raise _nothing_new(known, read.unread)
    statement = BankStatement.objects.create(
        name=name[:150],
        known_lines=len(known),
        outgoing_lines=read.outgoing,
        nothing_lines=read.nothing,
        unread=[[line.position, line.why] for line in read.unread],
        how=read.how,
    )
    lines = [_row(statement, line) for line in new]
    _compare(lines)
    BankLine.objects.bulk_create(lines)
    if choices.columns:
        BankLayout.objects.update_or_create(
            heading_key=heading_key(read.heading),
            defaults={"heading": read.heading, "places": choices.columns},
        )
    log_operation(
        "orders.statement",
        f"Bank statement {statement.name}: {len(lines)} new payments.",
        new=len(lines),
        known=len(known),
        outgoing=read.outgoing,
        unread=len(read.unread),
    )
    return statement


@retry_on_conflict()
def discard_statement(*, statement_id: UUID) -> str:
    """Remove a file that was read wrongly, so that it can be uploaded again.

    Returns its name. Raises PaymentRefused once one of its payments is booked.
    """
    statement = BankStatement.objects.select_for_update().get(pk=statement_id)
    lines = BankLine.objects.select_for_update().filter(statement=statement)
    booked = [line for line in lines.order_by("pk") if line.entry_id]
    if booked:
        raise PaymentRefused(
            _(
                "A payment from this file has already been booked, so the file "
                "cannot be removed."
            )
        )
    count, _details = lines.delete()
    statement.delete()
    log_operation(
        "orders.discard_statement",
        f"Bank statement {statement.name} removed with {count} open payments.",
        lines=count,
    )
    return statement.name


@retry_on_conflict()
def compare_again(*, statement_id: UUID) -> None:
    """Look again for the orders of what is still open: orders change meanwhile."""
    lines = list(BankLine.objects.open().filter(statement=statement_id))
    _compare(lines)
    BankLine.objects.bulk_update(lines, ["match", "order"])


@retry_on_conflict()
def book_line(*, line_id: UUID, order_id: UUID | None = None) -> BankLine:
    """Book a payment to an order: the one that was found, or the one that staff name.

    Who books it again to the same order gets the first answer. Raises PaymentRefused
    where somebody else booked it, where it is set aside, or belongs nowhere.
    """
    line = BankLine.objects.select_for_update().get(pk=line_id)
    if line.entry and line.entry.is_ours and order_id in (None, line.order_id):
        return line
    _refuse_closed(line)
    if order_id is None and line.order_id is None:
        raise PaymentRefused(_("Choose the order this payment is for."))
    order = Order.objects.locked(order_id or line.order_id)  # type: ignore[arg-type]
    entry = receive(
        order,
        PaymentEntry.Kind.CAPTURED,
        line.amount,
        provider=BankTransfer.code,
        reference=f"bank-{line.fingerprint}",
        currency=line.currency,
        note=line.text or line.payer,
        occurred_at=timezone.make_aware(datetime.combine(line.booked_on, time(12))),
    )
    line.order, line.entry = order, entry
    line.save(update_fields=["order", "entry"])
    log_operation(
        "orders.book_bank_line",
        f"{line} booked for order {order.number}.",
        order=order.number,
        amount=str(line.amount),
    )
    return line


@retry_on_conflict()
def set_aside(*, line_id: UUID, aside: bool = True) -> BankLine:
    """Say that a payment is for no order of the shop; or take that back."""
    line = BankLine.objects.select_for_update().get(pk=line_id)
    if line.entry_id:
        _refuse_closed(line)
    line.is_set_aside = aside
    line.save(update_fields=["is_set_aside"])
    return line


def _refuse_closed(line: BankLine) -> None:
    if line.entry_id:
        text = _("This payment has already been booked for order %(number)s.")
        raise PaymentRefused(text % {"number": line.order})
    if line.is_set_aside:
        raise PaymentRefused(_("This payment is set aside. Take it back first."))


def _known_columns() -> Layouts:
    """Return what knows the columns that staff chose, for one query: banks are few."""
    return dict(BankLayout.objects.values_list("heading_key", "places")).get


def _row(statement: BankStatement, line: ReadLine) -> BankLine:
    return BankLine(
        statement=statement,
        fingerprint=line.fingerprint,
        position=line.position,
        booked_on=line.day,
        amount=line.amount,
        currency=line.currency,
        payer=line.payer,
        text=line.text,
    )


def _compare(lines: Iterable[BankLine]) -> None:
    """Find the order of each line by the number in its text, two queries for all.

    Two payments of one file for one order are looked at one after the other.
    """
    numbers = {line: candidates(f"{line.text} {line.payer}") for line in lines}
    wanted = set().union(*numbers.values())
    orders = _orders(wanted)
    due = {number: order.due for number, order in orders.items()}
    for line, named in numbers.items():
        found = sorted(named & orders.keys())
        # Two orders in one text: a person decides.
        order = orders[found[0]] if len(found) == 1 else None
        if order is not None and order.currency != line.currency:
            order = None
        line.order = order
        if order is None:
            line.match = Match.UNKNOWN
            continue
        line.match = judge(line.amount, due[found[0]])
        due[found[0]] -= line.amount


def _orders(numbers: set[str]) -> dict[str, Order]:
    """Return the orders with these numbers; imported ones were paid elsewhere.

    By the number in capitals, however it is stored.
    """
    rows = Order.objects.exclude(source=Order.Source.IMPORT)
    rows = rows.select_related("payment_balance")
    found: dict[str, Order] = {}
    chosen = sorted(numbers)
    for first in range(0, len(chosen), 500):
        part = chosen[first : first + 500]
        spelt = [*part, *(number.lower() for number in part)]
        known = rows.filter(number__in=spelt)
        found |= {order.number.upper(): order for order in known}
    return found


def _nothing_new(known: set[str], unread: Sequence[Unread]) -> NothingNew:
    if not known:
        text = _("The file contains no incoming payments. Nothing was stored.")
        return NothingNew(text, unread)
    files = BankStatement.objects.filter(lines__fingerprint__in=known).distinct()
    return KnownStatement(files[0], len(known), unread)
