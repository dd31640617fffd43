"""What has to be true of imported documents: whose they are, and that all are there."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import CustomerNote
from accounts.models.users import SOURCES
from database.consistency import Fault, register
from database.models import Operation
from orders.models import CreditNote, Order, OrderNote

IMPORT = Order.Source.IMPORT
PAGE = 500


@register(
    "orders.import_incomplete",
    "orders",
    "import",
    of="orders.Order",
    message=gettext_lazy("An invoice was set aside by an import and is still missing."),
    severity="warning",
    advice=gettext_lazy(
        "Mend it in the file and import the file again: manage.py import_orders FILE "
        "--report FILE names every row."
    ),
)
def invoices_set_aside(using: str) -> Iterator[Fault]:
    """Yield what the imports of the operation log left out and nothing has brought."""
    rows = Operation.objects.using(using).filter(operation="orders.import")
    left_out: dict[str, str] = {}
    for details in rows.order_by("created_at", "id").values_list("details", flat=True):
        numbers = details.get("set_aside", [])
        left_out |= dict.fromkeys(numbers, details.get("file", ""))
    there = set(_there(using, list(left_out)))
    for number, file in sorted(left_out.items()):
        if number not in there:
            yield Fault(object=number, detail=file)


def _there(using: str, numbers: list[str]) -> Iterator[str]:
    for start in range(0, len(numbers), PAGE):
        for model in (Order, CreditNote):
            rows: Any = model.objects.using(using)
            found = rows.filter(number__in=numbers[start : start + PAGE])
            yield from found.order_by().values_list("number", flat=True)


@register(
    "orders.imported_owner",
    "orders",
    "import",
    of="accounts.User",
    message=gettext_lazy("Imported documents belong to an account no import made."),
    severity="warning",
    advice=gettext_lazy(
        "The account may only have the user name that was the customer's number. Move "
        "what is somebody else's to its customer. If all of it is theirs, write a note "
        "on the customer that names the import, such as online-retail:17850."
    ),
)
def foreign_owners(using: str) -> Iterator[Fault]:
    """Yield accounts with imported documents that nobody moved to them by hand.

    A move leaves a note on the order.
    """
    orders = Order.objects.using(using).filter(
        ~Exists(OrderNote.objects.filter(order=OuterRef("pk")))
    )
    counts = dict(_by_account(orders))
    for name, count in _by_account(CreditNote.objects.using(using)):
        counts[name] = counts.get(name, 0) + count
    for name, count in sorted(counts.items()):
        detail = _("%(count)d orders and credit notes") % {"count": count}
        yield Fault(object=name, detail=detail)


def _by_account(rows: Any) -> Iterable[tuple[str, int]]:
    """Return how many imported rows each account has that is no import's."""
    rows = rows.filter(
        source=IMPORT, customer__isnull=False, customer__source_key__isnull=True
    )
    for source in SOURCES:
        notes = CustomerNote.objects.filter(
            user=OuterRef("customer"), text__contains=f"{source}:"
        )
        rows = rows.filter(~Exists(notes))
    by_name = rows.order_by().values_list("customer__username")
    return by_name.annotate(count=Count("pk"))


@register(
    "orders.small_letters",
    "orders",
    "import",
    of="orders.Order",
    message=gettext_lazy("An imported number is not in capitals: no search finds it."),
    severity="warning",
    advice=gettext_lazy(
        "Another document has the number in capitals. Compare the two; cancel or "
        "credit the one that is not right."
    ),
)
def numbers_in_small_letters(using: str) -> Iterator[Fault]:
    for model in (Order, CreditNote):
        rows: Any = model.objects.using(using)
        rows = rows.filter(source=IMPORT, number__regex="[a-z]").order_by()
        for number in rows.values_list("number", flat=True).iterator():
            yield Fault(object=number)
