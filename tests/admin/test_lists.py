"""Every list of the registry: the same few queries for 1, 3, 24 and 100 rows."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from database.audit.log import log_operation
from database.back_office.paging import CappedPaginator
from database.models import OperationRun, OutboxMessage, Schedule
from database.models.brakes import BlockedAddress
from orders.models import Basket, Order, ProviderEvent, Return, StaffBasket
from orders.payments.bank_statements import upload_statement
from shop.models import Category, Picture, Product, ProductFamily
from tests.admin.test_access import braked
from tests.factories import CreditNoteFactory, OrderFactory, ProductFactory, UserFactory
from tests.orders.making import paid_order, refund
from tests.support.thoroughly import thorough_but

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
# An order's page reads every table that knows of the order, each once.
MOST_QUERIES_OF_AN_ORDER = 18


def fill(start: int, stop: int) -> None:
    """Make rows of every kind, each with what its list shows beside it."""
    pen = ProductFactory(stock_quantity=1000)
    for number in range(start, stop):
        parent = Category.objects.filter(parent=None).first()
        category = Category.objects.create(
            name=f"C{number}", slug=f"c{number}", parent=parent
        )
        product = ProductFactory(category=category)
        product.tags.add(f"tag {number}")
        # Pictures without a file: the list names their address and opens none.
        Picture.objects.bulk_create([Picture(product=product)])
        file = {"image": f"products/{number}.webp", "width": 60, "height": 80}
        product.pictures.update(**file)
        ProductFamily.objects.create(name=f"F{number}", slug=f"f{number}")
        Group.objects.create(name=f"group {number}")
        OrderFactory(customer=UserFactory(), lines={pen.pk: 1})
        CreditNoteFactory()
        StaffBasket.objects.create(basket=Basket.objects.create())
        fill_with_money(number, pen)
        OperationRun.objects.create(
            operation="check_consistency", state="done", status="ok"
        )
        Schedule.objects.create(operation="tidy", every=60, next_due=timezone.now())
        log_operation("test.filled", f"Row {number}.")
        braked(f"198.51.100.{number}")
        BlockedAddress.objects.create(network=f"203.0.113.{number}/32", reason="x")


def fill_with_money(number: int, pen: Product) -> None:
    """Make a row of every table about payments, returns and refunds."""
    order = paid_order(lines={pen.pk: 1})
    refund(order, extra=Decimal("1.00"))
    Return.objects.create(order=order, key=f"return-{number}", reason="other")
    content = f"date,text,amount\n2026-11-02,payment {number},20.00"
    upload_statement(name=f"{number}.csv", content=content.encode())
    ProviderEvent.objects.create(
        provider="test_card", event_id=f"{number}", kind="x", happened_at=timezone.now()
    )


def queries_of(client: Any, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def addresses() -> list[str]:
    names = [f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry]
    return [reverse(f"admin:{name}_changelist") for name in names]


@pytest.mark.parametrize("rows", thorough_but([3], [3, 24, 100]))
def test_lists_cost_the_same_for_one_row_and_for_many(rows, owner):
    fill(0, 1)
    one = {url: queries_of(owner, url) for url in addresses()}
    fill(1, rows)

    assert {url: queries_of(owner, url) for url in addresses()} == one
    assert max(one.values()) <= MOST_QUERIES


def test_the_home_page_costs_the_same_for_1_and_24_orders(owner):
    home = reverse("admin:index")
    OrderFactory()
    one = queries_of(owner, home)
    for _ in range(23):
        OrderFactory(lines={ProductFactory().pk: 1})

    assert queries_of(owner, home) == one <= MOST_QUERIES


def test_an_order_page_costs_the_same_for_1_and_12_lines(owner):
    one = OrderFactory(lines={ProductFactory().pk: 1})
    many = OrderFactory(lines={ProductFactory().pk: 1 for _ in range(12)})
    # The first page of a process also reads the content types.
    owner.get(reverse("admin:orders_order_change", args=[one.pk]))

    costs = {
        queries_of(owner, reverse("admin:orders_order_change", args=[order.pk]))
        for order in (one, many)
    }

    assert len(costs) == 1
    assert costs.pop() <= MOST_QUERIES_OF_AN_ORDER


def test_counting_stops_at_the_cap(monkeypatch):
    monkeypatch.setattr(CappedPaginator, "MOST", 3)
    for number in range(5):
        Tag.objects.create(name=f"{number}", slug=f"{number}")

    paginator = CappedPaginator(Tag.objects.order_by("name"), 2)

    assert (paginator.count, paginator.is_capped, paginator.num_pages) == (3, True, 2)


def test_a_capped_list_says_how_to_find_the_rest(owner, monkeypatch):
    monkeypatch.setattr(CappedPaginator, "MOST", 3)
    for number in range(5):
        Tag.objects.create(name=f"{number}", slug=f"{number}")

    page = owner.get(reverse("admin:taggit_tag_changelist")).content.decode()

    assert "More than 3 tags. Search or filter to find the others." in page


def test_orders_are_found_by_number_and_by_address(owner):
    order = OrderFactory(customer=UserFactory(email="ada@mail.example"))
    OrderFactory(customer=UserFactory(email="ben@mail.example"))
    url = reverse("admin:orders_order_changelist")

    for text in (order.number.lower(), order.number[:6], "ADA@mail"):
        found = owner.get(url, {"q": text}).context["cl"].queryset
        assert list(found) == [order]


def test_products_are_filtered_by_a_category_and_what_lies_below(owner):
    top = Category.objects.create(name="Kitchen", slug="kitchen")
    mugs = Category.objects.create(name="Mugs", slug="mugs", parent=top)
    mug = ProductFactory(category=mugs)
    ProductFactory()

    url = reverse("admin:shop_product_changelist")
    found = owner.get(url, {"category": "kitchen"}).context["cl"].queryset

    assert list(found) == [mug]


def test_the_low_stock_filter_shows_what_the_tile_counts(owner):
    low = ProductFactory(stock_quantity=5)
    ProductFactory(stock_quantity=6)
    ProductFactory(stock_quantity=1, status=Product.Status.DRAFT)

    url = reverse("admin:shop_product_changelist")
    found = owner.get(url, {"stock": "low"}).context["cl"].queryset

    assert list(found) == [low]


def test_the_category_list_follows_the_tree(owner):
    zoo = Category.objects.create(name="Zoo", slug="zoo")
    art = Category.objects.create(name="Art", slug="art")
    ape = Category.objects.create(name="Ape", slug="ape", parent=zoo)

    shown = owner.get(reverse("admin:shop_category_changelist")).context["cl"]

    assert list(shown.result_list) == [art, zoo, ape]


def test_the_command_palette_shows_a_few_rows_of_each_kind(owner):
    for number in range(20):
        ProductFactory(name=f"Mug {number}")

    url = reverse("admin:search")
    page = owner.get(url, {"s": "mug", "extended": "1", "page": "abc"})

    assert page.status_code == 200
    assert page.content.decode().count("/admin/shop/product/") == 8


def test_the_palette_of_the_catalogue_role_knows_no_orders(as_role):
    order = OrderFactory()

    url = reverse("admin:search")
    page = as_role("catalogue").get(url, {"s": order.number, "extended": "1"})

    assert order.number not in page.content.decode()


def test_an_order_list_shows_what_staff_decide_by(owner):
    order = OrderFactory(customer=UserFactory(first_name="Ada", last_name="Clarke"))

    page = owner.get(reverse("admin:orders_order_changelist")).content.decode()

    for text in (order.number, "Ada Clarke", "pending", "£20.00", "On invoice"):
        assert text in page
    assert order.total == Decimal("20.00")
    assert Order.objects.with_line_count().get().unit_count == 2


def test_the_queue_lists_its_states(owner):
    OutboxMessage.objects.create(kind="x", key="x", error="ValueError: no")

    url = reverse("admin:database_outboxmessage_changelist")
    page = owner.get(url, {"state": "failed"}).content.decode()

    assert "ValueError: no" in page


def test_people_without_a_role_are_told_so(client):
    client.force_login(UserFactory(is_staff=True))

    page = client.get(reverse("admin:index")).content.decode()

    assert "Your account has no role." in page
