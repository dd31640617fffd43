"""What has to be true of imported documents: whose they are, and that all are there."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import CustomerNote
from accounts.models.users import SOURCES
from database.consistency.generic import Fault, register
from database.models import AuditEntry
from orders.models import CreditNote, Order, OrderNote

IMPORT = Order.Source.IMPORT
PAGE = 500
LOOKED_BACK, GOING_ON = timedelta(days=7), timedelta(hours=1)


@register(
    "orders.import_incomplete",
    "orders",
    "import",
    of="orders.Order",
    message=gettext_lazy("An invoice was set aside by an import and is still missing."),
    severity="warning",
    advice=gettext_lazy(
        "Correct it in the file and import the file again: manage.py import_orders "
        "FILE --report FILE lists every row."
    ),
)
def invoices_set_aside(using: str) -> Iterator[Fault]:
    """Yield what the last import of each file left out and nothing has brought since.

    As long as the audit log remembers the import.
    """
    rows = AuditEntry.objects.using(using).filter(operation="orders.import")
    by_file: dict[str, list[str]] = {}
    for details in rows.order_by("created_at", "id").values_list("details", flat=True):
        by_file[details.get("file", "")] = details.get("set_aside", [])
    left_out = {number: file for file, found in by_file.items() for number in found}
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
    "orders.import_stopped",
    "orders",
    "import",
    of="orders.Order",
    message=gettext_lazy("An import was stopped before its end."),
    severity="warning",
    advice=gettext_lazy(
        "Run it again with the same file: it continues where it stopped."
    ),
)
def unfinished_imports(using: str) -> Iterator[Fault]:
    """Yield the last order of an import that nothing has finished since.

    Only a finished import leaves a row in the audit log. The log may be cleared, so
    nothing older than a week counts; one that has just begun may still be going on.
    """
    now = timezone.now()
    finished = AuditEntry.objects.using(using).filter(operation="orders.import")
    last = finished.order_by("-created_at").values_list("created_at", flat=True).first()
    since = max(last or now - LOOKED_BACK, now - LOOKED_BACK)
    rows = Order.objects.using(using).filter(
        source=IMPORT, created_at__gt=since, created_at__lt=now - GOING_ON
    )
    newest = rows.order_by("-created_at", "-id").values_list("number", "created_at")
    for number, at in newest[:1]:
        yield Fault(object=number, detail=f"{timezone.localtime(at):%Y-%m-%d %H:%M}")


@register(
    "orders.imported_owner",
    "orders",
    "import",
    of="accounts.User",
    message=gettext_lazy(
        "Imported documents belong to an account that no import created."
    ),
    severity="warning",
    advice=gettext_lazy(
        "The account may just happen to have the customer's number as its user "
        "name. Move the orders of other people to the right customer. If all of "
        "them are theirs, add a note to the customer that names the import, such as "
        "online-retail:17850."
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
    message=gettext_lazy(
        "An imported number is not in capitals, so no search finds it."
    ),
    severity="warning",
    advice=gettext_lazy(
        "Another document has the same number in capitals. Compare the two, and "
        "cancel or credit the wrong one."
    ),
)
def numbers_in_small_letters(using: str) -> Iterator[Fault]:
    for model in (Order, CreditNote):
        rows: Any = model.objects.using(using)
        rows = rows.filter(source=IMPORT, number__regex="[a-z]").order_by()
        for number in rows.values_list("number", flat=True).iterator():
            yield Fault(object=number)
