"""What sells, what it earns, and what nobody has ever bought."""

from dataclasses import replace
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Window,
)
from django.db.models.functions import Rank, Round, RowNumber
from django.utils.translation import gettext_lazy as _

from orders.models import Line
from orders.prices.quote import to_money
from orders.reports import sales
from orders.reports.periods import Period, Unit, month_of, month_text, part_of
from orders.reports.registry import (
    Behind,
    Chart,
    Column,
    Filters,
    Kind,
    Points,
    Report,
    Row,
    Rows,
    Shape,
    Subject,
    ranked,
    reports,
)
from shop.models import Product

TOP = 10  # of a month, by revenue and by quantity
MOST_BARS = 24  # each with the name of a product


def _best(sold: QuerySet, filters: Filters, **sums: Any) -> Rows:
    """Return the sums of each product, the best first, with its SKU and name.

    Those are read afterwards: a join would carry them through the sum of every line.
    Products of equal figures follow each other by the SKU their lines were sold under.
    """
    rows = sold.values("product_id").annotate(**sums, sold_as=Min("sku"))
    ranked = rows.order_by(f"-{filters.by}", "sold_as")[: filters.limit]
    return _named(list(ranked), filters)


def _named(rows: Rows, filters: Filters) -> Rows:
    """Add `sku` and `name` of the products."""
    products = Product.all_objects.using(filters.using)
    if filters.limit is not None:
        products = products.filter(pk__in={row["product_id"] for row in rows})
    known = {
        row.pop("pk"): row for row in products.order_by().values("pk", "sku", "name")
    }
    return [row | known[row["product_id"]] for row in rows]


def top_products(filters: Filters) -> Rows:
    """Return the products with the most revenue, pieces or orders.

    Revenue is before discounts on the lines. An order counts once, however many of its
    lines hold the product.
    """
    lines = sales.sold_lines(filters)
    sums: dict[str, Any] = {
        "units": Sum("quantity"),
        "revenue": sales.summed("line_total"),
    }
    orders = {"orders": Count("order_id", distinct=True)}
    # Counting orders once takes as long as all the rest: for a few products alone,
    # where only their rows are wanted.
    is_short = filters.limit is not None and filters.by != "orders"
    ranked = _best(lines, filters, **sums, **({} if is_short else orders))
    if is_short:
        found = lines.filter(product_id__in=[row["product_id"] for row in ranked])
        counted = dict(found.values_list("product_id").annotate(**orders))
        for row in ranked:
            row["orders"] = counted[row["product_id"]]
    return [
        {
            "sku": row["sku"],
            "name": row["name"],
            "orders": row["orders"],
            "units": row["units"],
            "revenue": sales.money(row["revenue"]),
        }
        for row in ranked
    ]


def product_sales(filters: Filters) -> Rows:
    """Return what each product sold and earned, the one with the most revenue first.

    `profit` is revenue less discounts and the unit cost frozen on the lines, of the
    lines whose cost was known; None if that is no line.
    """
    has_cost = Q(unit_cost__isnull=False)
    rows = _best(
        sales.sold_lines(filters),
        filters,
        lines=Count("pk"),
        units=Sum("quantity"),
        revenue=sales.summed("line_total"),
        earned=Round(Sum("line_total", filter=has_cost), 2),
        discounts=Round(Sum("discount_amount", filter=has_cost), 2),
        # Four decimals are exact: the floats of SQLite are put right by rounding.
        cost=Round(Sum(F("quantity") * F("unit_cost")), 4),
    )
    return [_sales(row) for row in rows]


def _sales(row: Row) -> dict[str, Any]:
    revenue = sales.money(row["revenue"])
    is_known = row["cost"] is not None
    return {
        "sku": row["sku"],
        "name": row["name"],
        "lines": row["lines"],
        "units": row["units"],
        "revenue": revenue,
        "average_price": to_money(revenue / row["units"]),
        "profit": to_money(row["earned"] - row["discounts"] - row["cost"])
        if is_known
        else None,
    }


def never_sold(filters: Filters) -> Rows:
    """Return the products without a sold line in the period, by SKU."""
    products = _unsold(filters).order_by("sku")
    rows = products.values("sku", "name", "status", "stock_quantity", "price")
    return [
        {
            "sku": row["sku"],
            "name": row["name"],
            "status": str(Product.Status(row["status"]).label),
            "in_stock": row["stock_quantity"],
            "price": to_money(row["price"]),
        }
        for row in rows[: filters.limit]
    ]


def _unsold(filters: Filters) -> QuerySet:
    sold = sales.is_sold("order__", filters.period)
    lines = Line.objects.using(filters.using).filter(sold, product=OuterRef("pk"))
    products = Product.objects.using(filters.using)
    return products.filter(~Exists(lines.order_by()))


def product_ranking(filters: Filters) -> Rows:
    """Return the ten best products of each month by revenue, and by pieces.

    The newest month comes first. Products of equal figures share a rank.
    """
    span = sales.sold_span(filters)
    if span is None:
        return []
    sums = _sums(filters, month_of("order__placed_at", span))
    placed = sums.annotate(
        rank_by_revenue=_rank_in_part("revenue"), rank_by_units=_rank_in_part("units")
    )
    best = placed.filter(Q(rank_by_revenue__lte=TOP) | Q(rank_by_units__lte=TOP))
    rows = best.order_by("-part", f"rank_by_{filters.by}", "product_id")
    return [_ranked(row) for row in _named(list(rows[: filters.limit]), filters)]


def _sums(filters: Filters, part: Case) -> QuerySet:
    """Return what each product sold in each part of the period."""
    lines = sales.sold_lines(filters).annotate(part=part)
    return lines.values("part", "product_id").annotate(
        units=Sum("quantity"), revenue=sales.summed("line_total")
    )


def _rank_in_part(column: str) -> Window:
    return Window(Rank(), partition_by="part", order_by=F(column).desc())


def _best_of_each(filters: Filters, rows: Rows, totals: Row) -> Points:
    """Return the best product of each month, quarter or year, the newest first.

    One of each, the older of equals: a slow month may have many best ones.
    """
    span = totals["first"], totals["last"]
    unit = Unit.that_fits(span, MOST_BARS, least=Unit.MONTH)
    starts = unit.starts(span)
    order = (F(filters.by).desc(), "product_id")
    placed = _sums(filters, part_of("order__placed_at", starts)).annotate(
        place=Window(RowNumber(), partition_by="part", order_by=order)
    )
    best = list(placed.filter(place=1).order_by("-part"))
    named = _named(best, replace(filters, limit=len(best)))
    return Points([row | {"start": starts[row["part"]]} for row in named], unit)


def _ranked(row: Row) -> dict[str, Any]:
    return {
        "month": month_text(row["part"]),
        "sku": row["sku"],
        "name": row["name"],
        "units": row["units"],
        "revenue": sales.money(row["revenue"]),
        "rank_by_revenue": row["rank_by_revenue"],
        "rank_by_units": row["rank_by_units"],
    }


def totals(filters: Filters) -> Row:
    """Return what all lines of the period come to."""
    row = sales.sold_lines(filters).aggregate(
        products=Count("product_id", distinct=True),
        units=Sum("quantity"),
        revenue=sales.summed("line_total"),
        first=Min("order__placed_at"),
        last=Max("order__placed_at"),
    )
    return row | {"units": row["units"] or 0, "revenue": sales.money(row["revenue"])}


def unsold_totals(filters: Filters) -> Row:
    """Return how many products sold nothing, and how many pieces of them lie there."""
    row = _unsold(filters).aggregate(
        products=Count("pk"), pieces=Sum("stock_quantity", default=0)
    )
    return {"products": row["products"], "in_stock": row["pieces"]}


def _product(row: Row, filters: Filters) -> Behind:
    return Behind("products", {"sku__exact": row["sku"], "deleted": "both"})


def _orders_with(row: Row, filters: Filters) -> Behind:
    if "month" in row:
        period = Period.of_month(row["month"]) & filters.period
        filters = Filters(period=period)
    return sales.orders_behind(row, filters, product=row["sku"])


def _products_sold(row: Row, filters: Filters) -> Behind:
    return Behind("products", {"sold": str(filters.period), "deleted": "both"})


def _products_unsold(row: Row, filters: Filters) -> Behind:
    return Behind("products", {"sold": f"not {filters.period}"})


SKU = Column("sku", _("SKU"), Kind.TEXT, _product)
NAME = Column("name", _("Name"), Kind.TEXT, _product)
UNITS = Column("units", _("Pieces"), Kind.COUNT, _orders_with)
REVENUE = Column("revenue", _("Revenue"), Kind.MONEY, _orders_with)
FIGURES = (
    Column("products", _("Products sold"), Kind.COUNT, _products_sold),
    Column("units", _("Pieces"), Kind.COUNT, sales.orders_behind),
    Column("revenue", _("Revenue from goods"), Kind.MONEY, sales.orders_behind),
)


def _add(name: str, title: Any, description: Any, **parts: Any) -> None:
    """Register a report on the sales of products."""
    habits: dict[str, Any] = {
        "figures": FIGURES,
        "totals": totals,
        "empty": sales.EMPTY,
    }
    report = Report(title, description, Subject.PRODUCTS, **(habits | parts))
    reports.add(name, report)


_add(
    "top_products",
    _("Top products"),
    _("The products with the most revenue, pieces or orders."),
    rows=top_products,
    rankings=("revenue", "units", "orders"),
    columns=(
        SKU,
        NAME,
        Column("orders", _("Orders"), Kind.COUNT, _orders_with),
        UNITS,
        REVENUE,
    ),
    chart=ranked("revenue", label="name"),
)
_add(
    "product_sales",
    _("Product sales"),
    _(
        "What each product sold and earned. The profit is an estimate: revenue less "
        "discounts and what the pieces cost the shop when they were ordered. It is "
        "empty if no cost was known."
    ),
    rows=product_sales,
    rankings=("revenue", "units", "lines"),
    columns=(
        SKU,
        NAME,
        Column("lines", _("Order lines"), Kind.COUNT, _orders_with),
        UNITS,
        REVENUE,
        Column("average_price", _("Average price"), Kind.MONEY, _orders_with),
        Column("profit", _("Estimated profit"), Kind.MONEY, _orders_with),
    ),
    chart=ranked("revenue", "profit", label="name"),
)
_add(
    "product_ranking",
    _("Best products of each month"),
    _(
        "The ten best products of each month by revenue and the ten best by pieces. "
        "The chart shows the best one of each month."
    ),
    rows=product_ranking,
    rankings=("revenue", "units"),
    columns=(
        Column("month", _("Month"), Kind.MONTH),
        SKU,
        NAME,
        UNITS,
        REVENUE,
        Column("rank_by_revenue", _("Rank by revenue"), Kind.COUNT, _orders_with),
        Column("rank_by_units", _("Rank by pieces"), Kind.COUNT, _orders_with),
    ),
    chart=Chart(("revenue",), _best_of_each, label="name", shape=Shape.LYING_BARS),
)
_add(
    "never_sold",
    _("Never sold"),
    _("Products that no sold order of the period names, by SKU."),
    rows=never_sold,
    totals=unsold_totals,
    figures=(
        Column("products", _("Products"), Kind.COUNT, _products_unsold),
        Column("in_stock", _("Pieces in stock"), Kind.COUNT, _products_unsold),
    ),
    columns=(
        SKU,
        NAME,
        Column("status", _("Status"), Kind.TEXT),
        Column("in_stock", _("In stock"), Kind.COUNT, _product),
        Column("price", _("Price"), Kind.MONEY, _product),
    ),
    empty=_("No product went without a sale in this period."),
)
