"""What shoppers do not see yet or any more: a page for staff, nothing for others."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import member, templates_of_unfold  # noqa: F401
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

ROLES_THAT_SEE_PRODUCTS = ["catalogue", "support", "fulfilment", "owner", "superuser"]
OTHERS = ["anonymous", "customer", "accounting", "ops"]


def client_of(role):
    client = Client()
    if role != "anonymous":
        client.force_login(member(role))
    return client


@pytest.mark.parametrize("role", ROLES_THAT_SEE_PRODUCTS)
def test_staff_who_see_products_look_at_a_draft(role):
    ProductFactory(slug="mug", status="draft")

    response = client_of(role).get("/p/mug/")

    assert response.status_code == 200
    assert "Draft: only staff see this page." in response.content.decode()


@pytest.mark.parametrize("role", OTHERS)
def test_for_everybody_else_there_is_no_such_page(role):
    ProductFactory(slug="mug", name="Secret mug", status="draft")

    response = client_of(role).get("/p/mug/")

    assert response.status_code == 404
    assert "Secret mug" not in response.content.decode()


def test_whoever_is_no_longer_staff_sees_nothing_with_the_old_right():
    boss = member("owner")
    client = Client()
    client.force_login(boss)
    boss.is_staff = False
    boss.save(update_fields=["is_staff"])
    ProductFactory(slug="mug", status="draft")

    assert client.get("/p/mug/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"status": "draft"}, "Draft: only staff see this page."),
        ({"status": "archived"}, "Off sale: only staff see this page."),
        (
            {"published_at": datetime(2126, 7, 1, 8, 30, tzinfo=UTC)},
            "On sale from 1 Jul 2126, 09:30: until then only staff see this page.",
        ),
    ],
)
def test_a_preview_says_why_it_is_one_and_sells_nothing(fields, why):
    ProductFactory(slug="mug", **fields)

    response = client_of("catalogue").get("/p/mug/")

    page = unescape(response.content.decode())
    assert f"<p>{why}</p>" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "no-store" in response["Cache-Control"]
    assert "Add to basket" not in page


def test_a_page_on_sale_is_the_same_for_staff():
    ProductFactory(slug="mug")

    response = client_of("owner").get("/p/mug/")

    page = response.content.decode()
    assert ("only staff see" in page, "noindex" in page) == (False, False)
    assert "Add to basket" in page


def test_what_is_deleted_has_no_preview_and_no_link_to_one():
    mug = ProductFactory(slug="mug", status="draft")
    mug.soft_delete()
    owner = client_of("owner")

    form = owner.get(reverse("admin:shop_product_change", args=[mug.pk]))

    assert owner.get("/p/mug/").status_code == 404
    assert "View on site" not in form.content.decode()
    assert "Preview" not in form.content.decode()


def test_the_form_of_a_draft_leads_to_its_preview():
    mug = ProductFactory(slug="mug", status="draft")

    form = client_of("catalogue").get(
        reverse("admin:shop_product_change", args=[mug.pk])
    )

    assert '<a class="bo-button" href="/p/mug/">Preview</a>' in form.content.decode()
