"""Lists asked for what does not exist: a redirect or a refusal, never a failure."""

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from orders.models import Order
from shop.models import Product
from tests.factories import CategoryFactory, OrderFactory, ProductFactory
from tests.support.thoroughly import thorough_but

pytestmark = pytest.mark.django_db

HUGE = "9" * 30
QUERIES = [
    f"p={HUGE}",
    "p=-1",
    "p=abc",
    "p=" + "9" * 5000,
    "p=１",
    "o=",
    "o=99.-99",
    f"o={HUGE}.-{HUGE}",
    "o=--1..x",
    "e=1",
    "all=1",
    "q=%00",
    "q=%ED%A0%80",
    "q=" + "x" * 4000,
    "q=" + "x" * 60_000,  # past what SQLite compares
    "q=' OR 1=1 --",
    "status__exact=%00",
    "status__exact=nothing",
    "password__startswith=a",
    "id__exact=x",
    f"is_active__exact={HUGE}",
    "customer__id__exact=not-a-key",
    "product__id__exact=not-a-key",
    "customer__password__startswith=a",
    "status__regex=(((",
    "deleted=maybe",
    "category=%F0%9F%92%A9",
    "placed=never",
    "_to_field=password",
    "_popup=1",
    "_facets=1",
    "_changelist_filters=%00",
    "=",
    "&&&",
]
NAMES = [f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry]


@pytest.fixture(autouse=True)
def some_rows():
    OrderFactory(lines={ProductFactory(category=CategoryFactory()).pk: 1})


@pytest.mark.thorough
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:30])
def test_no_list_fails_at(query, owner):
    answers = {
        name: owner.get(f"{reverse(f'admin:{name}_changelist')}?{query}").status_code
        for name in NAMES
    }

    assert set(answers.values()) <= {200, 302, 400}


@pytest.mark.parametrize(
    "query", ["password__startswith=a", "customer__password__startswith=a", "id=1"]
)
def test_a_lookup_that_is_not_on_the_list_is_refused(query, owner):
    for name in NAMES:
        url = f"{reverse(f'admin:{name}_changelist')}?{query}"
        assert owner.get(url).status_code == 400


def test_a_page_that_is_not_there_leads_to_the_list_with_a_word(owner, monkeypatch):
    monkeypatch.setattr(admin.site._registry[Order], "list_per_page", 1)
    OrderFactory()
    url = reverse("admin:orders_order_changelist")

    response = owner.get(f"{url}?p={HUGE}", follow=True)

    assert response.redirect_chain == [(f"{url}?e=1", 302)]
    assert "That filter or page does not exist." in response.content.decode()


@pytest.mark.parametrize(
    "key",
    thorough_but(["%00", HUGE], ["x", "%00", "%ED%A0%80", "0" * 40, HUGE, "../.."]),
)
def test_no_page_fails_at_a_key(key, owner):
    for name in NAMES:
        base = reverse(f"admin:{name}_changelist")
        for page in ("change", "history", "delete", "history/1", f"history/{HUGE}"):
            status = owner.get(f"{base}{key}/{page}/").status_code
            assert status in {302, 400, 403, 404}, (name, page)


@pytest.mark.parametrize("key", ["x", HUGE, "0" * 40])
def test_the_way_to_the_shop_does_not_fail_at_a_key(key, owner):
    for kind in (ContentType.objects.get_for_model(Product).pk, "x", HUGE):
        assert owner.get(f"/admin/r/{kind}/{key}/").status_code == 404


@pytest.mark.parametrize("query", ["s=%00", "s=a&page=abc", "s=a&extended=1&page=9"])
def test_the_search_does_not_fail_at(query, owner):
    assert owner.get(f"{reverse('admin:search')}?{query}").status_code in {200, 400}


def test_a_search_too_long_to_match_says_so(owner):
    url = reverse("admin:shop_product_changelist")

    response = owner.get(url, {"q": "x" * 201})

    text = "The search is too long: use up to 200 characters."
    assert text in response.content.decode()


@pytest.mark.parametrize("key", ["x", "1", "../", "ffffffff-0000"])
def test_an_action_refuses_a_key_that_is_none(owner, key):
    answer = owner.post(
        "/admin/orders/order/", {"action": "confirm", "_selected_action": [key]}
    )

    assert answer.status_code == 400
