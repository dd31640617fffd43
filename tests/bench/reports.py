"""Every report, and what somebody who knows SQL would type for it (PostgreSQL).

Both answer as a page asks, fifty rows at most, on one connection, from a snapshot of
their own. `jobs` checks that both say the same before anybody is timed.
"""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.utils import timezone

from database.rows.snapshot import snapshot
from orders.models import Order
from orders.reports import reports, rows_of
from tests.bench.measure import Job

ROUNDS = 5
LIMIT = 50
SOLD = "status IN ('confirmed', 'shipped', 'delivered')"
CUSTOMERS = f"""
    SELECT customer_id, count(*) orders, sum(total) spent,
           min(placed_at) first, max(placed_at) last
    FROM orders_order WHERE {SOLD} AND customer_id IS NOT NULL GROUP BY customer_id"""
SQL = {
    "monthly_trend": f"""
        SELECT o.month, orders, revenue, round(revenue / orders, 2), customers,
               revenue + coalesce(credited, 0)
        FROM (SELECT to_char(placed_at AT TIME ZONE 'Europe/London', 'YYYY-MM')
                         AS month, count(*) orders, sum(total) revenue,
                     count(DISTINCT customer_id) customers
              FROM orders_order WHERE {SOLD} GROUP BY 1) o
        LEFT JOIN (SELECT to_char(issued_at AT TIME ZONE 'Europe/London', 'YYYY-MM')
                     AS month, sum(n.total) credited
              FROM orders_creditnote n LEFT JOIN orders_order o ON o.id = order_id
              WHERE order_id IS NULL OR {SOLD} GROUP BY 1) c USING (month)
        ORDER BY month""",
    "running_totals": f"""
        SELECT * FROM (
            SELECT number, placed_at, total, sum(total) OVER w,
                   round(avg(total) OVER w, 2)
            FROM orders_order WHERE {SOLD}
            WINDOW w AS (ORDER BY placed_at, number)
            ORDER BY placed_at DESC, number DESC LIMIT {LIMIT}) newest
        ORDER BY placed_at, number""",
    "sales_by_country": f"""
        SELECT country, orders, customers, units, revenue,
               round(100 * revenue / sum(revenue) OVER (), 2)
        FROM (SELECT country, count(*) orders, count(DISTINCT customer_id) customers,
                     sum(total) revenue FROM orders_order WHERE {SOLD} GROUP BY 1) o
        JOIN (SELECT country, sum(quantity) units FROM orders_line
              JOIN orders_order o ON o.id = order_id WHERE {SOLD} GROUP BY 1) l
             USING (country)
        ORDER BY revenue DESC LIMIT {LIMIT}""",
    "top_customers": f"""
        SELECT username, top.orders, sum(quantity), spent
        FROM ({CUSTOMERS} ORDER BY spent DESC LIMIT {LIMIT}) top
        JOIN accounts_user u ON u.id = top.customer_id
        JOIN orders_order o ON o.customer_id = u.id AND o.{SOLD}
        JOIN orders_line l ON l.order_id = o.id
        GROUP BY username, top.orders, spent ORDER BY spent DESC""",
    "customer_ranking": f"""
        SELECT username, orders, spent, rank() OVER (ORDER BY spent DESC) AS place,
               rank() OVER (ORDER BY orders DESC),
               round(100 * percent_rank() OVER (ORDER BY spent)::numeric, 2),
               round(100 * percent_rank() OVER (ORDER BY orders)::numeric, 2)
        FROM ({CUSTOMERS}) c JOIN accounts_user u ON u.id = customer_id
        ORDER BY place, customer_id LIMIT {LIMIT}""",
    "customers_above_average": f"""
        WITH c AS ({CUSTOMERS}), a AS (SELECT round(avg(spent), 2) average FROM c)
        SELECT username, orders, spent, spent - average
        FROM c CROSS JOIN a JOIN accounts_user u ON u.id = customer_id
        WHERE spent > average ORDER BY spent DESC, customer_id LIMIT {LIMIT}""",
    "customers_with_orders": f"""
        SELECT username, orders, spent, first, last
        FROM ({CUSTOMERS}) c JOIN accounts_user u ON u.id = customer_id
        ORDER BY last DESC, customer_id LIMIT {LIMIT}""",
    "one_time_customers": f"""
        SELECT username, last, spent
        FROM ({CUSTOMERS} HAVING count(*) = 1) c
        JOIN accounts_user u ON u.id = customer_id
        ORDER BY last DESC, customer_id LIMIT {LIMIT}""",
    "recent_customers": f"""
        SELECT username, email, created_at FROM accounts_user u
        WHERE deleted_at IS NULL AND NOT is_staff AND EXISTS (
            SELECT FROM orders_order WHERE customer_id = u.id AND {SOLD}
            AND placed_at >= '{{first}}'::timestamp AT TIME ZONE 'Europe/London'
            AND placed_at <
                ('{{last}}'::date + 1)::timestamp AT TIME ZONE 'Europe/London')
        ORDER BY created_at DESC, username LIMIT {LIMIT}""",
    "customers_without_orders": f"""
        SELECT username, email, created_at FROM accounts_user u
        WHERE deleted_at IS NULL AND NOT is_staff AND NOT EXISTS (
            SELECT FROM orders_order WHERE customer_id = u.id AND {SOLD})
        ORDER BY created_at DESC, username LIMIT {LIMIT}""",
    "top_products": f"""
        SELECT p.sku, p.name, orders, units, revenue
        FROM (SELECT product_id, count(DISTINCT order_id) orders, sum(quantity) units,
                     sum(line_total) revenue
              FROM orders_line JOIN orders_order o ON o.id = order_id
              WHERE {SOLD} GROUP BY 1) l
        JOIN shop_product p ON p.id = product_id
        ORDER BY revenue DESC, p.sku LIMIT {LIMIT}""",
    "product_sales": f"""
        SELECT p.sku, p.name, lines, units, revenue, round(revenue / units, 2), profit
        FROM (SELECT product_id, count(*) lines, sum(quantity) units,
                     sum(line_total) revenue,
                     round(sum(line_total - discount_amount - quantity * unit_cost), 2)
                         profit
              FROM orders_line JOIN orders_order o ON o.id = order_id
              WHERE {SOLD} GROUP BY 1) l
        JOIN shop_product p ON p.id = product_id
        ORDER BY revenue DESC, p.sku LIMIT {LIMIT}""",
    "product_ranking": f"""
        SELECT month, p.sku, p.name, units, revenue, by_revenue, by_units
        FROM (SELECT *, rank() OVER (PARTITION BY month ORDER BY revenue DESC)
                         by_revenue,
                     rank() OVER (PARTITION BY month ORDER BY units DESC) by_units
              FROM (SELECT to_char(placed_at AT TIME ZONE 'Europe/London', 'YYYY-MM')
                               AS month, product_id, sum(quantity) units,
                           sum(line_total) revenue
                    FROM orders_line JOIN orders_order o ON o.id = order_id
                    WHERE {SOLD} GROUP BY 1, 2) m) r
        JOIN shop_product p ON p.id = product_id
        WHERE by_revenue <= 10 OR by_units <= 10
        ORDER BY month DESC, by_revenue, product_id LIMIT {LIMIT}""",
    "never_sold": f"""
        SELECT sku, name, status, stock_quantity, round(price, 2) FROM shop_product p
        WHERE deleted_at IS NULL AND NOT EXISTS (
            SELECT FROM orders_line JOIN orders_order o ON o.id = order_id
            WHERE product_id = p.id AND {SOLD})
        ORDER BY sku LIMIT {LIMIT}""",
}
NAMES = {name: (f"report {name}", f"SQL {name}") for name in SQL}


def jobs() -> dict[str, Job]:
    """Return both ways to each answer. Raises AssertionError where they differ."""
    assert set(SQL) == set(reports), "Every report is measured."
    found: dict[str, Job] = {}
    for name, (ours, limit) in NAMES.items():
        period = _last_days(reports[name].days)
        found[ours] = partial(rows_of, name, limit=LIMIT, **period)
        found[limit] = partial(_typed, SQL[name].format(**period))
        columns = [column.name for column in reports[name].columns]
        rows = [tuple(row[column] for column in columns) for row in found[ours]()]
        assert rows, f"{name}: nothing to find, so nothing to measure."
        assert rows == found[limit](), f"{name}: the SQL says something else."
    return found


def _last_days(days: int | None) -> dict[str, date]:
    """Return the days up to the newest order, for a report that asks for the latest."""
    if days is None:
        return {}
    last = timezone.localtime(Order.objects.latest("placed_at").placed_at).date()
    return {"first": last - timedelta(days=days - 1), "last": last}


def _typed(sql: str) -> list[tuple[Any, ...]]:
    with snapshot(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
