"""What stands against writing an invoice, said in a sentence."""

from datetime import timedelta

from django.utils.translation import gettext as _

from database.rows.money import MOST_MONEY
from orders.importing.countries import country_code
from orders.importing.rows import Row
from orders.importing.survey import Invoice, line_total, total_of
from orders.importing.writing import Maker, key_of

CONTRADICTION = "contradiction"
DELETED_PRODUCT = "deleted_product"
DELETED_CUSTOMER = "deleted_customer"
TOO_LARGE = "too_large"

# An invoice may be written over midnight.
MOST_APART = timedelta(days=1)

Obstacle = tuple[str, str]


def obstacle_to(invoice: Invoice, maker: Maker) -> Obstacle | None:
    """Return the reason and a sentence; None for an invoice that can be written."""
    found = _contradiction(invoice) or _too_large(invoice)
    if found:
        return found
    gone = sorted({row.sku for _line, row in invoice} & maker.products.deleted)
    if gone:
        why = _("Product %(sku)s is deleted. Restore it and run again.")
        return DELETED_PRODUCT, why % {"sku": gone[0]}
    customer = invoice[0][1].customer
    if customer and key_of(invoice[0][1]) in maker.customers.deleted:
        why = _("Customer %(name)s is deleted. Restore them and run again.")
        return DELETED_CUSTOMER, why % {"name": customer}
    return None


def _contradiction(invoice: Invoice) -> Obstacle | None:
    """Return what the rows of one invoice say differently, and cannot both be right."""
    first_line, first = invoice[0]
    for line, row in invoice[1:]:
        if row.customer != first.customer:
            what = _("customer")
        elif row.country != first.country and _place(row) != _place(first):
            what = _("country")
        elif abs(row.at - first.at) > MOST_APART:
            what = _("date")
        else:
            continue
        why = _(
            "Lines %(one)d and %(other)d of invoice %(number)s do not have the same "
            "%(what)s. Correct the file and run it again."
        )
        names = {
            "one": first_line,
            "other": line,
            "number": first.number,
            "what": what,
        }
        return CONTRADICTION, why % names
    return None


def _place(row: Row) -> str:
    return country_code(row.country) or " ".join(row.country.split()).casefold()


def _too_large(invoice: Invoice) -> Obstacle | None:
    """Look at each line, not only at their sum: large ones can take each other back."""
    most = f"{MOST_MONEY:,}"
    for line, row in invoice:
        if abs(line_total(row)) > MOST_MONEY:
            why = _("Line %(line)d comes to more than %(most)s.")
            return TOO_LARGE, why % {"line": line, "most": most}
    if abs(total_of(invoice)) > MOST_MONEY:
        why = _("Invoice %(number)s comes to more than %(most)s.")
        return TOO_LARGE, why % {"number": invoice[0][1].number, "most": most}
    return None
