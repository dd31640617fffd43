"""Faults that the constraints would refuse, each planted past them.

`PLANTS` maps the id of a check to a function that plants what the check has to find,
and returns the name under which it is found.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import AccountMail
from tests.support.planting import Shop

PLANTS: dict[str, Callable] = {}


def plants(check_id: str) -> Callable:
    def decorate(function: Callable) -> Callable:
        PLANTS[check_id] = function
        return function

    return decorate


@plants("orders.total")
def a_total(run, shop):
    run("UPDATE orders_order SET total = total + 1 WHERE number = %s", [name(shop)])
    return name(shop)


@plants("orders.tax")
def a_tax(run, shop):
    run(
        "UPDATE orders_order SET tax_total = tax_total - 0.5 WHERE number = %s",
        [name(shop)],
    )
    return name(shop)


@plants("orders.subtotal")
def a_line_total(run, shop):
    run("UPDATE orders_line SET line_total = line_total + 5 WHERE quantity = 2")
    return name(shop)


@plants("orders.status_history")
def a_status(run, shop):
    run("UPDATE orders_order SET status = 'delivered' WHERE number = %s", [name(shop)])
    return name(shop)


@plants("orders.credit_note_total")
def a_credit(run, shop):
    run("UPDATE orders_creditnote SET total = total - 1 WHERE total < 0")
    return shop.credit_note.number


@plants("orders.credit_note_line")
def a_line_of_a_credit(run, shop):
    run("UPDATE orders_creditnoteline SET quantity = 5")
    return shop.credit_note.number


@plants("orders.credit_note_no_lines")
def an_empty_credit(run, shop):
    run(
        "INSERT INTO orders_creditnote (id, number, source, currency, total, "
        "issued_at, created_at, actor_label) SELECT id, 'EMPTY', 'import', 'GBP', 0, "
        "placed_at, created_at, '' FROM orders_order WHERE number = %s",
        [name(shop)],
    )
    return "EMPTY"


@plants("orders.stock_not_returned")
def a_return(run, shop):
    run("DELETE FROM shop_stockmovement WHERE reason = 'cancel'")
    return shop.cancelled.number


@plants("orders.sale_without_movement")
def a_sale(run, shop):
    run("DELETE FROM shop_stockmovement WHERE reason = 'sale' AND delta = -2")
    return name(shop)


@plants("shop.negative_stock")
def a_stock(run, shop):
    run("UPDATE shop_product SET stock_quantity = -3")
    return shop.product.sku


@plants("shop.sales_count")
def a_counter(run, shop):
    run("UPDATE shop_product SET sales_count = 77")
    return shop.product.sku


@plants("shop.category_cycle")
def a_cycle(run, shop):
    run("UPDATE shop_category SET parent_id = id")
    return "category-"


@plants("accounts.points_ledger")
def points(run, shop):
    run("UPDATE accounts_pointsaccount SET balance = 500")
    return shop.customer.username


@plants("accounts.points_totals")
def points_in_all(run, shop):
    run("UPDATE accounts_pointsaccount SET total_spent = 5")
    return shop.customer.username


@plants("accounts.no_ledger")
def a_wallet(run, shop):
    run("DELETE FROM accounts_wallet")
    return shop.customer.username


@plants("accounts.names")
def a_name(run, shop):
    run("UPDATE accounts_user SET username = upper(username)")
    return shop.customer.username.upper()


@plants("accounts.mail_unsent")
def a_mail_that_stays(run, shop):
    AccountMail.objects.create(
        kind="welcome",
        key="welcome:1",
        recipient="ada@mail.example",
        status="failed",
        error="refused <ada@mail.example>",
        created_at=timezone.now() - timedelta(hours=25),
    )
    return "welcome:1"


@plants("accounts.mail_log")
def a_mail_that_was_sent_at_no_time(run, shop):
    AccountMail.objects.create(
        kind="welcome", key="welcome:2", recipient="", status="sent"
    )
    return "welcome:2"


@plants("database.orphan")
def an_orphan(run, shop):
    run("DELETE FROM accounts_user WHERE username = %s", [shop.customer.username])
    return name(shop)


@plants("database.strange_value")
def a_strange_status(run, shop):
    run("UPDATE orders_order SET status = 'lost' WHERE number = %s", [name(shop)])
    return name(shop)


@plants("database.duplicate")
def a_duplicate(run, shop):
    run(
        "INSERT INTO account_emailaddress (user_id, email, verified, "
        f"{connection.ops.quote_name('primary')}) "
        "SELECT id, 'ann@shop.example', 1 = 1, 1 = 1 FROM accounts_user"
    )
    return shop.customer.username


def name(shop: Shop) -> str:
    return shop.order.number
