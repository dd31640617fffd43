"""Who changed what: the history of a row, and the changes of all products."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from database.back_office.versions import describe_changes
from database.context import acting_as
from shop.models import Product
from tests.admin.conftest import member
from tests.admin.test_products import fields_of, page
from tests.factories import CategoryFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "admin:shop_historicalproduct_changelist"
PUBLISHED = datetime(2026, 7, 22, 4, 12, 47, 510586, tzinfo=UTC)


def history(row):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_history"
    return reverse(name, args=[row.pk])


def changes(client, row):
    """Return what the history of a row shows, the newest version first."""
    records = client.get(history(row)).context["page_obj"]
    return [[(c.title, c.old, c.new) for c in record.changes] for record in records]


def happened(client, row):
    """Return what the newest version says happened, where it says so."""
    record = client.get(history(row)).context["page_obj"][0]
    return [change.said for change in record.changes]


def edit(product, **fields):
    for name, value in fields.items():
        setattr(product, name, value)
    product.save_version(fields=set(fields))


@pytest.fixture
def catalogue(as_role):
    return as_role("catalogue")


@pytest.fixture
def mug():
    return ProductFactory(
        name="Mug",
        price=Decimal("46"),
        description="Turned.\nFired.",
        published_at=PUBLISHED,
    )


AS_POSTED = {
    "cost": "4.00",
    "description": "Turned.\r\nFired.",
    "published_at_0": "2026-07-22",
    "published_at_1": "05:12:47",
}


def test_a_new_price_is_the_one_change_of_a_new_price(catalogue, mug):
    catalogue.post(page(mug), fields_of(mug, price="48.30", **AS_POSTED))

    assert changes(catalogue, mug) == [[("Price", "£46.00", "£48.30")], []]
    kept = mug.history.first()
    assert (kept.description, kept.published_at) == ("Turned.\nFired.", PUBLISHED)
    mug.refresh_from_db()
    assert (mug.description, mug.published_at) == ("Turned.\nFired.", PUBLISHED)


@pytest.mark.parametrize("stored", ["Turned.\nFired.", "Turned.\r\nFired."])
def test_saving_a_form_that_nobody_touched_writes_nothing(catalogue, mug, stored):
    Product.objects.filter(pk=mug.pk).update(description=stored)

    catalogue.post(page(mug), fields_of(mug, price="46.00", **AS_POSTED))

    mug.refresh_from_db()
    assert (mug.version, mug.history.count(), mug.description) == (1, 1, stored)


def test_a_text_that_was_edited_is_kept_with_plain_line_ends(catalogue, mug):
    posted = fields_of(mug, **AS_POSTED | {"description": "Turned.\r\nFired twice."})

    catalogue.post(page(mug), posted)

    mug.refresh_from_db()
    assert mug.description == "Turned.\nFired twice."


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("name", "Cup", ("Name", "Mug", "Cup")),
        ("cost", None, ("Cost", "£4.00", "nothing")),
        ("cost", Decimal("4.0050"), ("Cost", "£4.00", "£4.005")),
        ("status", "draft", ("Status", "published", "draft")),
        ("is_featured", True, ("Featured", "no", "yes")),
        ("expected_back", date(2026, 1, 2), ("Expected back", "nothing", "2 Jan 2026")),
        (
            "published_at",
            datetime(2026, 11, 20, 16, 56, tzinfo=UTC),
            ("Published from", "22 Jul 2026, 05:12", "20 Nov 2026, 16:56"),
        ),
        (
            "published_at",
            PUBLISHED.replace(second=48),
            ("Published from", "22 Jul 2026, 05:12:47", "22 Jul 2026, 05:12:48"),
        ),
        ("attributes", {"Size": "L"}, ("Attributes", "nothing", "Size: L")),
        ("description", "", ("Description", "Turned. Fired.", "nothing")),
    ],
)
def test_each_change_is_written_as_the_shop_writes(catalogue, mug, name, value, shown):
    edit(mug, **{name: value})

    assert changes(catalogue, mug)[0] == [shown]
    page = unescape(catalogue.get(history(mug)).content.decode())
    texts = {text.strip() for text in re.findall(r">([^<>]+)<", page)}
    assert set(shown) <= texts
    assert [text for text in texts if text == "None" or "p.m." in text] == []


def test_a_category_is_named_and_one_property_stands_for_itself(catalogue, mug):
    edit(mug, attributes={"Size": "L", "Colour": "blue"})
    edit(mug, category=CategoryFactory(name="Mugs"))
    edit(mug, attributes={"Size": "M", "Colour": "blue"})

    assert changes(catalogue, mug)[:2] == [
        [("Attributes", "Size: L", "Size: M")],
        [("Category", "nothing", "Mugs")],
    ]


def test_a_long_text_is_shown_around_what_differs(catalogue, mug):
    text = "A cup of stoneware. " * 20
    edit(mug, description=f"{text}It holds 300 ml. {text}")
    edit(mug, description=f"{text}It holds 350 ml. {text}")

    (change,) = changes(catalogue, mug)[0]
    assert change == (
        "Description",
        "…A cup of stoneware. It holds 300 ml. A cup of stoneware. A cu…",
        "…A cup of stoneware. It holds 350 ml. A cup of stoneware. A cu…",
    )


def test_a_deletion_stands_in_the_history_and_who_did_it(catalogue, mug):
    boss = member("owner")
    with acting_as(user_id=boss.pk):
        mug.soft_delete()

    assert happened(catalogue, mug) == ["deleted"]


def test_a_deletion_and_its_end_are_said_not_shown_as_times(catalogue, mug):
    mug.soft_delete()
    assert happened(catalogue, mug) == ["deleted"]

    mug.restore()
    assert happened(catalogue, mug) == ["restored"]
    texts = unescape(catalogue.get(reverse(LIST)).content.decode())
    assert re.findall(r"<strong>([^<]*)</strong>", texts) == ["Restored", "Deleted"]
    assert "Created" in texts
    assert "is now" not in texts


def test_who_edits_a_row_that_was_deleted_meanwhile_reads_that_it_was(mug):
    edit(mug, name="Cup")
    mug.soft_delete()
    mug.restore()

    text = describe_changes(mug, since=1)

    assert ": deleted. " in text
    assert ": restored. " in text


def test_the_oldest_of_a_page_is_told_from_the_one_before_it(
    catalogue, mug, monkeypatch
):
    edit(mug, name="Cup")
    edit(mug, name="Beaker")
    monkeypatch.setattr("shop.admin.products.ProductAdmin.history_list_per_page", 1)

    assert changes(catalogue, mug) == [[("Name", "Cup", "Beaker")]]


def test_a_history_costs_the_same_for_2_versions_and_for_12(catalogue, mug):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            catalogue.get(history(mug))
        return len(queries)

    edit(mug, category=CategoryFactory())
    two = cost()
    for number in range(10):
        edit(mug, category=CategoryFactory(), name=f"Mug {number}")

    assert cost() == two


def test_the_history_of_a_customer_shows_what_the_reader_may_see(as_role):
    customer = UserFactory(birth_date=date(1990, 1, 1), first_name="Ada")
    customer.birth_date, customer.first_name = date(1991, 1, 1), "Eve"
    customer.save()

    shown = {
        role: [title for title, *_ in changes(as_role(role), customer)[0]]
        for role in ("owner", "accounting")
    }

    assert shown == {
        "owner": ["First name", "Date of birth"],
        "accounting": ["First name"],
    }


def listed(client, **query):
    response = client.get(reverse(LIST), query)
    assert response.status_code == 200
    return [
        (row.name, *((c.title, c.old, c.new) for c in row.changes))
        for row in response.context["cl"].result_list
    ]


def test_one_list_shows_the_changes_of_all_products(catalogue, mug):
    edit(mug, price=Decimal("48.30"))
    jug = ProductFactory(name="Jug", cost=None)
    edit(jug, name="Pitcher", cost=Decimal("2"))
    edit(mug, cost=None)

    assert listed(catalogue) == [
        ("Mug", ("Cost", "£4.00", "nothing")),
        ("Pitcher", ("Name", "Jug", "Pitcher"), ("Cost", "nothing", "£2.00")),
        ("Jug",),
        ("Mug", ("Price", "£46.00", "£48.30")),
        ("Mug",),
    ]
    assert listed(catalogue, field="price") == [("Mug", ("Price", "£46.00", "£48.30"))]
    assert [name for name, *_ in listed(catalogue, field="cost")] == ["Mug", "Pitcher"]
    assert [name for name, *_ in listed(catalogue, q="pitch")] == ["Pitcher"]


def test_the_list_knows_when_and_by_whom(catalogue, mug):
    boss = member("owner")
    catalogue.force_login(boss)
    catalogue.post(page(mug), fields_of(mug, price="48.30", **AS_POSTED))
    Product.history.filter(history_type="+").update(
        history_date=datetime(2026, 5, 5, 12, tzinfo=UTC)
    )
    today = timezone.localdate().isoformat()

    assert listed(catalogue, day_to="2026-05-05") == [("Mug",)]
    assert listed(catalogue, day_from=today) == [("Mug", ("Price", "£46.00", "£48.30"))]
    assert len(listed(catalogue, q=boss.username)) == 1
    text = catalogue.get(reverse(LIST)).content.decode()
    assert boss.username in text


def test_a_field_that_is_none_shows_the_whole_list_and_says_so(catalogue, mug):
    response = catalogue.get(reverse(LIST), {"field": "sku__exact"}, follow=True)

    assert "That filter or page does not exist." in response.content.decode()


def test_changes_are_not_among_what_the_palette_finds(catalogue, mug):
    answer = catalogue.get(reverse("admin:search"), {"s": "mug", "extended": "1"})

    found = [row.link for row in answer.context["results"]]
    assert found == [page(mug)]
