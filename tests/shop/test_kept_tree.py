"""The categories of every page: kept for five seconds, never older in this process."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from database.process import kept as keeping
from shop.models import Category
from shop.models.categories import kept_tree
from tests.factories import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cups(client, monkeypatch) -> Category:
    """Give a category that the pages know already."""
    monkeypatch.setattr(kept_tree, "seconds", 5)
    kept_tree.forget()
    row = CategoryFactory(name="Cups", slug="cups")
    client.get("/c/cups/")
    return row


def navigation(client) -> str:
    page = client.get("/search/").content.decode()
    return page.partition('<nav class="wrap site-categories"')[2].partition("</nav>")[0]


def changed_by_another_process(row: Category, **values: object) -> None:
    Category.all_objects.filter(pk=row.pk).update(**values)


def test_a_page_reads_no_categories_while_they_are_known(client, cups):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get("/c/cups/").status_code == 200

    assert not [query for query in captured if "shop_category" in query["sql"]]


def test_a_new_name_shows_at_once(client, cups):
    cups.name = "Mugs"
    cups.save(update_fields=["name"])

    assert ">Mugs<" in navigation(client)
    assert ">Cups<" not in navigation(client)


def test_a_deleted_category_is_gone_at_once_and_back_at_once(client, cups):
    cups.soft_delete()
    gone, page = navigation(client), client.get("/c/cups/")
    cups.restore()

    assert (">Cups<" in gone, page.status_code) == (False, 404)
    assert ">Cups<" in navigation(client)
    assert client.get("/c/cups/").status_code == 200


def test_a_moved_category_has_its_new_address_at_once(client, cups):
    cups.parent = CategoryFactory(slug="kitchen")
    cups.save(update_fields=["parent"])

    assert client.get("/c/kitchen/cups/").status_code == 200
    assert client.get("/c/cups/").status_code == 404


def test_what_another_process_renamed_shows_after_five_seconds(
    client, cups, monkeypatch
):
    changed_by_another_process(cups, name="Mugs")
    before = navigation(client)
    now = keeping.monotonic()
    monkeypatch.setattr(keeping, "monotonic", lambda: now + 5)

    assert ">Cups<" in before
    assert ">Mugs<" in navigation(client)


def test_what_another_process_made_has_its_page_at_once(client, cups):
    Category.objects.bulk_create([Category(name="Bowls", slug="bowls")])

    assert client.get("/c/bowls/").status_code == 200
    assert ">Bowls<" in navigation(client)
