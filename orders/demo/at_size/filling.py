"""Fills a shop with as many orders as are asked for, in one transaction."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from random import Random
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.demo.crowd import create_crowd, person
from accounts.models import User
from database.ops.progress import track
from database.rows.beside import written_beside
from database.rows.ids import uuid7_text
from orders.demo.at_size.batch import Batch
from orders.demo.at_size.calendar import (
    customers_by,
    joining_times,
    placing_times,
)
from orders.demo.at_size.choices import choose_buyer, fill_basket
from orders.demo.at_size.fates import decide
from orders.demo.at_size.money import Comebacks
from orders.demo.at_size.numbers import number_of
from orders.demo.at_size.purchases import Article, By, Purchase
from orders.demo.at_size.rows import Scribe
from orders.demo.at_size.scale import Scale
from orders.demo.at_size.shelves import Shelves
from orders.demo.at_size.till import Till
from orders.demo.delivery import way_to, way_to_pay
from orders.demo.doers import Doers
from orders.models.delivery import known_deliveries
from shop.demo.assortment import create_assortment
from shop.models import Product

BATCH = 2000
FIGURES = ("stock_quantity", "sales_count")


def fill(
    scale: Scale, *, staff: Mapping[str, User], until: datetime, password: str = ""
) -> None:
    """Make the products, the customers and their orders.

    With a `password` the first customer is the one whom visitors log in as. The caller
    holds the transaction.
    """
    batch = Batch()
    clerks: dict[str, By] = {role: (user.pk, "") for role, user in staff.items()}
    shelves = Shelves(batch, clerks["fulfilment"])
    articles: list[Article] = []
    products = create_assortment(scale.products, until=until, by=staff["catalogue"])
    for product in track(products, _("Products"), scale.products):
        articles.append(_article(product, place=len(articles)))
        shelves.open(product)
    batch.write()
    joined = joining_times(scale.orders, scale.customers, until, _dice("times"))
    crowd = create_crowd(joined, password=password)
    keys = [*track(crowd, _("Customers"), scale.customers)]
    scribe = Scribe(batch, shelves, clerks)
    comebacks = Comebacks(batch, shelves, Doers(staff), until)
    till, random = Till(articles, known_deliveries()), _dice("payments")
    sold = purchases(scale, keys, till, until)
    with written_beside() as hand_over:
        for purchase in track(sold, _("Orders"), scale.orders):
            shelves.catch_up(purchase.placed_at)
            rows = scribe.note(purchase, random)
            if paid_at := purchase.paid_at(until, random):
                scribe.pay(purchase, paid_at)
            comebacks.note(purchase, rows, paid_at, random)
            if purchase.serial % BATCH == BATCH - 1:
                hand_over(batch.take())
        shelves.catch_up(until)
        hand_over(batch.take())
    Product.all_objects.bulk_update(shelves.figures(), FIGURES, batch_size=500)


def purchases(
    scale: Scale, keys: list[UUID], till: Till, until: datetime
) -> Iterator[Purchase]:
    """Yield what is bought in the year, oldest first."""
    articles, goods, fates = till.articles, _dice("goods"), Random()  # noqa: S311
    times = placing_times(scale.orders, until, _dice("times"))
    for serial, placed in enumerate(times):
        # Who buys what does not depend on the day on which the shop is made.
        fates.seed(serial)
        sale = decide(placed, until, fates)
        known = customers_by(serial, scale.orders, scale.customers)
        place = choose_buyer(known, goods)
        buyer, email = person(scale.customers + serial if sale.is_guest else place)
        basket = fill_basket(sale.line_count, len(articles), goods)
        travels = way_to(buyer, goods)
        yield Purchase(
            serial=serial,
            key=uuid7_text(),
            number=number_of(serial),
            placed_at=sale.placed_at,
            status=sale.status,
            steps=dict(sale.steps),
            customer_id=None if sale.is_guest else keys[place],
            buyer=buyer,
            email=email,
            articles=[articles[where] for where in basket],
            quote=till.quote(basket, travels),
            payment_method=way_to_pay(sale, buyer),
            shipping_method=travels,
        )


def _article(product: Product, *, place: int) -> Article:
    return Article(
        product.pk, product.sku, product.name, product.price, product.cost, place
    )


def _dice(name: str) -> Random:
    return Random(f"at size: {name}")  # noqa: S311
