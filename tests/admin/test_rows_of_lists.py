"""The rows of a list: ours, with all that unfold's had and its script looks for."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from database.audit.log import log_operation
from database.back_office import ShopModelAdmin
from orders.admin.orders.orders import OrderAdmin
from shop.models import Product
from tests.admin.conftest import sentences
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db

ORDERS = reverse("admin:orders_order_changelist")
PRODUCTS = reverse("admin:shop_product_changelist")
MOST_OF_A_ROW = 1_600  # bytes: unfold writes 7,000
MOST_OF_A_PAGE = 90_000


def rows_of(page: str) -> list[str]:
    """Return the HTML of each row of a list."""
    body = page.partition('<table id="result_list"')[2].partition("</table>")[0]
    return re.findall(r"<tr>(.*?)</tr>", body.partition("<tbody>")[2], re.DOTALL)


def head_of(page: str, column: str) -> str:
    """Return the HTML of the head of a column."""
    return re.search(rf'<th class="[^"]*column-{column}\b.*?</th>', page, re.DOTALL)[0]


def page_of(client: Any, url: str, **asked: Any) -> str:
    answer = client.get(url, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_cell_names_its_column_and_is_named_on_a_phone(owner):
    order = OrderFactory(full_name="Ada Lovelace")

    [row] = rows_of(page_of(owner, ORDERS))

    link = reverse("admin:orders_order_change", args=[order.pk])
    assert (
        '<th scope="row" class="field-number" data-label="Number">'
        f'<a href="{link}">{order.number}</a></th>'
    ) in row
    assert '<td class="field-shown_status" data-label="Status">' in row
    assert [*re.findall(r'<t[hd][^>]* class="([^"]+)"', row)] == [
        "action-checkbox",
        *[f"field-{name}" for name in OrderAdmin.list_display],
    ]


def test_what_people_wrote_is_shown_as_they_wrote_it(owner):
    ProductFactory(name="<b>Mug</b> & 'cup'")

    [row] = rows_of(page_of(owner, PRODUCTS))

    assert "&lt;b&gt;Mug&lt;/b&gt; &amp; &#x27;cup&#x27;</a></td>" in row
    assert "<b>" not in row


def test_a_link_leads_back_to_the_list_as_it_was_filtered(owner):
    product = ProductFactory(name="Mug")

    [row] = rows_of(page_of(owner, PRODUCTS, q="Mug"))

    link = reverse("admin:shop_product_change", args=[product.pk])
    assert row.count(f'<a href="{link}?_changelist_filters=q%3DMug">') == 2


def test_a_pop_up_answers_with_the_key_of_the_row(owner):
    product = ProductFactory()

    [row] = rows_of(page_of(owner, PRODUCTS, _popup="1"))

    assert row.count(f'data-popup-opener="{product.pk}"') == 2


def test_a_row_without_what_a_column_shows_has_a_dash(owner):
    product = ProductFactory(category=None)

    [row] = rows_of(page_of(owner, PRODUCTS))

    assert product.category is None
    assert '<td class="field-category" data-label="Category">-</td>' in row


def test_a_head_sorts_by_its_column_and_says_how_the_list_is_sorted(owner):
    OrderFactory()
    total, placed = 5, 7

    by_none = head_of(page_of(owner, ORDERS), "shown_total")
    by_total = head_of(page_of(owner, ORDERS, o=f"-{total}"), "shown_total")
    by_both = page_of(owner, ORDERS, o=f"-{total}.{placed}")

    assert f'<a href="?o={total}">Total</a>' in by_none
    assert "aria-sort" not in by_none
    assert 'aria-sort="descending"' in by_total
    assert f'<a href="?o={total}">Total</a>' in by_total
    assert "Sorting priority" not in by_total
    assert 'title="Sorting priority: 1">1</small>' in head_of(by_both, "shown_total")
    assert 'title="Sorting priority: 2">2</small>' in head_of(by_both, "placed")
    assert f'href="?o={total}.{placed}"' in head_of(by_both, "shown_total")
    assert f'href="?o={placed}"' in head_of(by_both, "shown_total")
    assert 'aria-sort="ascending"' in head_of(by_both, "placed")


def test_the_number_of_an_order_is_no_way_to_sort(owner):
    OrderFactory()

    head = head_of(page_of(owner, ORDERS), "number")

    assert (" ".join(re.sub("<[^>]+>", "", head).split()), "<a " in head) == (
        "Number",
        False,
    )


def test_the_boxes_are_those_that_the_script_of_the_page_looks_for(owner):
    """Also in the browser tests, which the suite of every change leaves out."""
    order = OrderFactory()

    page = page_of(owner, ORDERS)

    assert re.search(r'<table id="result_list" class="result-list ', page)
    assert re.search(r'id="action-toggle"\s+class="action-toggle ', page)
    assert (
        f'class="action-select bo-list-tick" name="_selected_action" value="{order.pk}"'
        ' aria-label="Select record" />'
    ) in page


def test_a_list_without_actions_has_no_boxes(owner):
    log_operation("test.filled", "A row.")

    page = page_of(owner, reverse("admin:database_auditentry_changelist"))

    assert len(rows_of(page)) == 1
    assert "action-toggle" not in page


def test_an_action_reaches_all_that_was_found_beyond_the_page(owner, monkeypatch):
    monkeypatch.setattr(ShopModelAdmin, "list_per_page", 2)
    products = [ProductFactory() for _ in range(3)]
    page = page_of(owner, PRODUCTS)
    assert (len(rows_of(page)), "Select all 3 products" in page) == (2, True)

    chosen = {"action": "archive", "index": "0", "_selected_action": products[0].pk}
    answer = owner.post(PRODUCTS, chosen | {"select_across": "1"}, follow=True)

    assert "3 products are off sale." in sentences(answer)
    assert Product.objects.filter(status=Product.Status.ARCHIVED).count() == 3


def test_an_action_reaches_only_the_rows_that_were_chosen(owner):
    chosen, other = ProductFactory(), ProductFactory()

    data = {"action": "archive", "index": "0", "select_across": "0"}
    answer = owner.post(PRODUCTS, data | {"_selected_action": chosen.pk}, follow=True)

    assert "1 product is off sale." in sentences(answer)
    other.refresh_from_db()
    assert other.status == Product.Status.PUBLISHED


def test_an_empty_list_says_so(owner):
    page = page_of(owner, ORDERS, q="nothing like it")

    assert "Nothing found" in page
    assert 'id="result_list"' not in page


def test_a_page_of_25_orders_is_short(owner):
    pen = ProductFactory(stock_quantity=100)
    for _ in range(25):
        OrderFactory(customer=UserFactory(), lines={pen.pk: 1})

    page = page_of(owner, ORDERS)
    rows = rows_of(page)

    assert len(rows) == 25
    assert max(len(row) for row in rows) <= MOST_OF_A_ROW
    assert len(page) <= MOST_OF_A_PAGE


def test_no_list_asks_for_what_ours_does_not_write():
    """Fields to edit, rows that fold out, rows to drag, buttons and labels of unfold.

    A list that needs one of them brings it to `rows_of_list` first.
    """
    for model, shown in admin.site._registry.items():
        assert isinstance(shown, ShopModelAdmin), model
        assert not shown.list_editable, model
        for option in ("list_sections", "ordering_field", "actions_row"):
            assert not getattr(shown, option, None), (model, option)
        for name in shown.list_display:
            source = lookup_source(model, shown, name)
            special = ("label", "header", "dropdown")
            assert not any(hasattr(source, word) for word in special), (model, name)


def lookup_source(model: Any, shown: Any, name: str) -> Any:
    """Return what a list reads a column by: a method of its own, or of the rows."""
    assert isinstance(name, str)
    return getattr(shown, name, None) or getattr(model, name, None)
