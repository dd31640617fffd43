"""What scripts make easier for shoppers, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from orders.models import BasketLine
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mugs(page: Page) -> None:
    """Put a mug into the basket, of which there are ten."""
    ProductFactory(slug="mug", name="Mug", price=18, stock_quantity=10)
    page.goto("/p/mug/")
    page.get_by_role("button", name="Add to basket").first.click()
    page.get_by_role("link", name="See the basket").click()
    expect(page.get_by_role("heading", name="Your basket")).to_be_visible()


@pytest.mark.usefixtures("mugs")
def test_a_new_quantity_counts_once_it_is_entered(page: Page):
    expect(page.get_by_role("button", name="Update")).to_be_hidden()

    page.get_by_label("Quantity, Mug").fill("3")
    page.keyboard.press("Tab")

    expect(page.locator("dd.total")).to_have_text("£54.00")
    assert BasketLine.objects.get().quantity == 3
    # The page was drawn anew around whoever uses the keyboard.
    expect(page.get_by_role("button", name="Remove Mug")).to_be_focused()


@pytest.mark.usefixtures("mugs")
def test_without_scripts_there_is_a_button(page: Page, browser, live_server):
    cookies = page.context.cookies()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(cookies)
    plain = context.new_page()

    plain.goto("/basket/")
    plain.get_by_label("Quantity, Mug").fill("2")
    plain.get_by_role("button", name="Update").click()

    expect(plain.locator("dd.total")).to_have_text("£36.00")
    context.close()


def test_a_password_is_shown_and_hidden_and_sent_as_one(page: Page):
    page.goto("/account/login/")
    password = page.get_by_label("Password")

    page.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide password").click()
    expect(password).to_have_attribute("type", "password")


def test_a_double_click_puts_it_into_the_basket_once(page: Page):
    ProductFactory(slug="mug", name="Mug", price=18, stock_quantity=10)
    page.goto("/p/mug/")

    page.get_by_role("button", name="Add to basket").first.dblclick()
    page.get_by_role("link", name="See the basket").click()

    expect(page.get_by_label("Quantity, Mug")).to_have_value("1")


@pytest.mark.usefixtures("mugs")
def test_a_payment_is_confirmed_on_the_way_from_the_basket(page: Page, settings):
    settings.TEST_PAYMENTS = "asks"
    page.goto("/checkout/")
    for name, text in (
        ("email", "guest@shop.example"),
        ("full_name", "A Guest"),
        ("line1", "1 Long Lane"),
        ("city", "London"),
        ("postcode", "EC1A 9HF"),
    ):
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=country]").select_option("GB")
    page.get_by_label("Test card").check()
    page.get_by_label("I accept the terms").check()
    page.get_by_role("button", name="Place order").click()

    page.get_by_role("link", name="Confirm the payment").click()
    page.get_by_role("button", name="Confirm the payment").click()
    expect(page.get_by_role("heading", name="The payment is confirmed")).to_be_visible()
    page.get_by_role("link", name="See your order").click()

    expect(page.locator(".order-head")).to_contain_text("Confirmed")
    expect(page.get_by_role("link", name="Confirm the payment")).to_have_count(0)
