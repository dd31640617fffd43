"""Importing a file of orders: its form, a survey, and then one batch after another."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.models.users import ONLINE_RETAIL, source_key
from database.audit.log import log_operation
from database.models import AuditEntry
from database.tables.statistics import refresh_statistics
from orders.errors import ImportStopped
from orders.importing.files import digest_of, opened
from orders.importing.form import decide_form
from orders.importing.known import Documents, imported_lines
from orders.importing.obstacles import obstacle_to
from orders.importing.outcome import Outcome
from orders.importing.rows import (
    is_sale,
    is_sale_or_credit,
    read_rows,
)
from orders.importing.survey import (
    Cut,
    Invoice,
    Invoices,
    Names,
    in_batches,
    is_credit_note,
    whole_invoices,
)
from orders.importing.writing import (
    Batch,
    Maker,
    known_customers,
    known_products,
    write_batch,
)
from orders.models import CreditNote, CreditNoteLine, Line, Order
from shop.models import Product

NUMBER_TAKEN = "number_taken"
DIFFERS = "differs"

OPERATION = "orders.import"
BATCH = 10_000  # lines a transaction
MOST_NAMED = 1_000  # invoices that the audit log names

# Wraps rows with their progress: (rows, what is done with them, how many or None).
Track = Callable[[Iterable, str, int | None], Iterable]


def untracked(rows: Iterable, _label: str, _total: int | None) -> Iterable:
    """Show no progress."""
    return rows


def import_orders(
    *,
    path: Path,
    currency: str,
    cut: Cut | None = None,
    credit_notes: bool = False,
    dry_run: bool = False,
    track: Track = untracked,
) -> Outcome:
    """Import the sales of a file as delivered orders; set every other row aside.

    With `credit_notes` its cancellations become credit notes. A document is written
    whole or not at all: one with a row that cannot be read is set aside. The file is
    read four times in a stream; then come batches of whole documents with the products
    and customers that are new in them, a transaction each. Stopped anywhere and run
    again it ends as one clean run does, because documents that are there are left as
    they are, and named if they differ. A dry run counts the same and writes nothing.

    Raises UnreadableFile before anything is written, and ImportStopped if the database
    fails after the first batch.
    """
    cut = cut or Cut()
    is_booked = is_sale_or_credit if credit_notes else is_sale
    with opened(path) as lines:
        form = decide_form(track(lines, _("Checking the format"), None))
    with opened(path) as lines:
        rows = track(read_rows(lines, form), _("Reading"), None)
        invoices = Invoices.of(rows, is_booked)
    with opened(path) as lines:
        rows = track(read_rows(lines, form), _("Collecting names"), invoices.rows)
        names = Names.of(invoices.within(rows, cut), is_booked)

    outcome = Outcome(form)
    maker = Maker(
        names.articles,
        known_products(names.articles),
        known_customers(
            source_key(ONLINE_RETAIL, number) for number in names.customers
        ),
        currency,
    )
    incomplete = _incomplete(invoices)
    with opened(path) as lines, _counting(outcome):
        rows = track(read_rows(lines, form), _("Writing orders"), invoices.rows)
        booked = outcome.booked(invoices.within(rows, cut), is_booked, incomplete)
        for batch in in_batches(whole_invoices(booked, invoices.last_lines), BATCH):
            _write(batch, maker, outcome, dry_run=dry_run)

    outcome.set_aside.sort()
    if not dry_run:
        if outcome.has_changed_anything:
            refresh_statistics((User, Product, Order, Line, CreditNote, CreditNoteLine))
        _log(path, cut, credit_notes, outcome)
    return outcome


@contextmanager
def _counting(outcome: Outcome) -> Iterator[None]:
    """Say what was saved before the database failed: a batch that is written stays."""
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        if not outcome.has_changed_anything:
            raise
        raise ImportStopped(
            orders=outcome.orders_created, notes=outcome.credit_notes_created
        ) from error


def _incomplete(invoices: Invoices) -> dict[str, str]:
    """Say of each invoice with a row that cannot be read why it is set aside whole."""
    there = imported_lines(invoices.spoiled)
    return {
        number: _why_incomplete(number, line, there.get(number))
        for number, line in invoices.spoiled.items()
    }


def _why_incomplete(number: str, line: int, there: int | None) -> str:
    names = {"number": number, "line": line, "there": there}
    if there is None:
        why = _(
            "Invoice %(number)s was set aside completely because line %(line)d "
            "cannot be read. Correct the file and run it again."
        )
    else:
        why = ngettext(
            "%(number)s is in the shop with %(there)d line, and line %(line)d of "
            "the file cannot be read. Correct the file and run it again to compare "
            "them.",
            "%(number)s is in the shop with %(there)d lines, and line %(line)d of "
            "the file cannot be read. Correct the file and run it again to compare "
            "them.",
            there,
        )
    return why % names


def _write(
    batch: list[Invoice], maker: Maker, outcome: Outcome, *, dry_run: bool
) -> None:
    new: dict[bool, list[Invoice]] = {}
    for are_notes, model in ((False, Order), (True, CreditNote)):
        documents = [i for i in batch if is_credit_note(i) == are_notes]
        known = Documents.of(model, (i[0][1].number for i in documents))
        new[are_notes] = list(_acceptable(documents, known, maker, outcome))
    made = Batch.of(new[False], new[True], maker)
    if not made:
        return
    if dry_run:
        maker.products.keys.update(dict.fromkeys(made.skus))
        maker.customers.keys.update(dict.fromkeys(made.customers))
    else:
        write_batch(batch=made, maker=maker)
    outcome.count(made)


def _acceptable(
    invoices: list[Invoice], known: Documents, maker: Maker, outcome: Outcome
) -> Iterator[Invoice]:
    """Yield the invoices to write; note those that something stands against."""
    for invoice in invoices:
        number = invoice[0][1].number
        found = obstacle_to(invoice, maker)
        if number in known.lines:
            why = known.difference(invoice)
            if not why:
                outcome.count_known(invoice)
                continue
            found = DIFFERS, why
        elif number in known.sources:
            why = _("%(number)s exists in the shop and was not imported.")
            found = NUMBER_TAKEN, why % {"number": number}
        if found:
            outcome.set_invoice_aside(invoice, *found)
        else:
            yield invoice


def _log(path: Path, cut: Cut, credit_notes: bool, outcome: Outcome) -> None:
    """Leave one row for one import, however often it was stopped or repeated.

    A run that was killed leaves none; the one that finishes the work does, also if it
    found everything there. A repeated run that changes nothing adds none.
    """
    digest = hashlib.sha256()
    digest.update(digest_of(path))
    digest.update(f"{cut.first} {cut.last} {credit_notes}".encode())
    same = AuditEntry.objects.filter(
        operation=OPERATION, details__digest=digest.hexdigest()
    )
    if not outcome.has_changed_anything and same.exists():
        return
    log_operation(
        OPERATION,
        _message(path, outcome),
        file=path.name,
        digest=digest.hexdigest(),
        rows=outcome.rows,
        orders=outcome.orders_created,
        orders_known=outcome.orders_known,
        lines=outcome.lines_created,
        credit_notes=outcome.credit_notes_created,
        credit_notes_known=outcome.credit_notes_known,
        products=outcome.products_created,
        customers=outcome.customers_created,
        skipped=outcome.skipped,
        set_aside=_missing(outcome, credit_notes=credit_notes),
    )


def _missing(outcome: Outcome, *, credit_notes: bool) -> list[str]:
    """Return the invoices that are to come when the file is mended."""
    never = ("A",) if credit_notes else ("A", "C")
    numbers = outcome.invoices_set_aside
    return [n for n in numbers if not n.startswith(never)][:MOST_NAMED]


def _message(path: Path, outcome: Outcome) -> str:
    parts = [f"{outcome.orders_created} orders"]
    if outcome.credit_notes_created:
        parts.append(f"{outcome.credit_notes_created} credit notes")
    known = outcome.orders_known + outcome.credit_notes_known
    there = f" {known} documents were there already." if known else ""
    return f"{' and '.join(parts)} imported from {path.name}.{there}"
