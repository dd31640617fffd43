"""What has to be true of the catalogue: its stock, its counters, its tree."""

from collections.abc import Iterator, Sequence

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.consistency.generic import Fault, register
from shop.models import Category, Product, StockMovement
from shop.services.recounting import COUNTED, recount_sales


def _figures(
    rows: QuerySet, stored: str, *, can_be_repaired: bool = False
) -> Iterator[Fault]:
    for pk, sku, is_there, should_be in (
        rows.order_by().values_list("pk", "sku", stored, "computed").iterator()
    ):
        detail = _("%(name)s %(there)s, should be %(should)s") % {
            "name": stored,
            "there": is_there,
            "should": should_be,
        }
        after = str(should_be) if can_be_repaired else ""
        yield Fault(sku, detail, key=pk, before=str(is_there), after=after)


@register(
    "shop.stock_ledger",
    "shop",
    "stock",
    of="shop.Product",
    message=gettext_lazy("A product's stock is not the sum of its movements."),
    advice=gettext_lazy(
        "Something changed the stock without going through the stock service. Count "
        "the product, then set its stock with a reason; the audit log may show who "
        "did it."
    ),
)
def stock_without_ledger(using: str) -> Iterator[Fault]:
    rows = (
        Product.all_objects.using(using)
        .order_by()
        .annotate(computed=Sum("movements__delta", default=0))
        .exclude(stock_quantity=F("computed"))
    )
    yield from _figures(rows, "stock_quantity")


@register(
    "shop.negative_stock",
    "shop",
    "stock",
    of="shop.Product",
    message=gettext_lazy(
        "A product's stock is below zero: more was sold than there was."
    ),
    advice=gettext_lazy(
        "Count the product, and tell the customers who are waiting for it."
    ),
)
def negative_stock(using: str) -> Iterator[Fault]:
    rows = Product.all_objects.using(using).filter(stock_quantity__lt=0).order_by()
    for sku, stock in rows.values_list("sku", "stock_quantity").iterator():
        yield Fault(object=sku, detail=str(stock))


@register(
    "shop.balance_after",
    "shop",
    "stock",
    of="shop.Product",
    message=gettext_lazy("A product's latest movement ends at a different stock."),
    severity="warning",
    advice=gettext_lazy("Read the product's movements, newest first."),
)
def wrong_balances(using: str) -> Iterator[Fault]:
    newest = (
        StockMovement.objects.filter(product=OuterRef("pk"))
        .order_by("-created_at", "-id")
        .values("balance_after")[:1]
    )
    rows = (
        Product.all_objects.using(using)
        .annotate(computed=Subquery(newest))
        .filter(~Q(stock_quantity=F("computed")), computed__isnull=False)
    )
    yield from _figures(rows, "stock_quantity")


def repair_sales_counts(using: str, faults: Sequence[Fault]) -> int:
    return recount_sales([fault.key for fault in faults], using=using)


@register(
    "shop.sales_count",
    "shop",
    "stock",
    "counters",
    of="shop.Product",
    message=gettext_lazy("A product's sales counter does not match the ledger."),
    severity="warning",
    advice=gettext_lazy("A repair counts the sales again."),
    fix=repair_sales_counts,
)
def wrong_sales_counts(using: str) -> Iterator[Fault]:
    sold = Sum("movements__delta", filter=Q(movements__reason__in=COUNTED), default=0)
    rows = (
        Product.all_objects.using(using)
        .order_by()
        .annotate(computed=-sold)
        .exclude(sales_count=F("computed"))
    )
    yield from _figures(rows, "sales_count", can_be_repaired=True)


@register(
    "shop.category_cycle",
    "shop",
    of="shop.Category",
    message=gettext_lazy(
        "Categories are inside each other in a circle, so nobody can find them."
    ),
    advice=gettext_lazy("Move one of them, or put it at the top."),
)
def category_cycles(using: str) -> Iterator[Fault]:
    """Yield the categories from which no way leads to the top.

    Walked here: categories are few, and a recursive query in a circle never ends.
    """
    rows = Category.all_objects.using(using).order_by()
    above = dict(rows.values_list("pk", "parent_id"))
    slugs = dict(rows.values_list("pk", "slug"))
    for start in above:
        seen, here = set(), start
        while here is not None and here not in seen:
            seen.add(here)
            here = above.get(here)
        if here is not None:
            yield Fault(object=slugs.get(start, str(start)))


@register(
    "shop.free_of_charge",
    "shop",
    of="shop.Product",
    message=gettext_lazy("A product is on sale at a price of zero."),
    severity="warning",
    advice=gettext_lazy("Give it a price, or make it a draft."),
)
def products_without_price(using: str) -> Iterator[Fault]:
    rows = Product.all_objects.using(using).on_sale().filter(price__lte=0).order_by()
    for sku, price in rows.values_list("sku", "price").iterator():
        yield Fault(object=sku, detail=str(price))
