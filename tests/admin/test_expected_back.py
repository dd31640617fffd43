"""The date on which a product is expected back, as staff enter and read it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from tests.admin.conftest import sentences
from tests.admin.test_products import change, fields_of, page, stock_page
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def noon():
    """Make it 1 December, also for the session of whoever signs in."""
    with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def catalogue(noon, as_role):
    return as_role("catalogue")


@pytest.mark.parametrize(
    ("entered", "error", "saved"),
    [
        ("2026-12-01", "", date(2026, 12, 1)),
        ("2026-12-12", "", date(2026, 12, 12)),
        ("2026-11-30", "This date has passed. Enter today or a later date", None),
        ("soon", "Enter a valid date.", None),
    ],
)
def test_a_product_is_expected_back_on_a_date_to_come(catalogue, entered, error, saved):
    mug = ProductFactory(name="Mug")

    response = catalogue.post(
        page(mug), fields_of(mug, name="Cup", expected_back=entered)
    )

    mug.refresh_from_db()
    assert (mug.expected_back, mug.name) == (saved, "Mug" if error else "Cup")
    assert error in (response.content.decode() if error else "")


def test_a_date_that_has_passed_since_does_not_hinder_other_edits(catalogue):
    mug = ProductFactory(expected_back=date(2026, 11, 30))

    catalogue.post(page(mug), fields_of(mug, name="Cup", expected_back="2026-11-30"))

    mug.refresh_from_db()
    assert (mug.name, mug.expected_back) == ("Cup", date(2026, 11, 30))


@pytest.mark.parametrize(
    ("expected_back", "words", "advice"),
    [
        (None, "Not available yet.", "If you know when it comes, enter that below"),
        (date(2026, 11, 30), "Not available yet.", "30 Nov 2026, has passed"),
        (date(2026, 12, 12), "Expected around 12 Dec 2026.", ""),
    ],
)
def test_staff_read_what_shoppers_are_told_and_what_to_do(
    catalogue, expected_back, words, advice
):
    mug = ProductFactory(stock_quantity=0, expected_back=expected_back)

    text = catalogue.get(page(mug)).content.decode()

    assert words in text
    assert advice in text
    assert ("If you know" in text, "has passed:" in text) == (
        "If you" in advice,
        "has passed" in advice,
    )


def test_the_list_finds_what_is_out_without_a_date_and_what_is_late(catalogue):
    for name, fields in {
        "undated": {},
        "late": {"expected_back": date(2026, 11, 30)},
        "dated": {"expected_back": date(2026, 12, 12)},
        "draft": {"status": "draft"},
        "late draft": {"status": "draft", "expected_back": date(2026, 11, 30)},
        "in stock": {"stock_quantity": 1, "expected_back": date(2026, 11, 30)},
    }.items():
        ProductFactory(name=name, **{"stock_quantity": 0, **fields})

    def found(value):
        url = reverse("admin:shop_product_changelist")
        response = catalogue.get(url, {"stock": value})
        return [product.name for product in response.context["cl"].queryset]

    assert found("undated") == ["undated"]
    assert found("overdue") == ["late"]


def test_booking_a_delivery_says_that_the_date_is_cleared(catalogue):
    mug = ProductFactory(name="Mug", expected_back=date(2026, 12, 12))

    response = catalogue.post(stock_page(mug), change(3), follow=True)

    said = "It was expected around 12 Dec 2026; that date is cleared."
    assert f"“Mug”: +3, now 13 in stock. {said}" in sentences(response)
    mug.refresh_from_db()
    assert mug.expected_back is None
