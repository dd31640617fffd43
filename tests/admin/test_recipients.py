"""Accounting books money and sees people by name; where orders go is for others."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from orders.models import Mail
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


@pytest.fixture
def reader():
    """Return somebody who may read the log of mails, and not where orders go."""
    user = UserFactory(is_staff=True)
    rights = ("view_mail", "view_order", "resend_mail")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("status", ["sent", "queued", "failed"])
def test_a_mail_says_not_to_whom_to_those_who_see_no_addresses(reader, as_role, status):
    order = OrderFactory(customer=None, **PLACE)
    Mail.objects.update(status=status, error="<ada@post.example>: full")
    page = reverse("admin:orders_mail_change", args=[Mail.objects.get().pk])
    rows = reverse("admin:orders_mail_changelist")

    answers = [reader.get(page), reader.get(rows)]
    texts = [answer.content.decode() for answer in answers]

    assert [shown(text) for text in texts] == [[], []]
    assert [order.number in text for text in texts] == [True, True]
    assert "Colleagues with access to both can read it here." in texts[0]
    assert "***@***" in texts[0]
    seen = as_role("support").get(page).content.decode()
    assert shown(seen)[:1] == ["ada@post.example"]


def test_an_address_finds_no_mails_for_those_who_do_not_see_it(reader, as_role):
    order = OrderFactory(customer=None, **PLACE)
    rows = reverse("admin:orders_mail_changelist")
    palette = reverse("admin:search")

    def found(client, text):
        in_palette = client.get(palette, {"s": text, "extended": "1"})
        count = client.get(rows, {"q": text}).context["cl"].result_count
        return count, len(in_palette.context["results"]) > 0

    assert found(reader, "ada@post.example") == (0, False)
    assert found(reader, order.number) == (1, True)
    assert found(as_role("support"), "ada@post.example") == (1, True)
