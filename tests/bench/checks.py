"""`check_consistency`, and the same questions by hand (PostgreSQL).

On the configured database, because a scratch database has no two years of orders. One
statement a question, as short as somebody who knows the tables would write it; nothing
is found, so nothing but the looking is measured.
"""

from django.db import connection

from database.consistency.generic import run_checks
from database.consistency.integrity import has_constraint, stored_models
from tests.bench.measure import Job

LINES = """
    SELECT order_id FROM orders_line GROUP BY order_id
    HAVING abs((SELECT {due} FROM orders_order WHERE id = order_id) - sum({of})) > 0.01
"""
COUNTS = (
    ("shop_product", "stock_quantity", "shop_stockmovement", "product_id", "delta"),
    (
        "accounts_pointsaccount",
        "balance",
        "accounts_pointsentry",
        "account_id",
        "delta",
    ),
    ("accounts_wallet", "balance", "accounts_walletentry", "wallet_id", "amount"),
)
LEDGER = """
    SELECT id FROM {table} LEFT JOIN
    (SELECT {key}, sum({of}) AS sum FROM {entries} GROUP BY {key}) entries
    ON {key} = id WHERE {stored} <> coalesce(sum, 0)
"""
QUESTIONS = [
    (
        "SELECT number FROM orders_order WHERE abs(total - subtotal + discount_total"
        " - shipping_total"
        " - CASE WHEN prices_include_tax THEN 0 ELSE tax_total END) > 0.01"
    ),
    LINES.format(due="subtotal", of="line_total"),
    LINES.format(due="discount_total", of="discount_amount"),
    LINES.format(due="tax_total - shipping_tax", of="tax_amount"),
    (
        "SELECT id FROM orders_line"
        " WHERE abs(line_total - round(quantity * unit_price, 2)) > 0.01"
    ),
    (
        "SELECT number FROM orders_order o"
        " WHERE NOT EXISTS (SELECT FROM orders_line WHERE order_id = o.id)"
    ),
    """
    SELECT number FROM orders_order o LEFT JOIN orders_statuschange c ON order_id = o.id
    GROUP BY o.id
    HAVING count(*) FILTER (WHERE (from_status, to_status) NOT IN (
        ('', 'pending'), ('pending', 'confirmed'), ('pending', 'cancelled'),
        ('confirmed', 'shipped'), ('confirmed', 'cancelled'), ('shipped', 'delivered'),
        ('shipped', 'returned'), ('delivered', 'returned'))
        AND (from_status <> '' OR source <> 'import')) > 0
    OR count(*) FILTER (WHERE from_status = status) > 0
    OR count(*) FILTER (WHERE to_status = status) <> 1 AND count(c.id) > 0
    OR count(c.id) <> count(DISTINCT to_status)
    OR count(DISTINCT from_status) FILTER (WHERE from_status <> '') <> count(c.id) - 1
    AND count(c.id) > 0
    """,
    (
        "SELECT number FROM orders_order"
        " WHERE (status = 'cancelled') <> (cancelled_at IS NOT NULL)"
    ),
    (
        "SELECT l.id FROM orders_line l JOIN orders_order o ON o.id = order_id"
        " WHERE source <> 'import' AND NOT EXISTS (SELECT FROM shop_stockmovement"
        " WHERE reason = 'sale' AND reference = 'line:' || l.id AND -delta = quantity)"
    ),
    (
        "SELECT l.id FROM orders_line l JOIN orders_order o ON o.id = order_id"
        " JOIN shop_stockmovement ON reason = 'cancel' AND reference = 'line:' || l.id"
        " WHERE status <> 'cancelled'"
    ),
    "SELECT id FROM orders_checkoutkey WHERE order_id IS NULL",
    """
    SELECT id FROM orders_line l
    LEFT JOIN (SELECT line_id, sum(quantity) FROM orders_shipmentline GROUP BY 1) p
    ON line_id = l.id WHERE shipped_quantity <> coalesce(sum, 0)
    """,
    """
    SELECT id FROM orders_line l
    JOIN (SELECT line_id, sum(quantity) FROM orders_shipmentline GROUP BY line_id) p
    ON line_id = l.id WHERE sum > l.quantity
    """,
    """
    SELECT number FROM orders_order o
    JOIN (SELECT order_id, bool_or(shipped_quantity > 0) AS any_sent,
                 bool_and(shipped_quantity + taken_off_quantity >= quantity)
                     AS all_sent
          FROM orders_line GROUP BY order_id) l ON order_id = o.id
    WHERE source <> 'import' AND (
        status IN ('shipped', 'delivered', 'returned') AND NOT all_sent
        OR status IN ('pending', 'cancelled') AND any_sent
        OR status = 'confirmed' AND all_sent
        OR status = 'delivered' AND EXISTS (SELECT FROM orders_shipment
            WHERE order_id = o.id AND delivered_at IS NULL))
    """,
    """
    SELECT number FROM orders_order o LEFT JOIN orders_paymentbalance b
    ON b.order_id = o.id WHERE due <> 0 AND NOT EXISTS
    (SELECT FROM orders_paymententry e WHERE e.order_id = o.id)
    """,
    (
        "SELECT n.id FROM orders_creditnote n LEFT JOIN orders_creditnoteline"
        " ON credit_note_id = n.id GROUP BY n.id"
        " HAVING abs(total - coalesce(sum(line_total), 0)) > 0.01"
    ),
    (
        "SELECT id FROM orders_creditnoteline"
        " WHERE abs(line_total + round(quantity * unit_price, 2)) > 0.01"
    ),
    *(
        LEDGER.format(table=table, stored=stored, entries=entries, key=key, of=of)
        for table, stored, entries, key, of in COUNTS
    ),
    (
        "SELECT sku FROM shop_product WHERE stock_quantity < 0 OR price <= 0"
        " AND status = 'published' AND deleted_at IS NULL"
    ),
    (
        "SELECT username FROM accounts_user WHERE username <> lower(username)"
        " OR email <> lower(email) OR is_verified <> (email_verified_at IS NOT NULL)"
    ),
]


def jobs() -> dict[str, Job]:
    """Return both ways to ask."""
    questions = [*QUESTIONS, *_astray(), *_twice()]

    def by_hand() -> None:
        with connection.cursor() as cursor:
            for question in questions:
                cursor.execute(question)
                cursor.fetchall()

    return {"check_consistency": run_checks, "SQL by hand": by_hand}


def _astray() -> list[str]:
    """Ask for every foreign key whether it leads somewhere."""
    return [
        f"SELECT {field.column} FROM {model._meta.db_table} a"
        f" WHERE {field.column} IS NOT NULL AND NOT EXISTS"
        f" (SELECT FROM {field.related_model._meta.db_table} b"
        f" WHERE b.{field.target_field.column} = a.{field.column})"
        for model in stored_models()
        for field in model._meta.local_concrete_fields
        if field.is_relation and has_constraint(field)
    ]


def _twice() -> list[str]:
    """Ask for every unique column whether a value comes twice."""
    quote = connection.ops.quote_name
    return [
        f"SELECT {quote(field.column)} FROM {model._meta.db_table}"
        f" WHERE {quote(field.column)} IS NOT NULL"
        f" GROUP BY {quote(field.column)} HAVING count(*) > 1"
        for model in stored_models()
        for field in model._meta.local_concrete_fields
        if field.unique and not field.primary_key
    ]
