"""The back office in a real browser, under the policy that it is sent with.

The page fails the test where the browser refuses a script, or one stops with a fault.
"""

import pytest
from django.template import engines
from django.urls import reverse
from playwright.sync_api import Page, expect

from database.back_office import ShopModelAdmin
from orders.services import confirm_order
from tests.factories import OrderFactory, ProductFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return the page of somebody who may do everything."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    page.goto("/admin/")
    page.get_by_label("E-mail or user name").fill(StaffFactory().username)
    page.get_by_label("Password").fill("open sesame")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")
    return page


def test_the_boxes_of_a_list_choose_rows_for_an_action(staff):
    for _ in range(3):
        ProductFactory()
    staff.goto(reverse("admin:shop_product_changelist"))

    staff.locator("#action-toggle").first.check()

    expect(staff.locator("input.action-select:checked")).to_have_count(3)
    expect(staff.locator("select[name=action]").first).to_be_visible()


def test_all_rows_of_all_pages_are_chosen_and_let_go(staff, monkeypatch):
    monkeypatch.setattr(ShopModelAdmin, "list_per_page", 2)
    for _ in range(3):
        ProductFactory()
    staff.goto(reverse("admin:shop_product_changelist"))
    across = staff.locator("input.select-across")

    staff.get_by_label("Select all rows").check()
    staff.get_by_role("link", name="Select all 3 products").click()
    expect(across).to_have_value("1")

    staff.get_by_role("link", name="Clear selection").click()
    expect(across).to_have_value("0")
    expect(staff.locator("input.action-select:checked")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_list_fits_the_screen(staff, width):
    """A row is a card on a phone, and one line of a table on a desk."""
    OrderFactory()
    staff.set_viewport_size({"width": width, "height": 800})
    staff.goto(reverse("admin:orders_order_changelist"))

    number = staff.locator("#result_list .field-number").bounding_box()
    status = staff.locator("#result_list .field-shown_status").bounding_box()

    is_below = status["y"] >= number["y"] + number["height"]
    assert is_below == (width == 390)
    assert staff.evaluate("document.documentElement.scrollWidth") == width


def test_a_form_takes_another_picture(staff):
    staff.goto(reverse("admin:shop_product_change", args=[ProductFactory().pk]))
    count = staff.locator("[name$=-TOTAL_FORMS]").first
    before = int(count.input_value())

    staff.locator("a.add-row").first.click()

    expect(count).to_have_value(str(before + 1))


@pytest.mark.parametrize("place", ["/admin/", "/admin/reports/monthly_trend/"])
def test_a_chart_is_drawn(staff, place):
    confirm_order(order_id=OrderFactory().pk)

    staff.goto(place)

    drawn = "canvas => Boolean(window.Chart && Chart.getChart(canvas))"
    staff.wait_for_function(f"({drawn})(document.querySelector('canvas'))")


@pytest.mark.parametrize(
    "name",
    [
        "orders_order_changelist",
        "accounts_user_changelist",
        "accounts_user_add",
        "database_auditentry_changelist",
        "ops_system_report",
    ],
)
def test_the_browser_refuses_nothing_that_a_page_needs(staff, name):
    OrderFactory()

    answer = staff.goto(reverse(f"admin:{name}"), wait_until="networkidle")

    assert answer.status == 200


def test_a_script_that_slipped_into_a_page_does_not_run(staff, browser, live_server):
    """In a visitor of its own: what the browser says of it is no fault here."""
    kept = staff.context.storage_state()
    page = browser.new_page(base_url=live_server.url, storage_state=kept)
    page.goto(reverse("admin:index"))

    page.evaluate(
        "const script = document.createElement('script');"
        "script.textContent = 'window.hasRun = true';"
        "document.body.append(script)"
    )

    assert page.url.endswith("/admin/")
    assert page.evaluate("window.hasRun") is None
    page.close()
