"""Importing a file of orders: survey, products and customers, then the documents."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.models import User
from database.audit import log_operation
from database.models import Operation
from database.statistics import refresh_statistics
from orders.models import CreditNote, CreditNoteLine, Line, Order
from orders.services.importing.files import digest_of, opened
from orders.services.importing.outcome import Outcome
from orders.services.importing.rows import (
    BAD_ROW,
    is_sale,
    is_sale_or_credit,
    read_rows,
)
from orders.services.importing.survey import (
    Cut,
    Invoice,
    Invoices,
    Names,
    in_batches,
    is_credit_note,
    total_of,
    whole_invoices,
)
from orders.services.importing.writing import (
    Maker,
    ensure_customers,
    ensure_products,
    known_sources,
    write_batch,
)
from shop.models import Product

NUMBER_TAKEN = "number_taken"
DELETED_PRODUCT = "deleted_product"
DELETED_CUSTOMER = "deleted_customer"

OPERATION = "orders.import"
BATCH = 10_000  # lines a transaction
# A total has fourteen digits, two of them decimals.
TOO_LARGE = Decimal(10) ** 12

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

    With `credit_notes` its cancellations become credit notes. The file is read three
    times in a stream. Products and customers come first, then batches of whole
    documents, a transaction each: stopped anywhere and run again it ends as one clean
    run does, because known documents are left as they are. A dry run counts the same
    and writes nothing. Raises UnreadableFile before anything is written.
    """
    cut = cut or Cut()
    is_booked = is_sale_or_credit if credit_notes else is_sale
    outcome = Outcome()
    with opened(path) as lines:
        rows = track(read_rows(lines), _("Reading"), None)
        invoices = Invoices.of(rows, is_booked)
    with opened(path) as lines:
        rows = track(read_rows(lines), _("Collecting names"), invoices.rows)
        names = Names.of(invoices.within(rows, cut), is_booked)

    products = ensure_products(names.articles, dry_run=dry_run)
    customers = ensure_customers(names.customers, dry_run=dry_run)
    outcome.products_created = products.created
    outcome.customers_created = customers.created
    maker = Maker(products, customers, currency)

    with opened(path) as lines:
        rows = track(read_rows(lines), _("Writing orders"), invoices.rows)
        booked = outcome.booked(invoices.within(rows, cut), is_booked)
        for batch in in_batches(whole_invoices(booked, invoices.last_lines), BATCH):
            _write(batch, maker, outcome, dry_run=dry_run)

    outcome.set_aside.sort()
    if not dry_run:
        if outcome.has_changed_anything:
            refresh_statistics((User, Product, Order, Line, CreditNote, CreditNoteLine))
        _log(path, cut, credit_notes, outcome)
    return outcome


def _write(
    batch: list[Invoice], maker: Maker, outcome: Outcome, *, dry_run: bool
) -> None:
    orders = [invoice for invoice in batch if not is_credit_note(invoice)]
    notes = [invoice for invoice in batch if is_credit_note(invoice)]
    known = known_sources(Order, orders), known_sources(CreditNote, notes)
    orders = list(_acceptable(orders, known[0], maker, outcome))
    notes = list(_acceptable(notes, known[1], maker, outcome))
    if not dry_run and (orders or notes):
        write_batch(orders=orders, notes=notes, maker=maker)
    outcome.count_orders(orders)
    outcome.count_credit_notes(notes)
    sources = [list(found.values()) for found in known]
    outcome.orders_known += sources[0].count(Order.Source.IMPORT)
    outcome.credit_notes_known += sources[1].count(Order.Source.IMPORT)


def _acceptable(
    invoices: list[Invoice], known: dict[str, str], maker: Maker, outcome: Outcome
) -> Iterator[Invoice]:
    """Yield the invoices to write; note those that something stands against."""
    for invoice in invoices:
        source = known.get(invoice[0][1].number)
        if source == Order.Source.IMPORT:
            continue
        obstacle = _obstacle(invoice, source, maker)
        if obstacle:
            outcome.set_invoice_aside(invoice, *obstacle)
        else:
            yield invoice


def _obstacle(
    invoice: Invoice, source: str | None, maker: Maker
) -> tuple[str, str] | None:
    """Return reason and sentence where the invoice cannot be written."""
    number, customer = invoice[0][1].number, invoice[0][1].customer
    if source:
        if is_credit_note(invoice):
            why = _("Credit note %(number)s exists and was not imported.")
        else:
            why = _("Order %(number)s exists and was not imported.")
        return NUMBER_TAKEN, why % {"number": number}
    gone = sorted({row.sku for _line, row in invoice} & maker.products.deleted)
    if gone:
        why = _("Product %(sku)s is deleted. Restore it and run again.")
        return DELETED_PRODUCT, why % {"sku": gone[0]}
    if customer in maker.customers.deleted:
        why = _("Customer %(name)s is deleted. Restore them and run again.")
        return DELETED_CUSTOMER, why % {"name": customer}
    if abs(total_of(invoice)) >= TOO_LARGE:
        return BAD_ROW, _("The total is too large.")
    return None


def _log(path: Path, cut: Cut, credit_notes: bool, outcome: Outcome) -> None:
    """Leave one row for one import, however often it was stopped or repeated.

    A run that was killed leaves none; the one that finishes the work does, also if it
    found everything there. A repeated run that changes nothing adds none.
    """
    digest = hashlib.sha256()
    digest.update(digest_of(path))
    digest.update(f"{cut.first} {cut.last} {credit_notes}".encode())
    same = Operation.objects.filter(
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
    )


def _message(path: Path, outcome: Outcome) -> str:
    parts = [f"{outcome.orders_created} orders"]
    if outcome.credit_notes_created:
        parts.append(f"{outcome.credit_notes_created} credit notes")
    known = outcome.orders_known + outcome.credit_notes_known
    there = f" {known} documents were there already." if known else ""
    return f"{' and '.join(parts)} imported from {path.name}.{there}"
