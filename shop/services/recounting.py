"""Counters made again from the ledger they stand for."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Sum

from shop.models import Product, StockMovement

Reason = StockMovement.Reason
# What `take_stock` and `return_stock` count.
COUNTED = (Reason.SALE, Reason.CANCEL, Reason.RETURN)


def recount_sales(product_ids: Iterable[UUID], *, using: str = "default") -> int:
    """Set `sales_count` to what the ledger says; return how many were wrong.

    An inner function: the caller holds the transaction. The rows are locked in
    primary-key order, as a sale locks them, and the ledger is read after that.
    """
    rows = Product.all_objects.using(using)
    wanted = rows.filter(pk__in=list(product_ids)).order_by("pk")
    products = list(wanted.select_for_update().only("pk", "sales_count"))
    movements = StockMovement.objects.using(using).order_by()
    sums = dict(
        movements.filter(product__in=[p.pk for p in products], reason__in=COUNTED)
        .values_list("product")
        .annotate(sum=Sum("delta"))
    )
    wrong = [p for p in products if p.sales_count != -sums.get(p.pk, 0)]
    for product in wrong:
        rows.filter(pk=product.pk).update(sales_count=-sums.get(product.pk, 0))
    return len(wrong)
