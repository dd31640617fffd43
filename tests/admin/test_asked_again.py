"""Staff say again who they are before what opens an account or pays money back."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.admin.conftest import member
from tests.factories import ProductFactory, UserFactory
from tests.orders.making import paid_order
from tests.support.codes import signed_in_again

pytestmark = pytest.mark.django_db
ASKED = "/account/reauthenticate/?next="
NEW = "five green bottles"


def address_form(user, **fields: str) -> tuple[str, dict[str, str]]:
    """Return the page of the user and what its form posts."""
    page = reverse("admin:accounts_user_change", args=[user.pk])
    shown = {"username": user.username, "email": user.email, "is_active": "on"}
    return page, {**shown, "seen_version": str(user.version), **fields}


def test_another_address_asks_first_and_goes_on_after_the_answer(as_role):
    support, ada = as_role("support"), UserFactory()
    page, posted = address_form(ada, email="new@shop.example")

    asked = support.post(page, posted)

    ada.refresh_from_db()
    assert asked["Location"].startswith(ASKED)
    assert ada.email != "new@shop.example"
    support.post("/account/reauthenticate/", {"password": "open sesame", "next": page})
    ada.refresh_from_db()
    assert ada.email == "new@shop.example"


def test_another_name_asks_nothing(as_role):
    ada = UserFactory()
    page, posted = address_form(ada, first_name="Ada")

    as_role("support").post(page, posted)

    ada.refresh_from_db()
    assert ada.first_name == "Ada"


def test_a_password_for_somebody_asks_first_and_is_kept_nowhere(owner):
    ada = UserFactory()
    page = reverse("admin:auth_user_password_change", args=[ada.pk])

    asked = owner.post(page, {"password1": NEW, "password2": NEW})

    assert asked["Location"].startswith(ASKED)
    assert NEW not in str(dict(owner.session))
    ada.refresh_from_db()
    assert not ada.check_password(NEW)


@pytest.mark.parametrize(
    ("limit", "is_asked"), [(Decimal("19.99"), True), (Decimal("20.00"), False)]
)
def test_an_order_that_holds_more_than_the_limit_is_refunded_after_a_question(
    settings, as_role, limit, is_asked
):
    settings.REFUND_ASKS_OVER = limit
    order = paid_order(lines={ProductFactory(price=10, stock_quantity=9).pk: 2})
    page = reverse("admin:orders_refund_new") + f"?order={order.number}"

    answer = as_role("accounting").get(page)

    assert answer.headers.get("Location", "").startswith(ASKED) is is_asked
    assert signed_in_again(member("accounting")).get(page).status_code == 200
