"""Accounting books money and sees people by name; where orders go is for others."""

import pytest
from django.urls import reverse

from tests.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db
PLACE = {
    "email": "ada@post.example",
    "full_name": "Ada Ashdown",
    "line1": "4 Quay Street",
    "city": "Norwich",
    "postcode": "NR2 4TF",
    "country": "GB",
    "phone": "01632 960123",
}
PERSONAL = ("ada@post.example", "4 Quay Street", "NR2 4TF", "01632 960123")


def shown(text: str) -> list[str]:
    return [piece for piece in PERSONAL if piece in text]


@pytest.mark.parametrize(
    ("role", "sees"),
    [("accounting", False), ("support", True), ("fulfilment", True), ("owner", True)],
)
def test_a_role_sees_where_an_order_goes_or_the_name_alone(role, sees, as_role):
    order, staff = OrderFactory(customer=None, **PLACE), as_role(role)

    page = staff.get(reverse("admin:orders_order_change", args=[order.pk]))
    rows = staff.get(reverse("admin:orders_order_changelist"))

    assert shown(page.content.decode()) == (list(PERSONAL) if sees else [])
    assert shown(rows.content.decode()) == ([PERSONAL[0]] if sees else [])
    assert "Ada Ashdown" in rows.content.decode()


@pytest.mark.parametrize(("role", "found"), [("accounting", 0), ("support", 1)])
def test_an_e_mail_address_finds_orders_for_those_who_see_it(role, found, as_role):
    order, staff = OrderFactory(customer=None, **PLACE), as_role(role)
    address = reverse("admin:orders_order_changelist")

    by_email = staff.get(address, {"q": "ada@post.example"})
    by_number = staff.get(address, {"q": order.number})

    assert by_email.context["cl"].result_count == found
    assert by_number.context["cl"].result_count == 1


@pytest.mark.parametrize(("role", "status"), [("accounting", 404), ("support", 200)])
def test_the_shoppers_page_is_for_staff_who_see_addresses(role, status, as_role):
    order = OrderFactory(customer=UserFactory(), **PLACE)

    assert as_role(role).get(order.get_absolute_url()).status_code == status


def test_accounting_sees_customers_by_name(as_role):
    ada = UserFactory(email="ada@post.example", first_name="Ada", last_name="Ashdown")
    staff = as_role("accounting")

    rows = staff.get(reverse("admin:accounts_user_changelist"))
    page = staff.get(reverse("admin:accounts_user_change", args=[ada.pk]))
    by_email = staff.get(
        reverse("admin:accounts_user_changelist"), {"q": "ada@post.example"}
    )

    assert "Ada Ashdown" in rows.content.decode()
    for answer in (rows, page):
        assert "ada@post.example" not in answer.content.decode()
    assert by_email.context["cl"].result_count == 0
