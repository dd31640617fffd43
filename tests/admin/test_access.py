"""Who may open what. An address of the admin that is not in the table fails."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from taggit.models import Tag

from accounts.models import AccountMail
from accounts.services.history import record_refusal
from accounts.visits.visit import Visit
from database.audit.log import log_operation
from database.context import acting_as
from database.models import OperationRun, OutboxMessage, Schedule
from database.models.brakes import BlockedAddress, BrakeCount
from orders.models import (
    Basket,
    MailText,
    ProviderEvent,
    Shipment,
    ShippingMethod,
    StaffBasket,
)
from orders.payments.bank_statements import upload_statement
from orders.services import request_return
from shop.models import Product, ProductFamily, StockMovement
from tests.admin.access_table import ROLES, WORDS, matrix
from tests.admin.conftest import member
from tests.factories import (
    CategoryFactory,
    CreditNoteFactory,
    OrderFactory,
    ProductFactory,
    UserFactory,
)
from tests.orders.making import delivered_order, refund
from tests.support.codes import signed_in_again
from tests.support.thoroughly import thorough_but

pytestmark = pytest.mark.django_db

# Addresses that name their order in the query.
OF_AN_ORDER = (
    "orders_order_cancel",
    "orders_order_transfer",
    "orders_paymententry_record",
    "orders_refund_new",
)


LATE = {"orders_bankstatement_discard": 1, "logout": 2}


def names(patterns: Any = None) -> Iterator[str]:
    """Return the names of every address of the admin."""
    for pattern in admin.site.get_urls() if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


@pytest.fixture
def rows() -> dict[str, Any]:
    """Return one row of every model in the registry."""
    order = OrderFactory(customer=UserFactory())
    log_operation("test.made", "Made for the test.")
    return {
        "auth_group": Group.objects.create(name="helpers"),
        "accounts_loginhistory": record_refusal(
            user=None, name="nobody", visit=Visit(), reason="unknown_user"
        ),
        "accounts_user": UserFactory(),
        "orders_order": order,
        "orders_creditnote": CreditNoteFactory(),
        "orders_mail": order.mails.get(),
        **rows_about_money(),
        "orders_mailtext": MailText.objects.get(kind="order_placed"),
        "orders_shippingmethod": edited_way_to_deliver(),
        "orders_staffbasket": StaffBasket.objects.create(
            basket=Basket.objects.create()
        ),
        "parcel": Shipment.objects.create(
            order=order, position=1, shipped_at=timezone.now()
        ),
        "shop_category": CategoryFactory(),
        "shop_product": ProductFactory(),
        "shop_historicalproduct": Product.history.first(),
        "shop_stockmovement": StockMovement.objects.first(),
        "shop_productfamily": ProductFamily.objects.create(name="Mug", slug="mug"),
        "taggit_tag": Tag.objects.create(name="new", slug="new"),
        "accounts_accountmail": AccountMail.objects.create(
            kind="welcome", key="welcome:x", recipient="ada@shop.example"
        ),
        "database_auditentry": log_operation("test.made", "Made."),
        "database_outboxmessage": OutboxMessage.objects.create(kind="x", key="x"),
        "database_brakecount": braked("198.51.100.7"),
        "database_blockedaddress": BlockedAddress.objects.create(
            network="198.51.100.9/32", reason="x"
        ),
        "database_schedule": Schedule.objects.create(
            operation="tidy", every=60, next_due=timezone.now()
        ),
        "database_operationrun": OperationRun.objects.create(
            operation="check_consistency", state="done", status="ok"
        ),
    }


def braked(address: str) -> BrakeCount:
    """Return the count of somebody who was refused."""
    now = timezone.now()
    return BrakeCount.objects.create(
        rule="orders.address",
        subject=address,
        most=30,
        count=31,
        refused=1,
        refused_at=now,
        began_at=now,
        ends_at=now,
    )


def edited_way_to_deliver() -> ShippingMethod:
    """Return one with a history: the usual ones have none."""
    row = ShippingMethod.objects.get(code="standard")
    row.save_version(fields={"price"})
    return row


def rows_about_money() -> dict[str, Any]:
    """Return a row of every table about payments, returns and refunds."""
    order = delivered_order()
    line = order.lines.get()
    row = request_return(
        order_id=order.pk, pieces={line.pk: 1}, reason="other", key="return"
    )
    content = b"date,text,amount\n2026-11-02,rent,20.00"
    statement = upload_statement(name="a.csv", content=content)
    return {
        "orders_paymententry": order.payment_entries.get(),
        "orders_refund": refund(order, extra=Decimal("1.00")),
        "orders_return": row,
        "orders_bankstatement": statement,
        "orders_bankline": statement.lines.get(),
        "orders_providerevent": ProviderEvent.objects.create(
            provider="test_card", event_id="1", kind="x", happened_at=timezone.now()
        ),
    }


def address(name: str, rows: dict[str, Any]) -> str:
    """Return the address with the keys of rows that exist."""
    if name == "view_on_site":
        kind = ContentType.objects.get_for_model(Group)
        return reverse("admin:view_on_site", args=[kind.pk, rows["auth_group"].pk])
    if name == "app_list":
        return reverse("admin:app_list", args=["shop"])
    if name == "auth_user_password_change":
        return reverse(f"admin:{name}", args=[rows["accounts_user"].pk])
    if name == "database_auditentry_export":
        return reverse(f"admin:{name}", args=["csv"])
    if name == "accounts_user_bulk":
        return reverse(f"admin:{name}", args=["deactivate"])
    if name == "orders_order_steps":
        chosen = f"?order={rows['orders_order'].number}"
        return reverse(f"admin:{name}", args=["confirm"]) + chosen
    if name in OF_AN_ORDER:
        return reverse(f"admin:{name}") + f"?order={rows['orders_order'].number}"
    model = next((model for model in rows if name.startswith(f"{model}_")), "")
    if not model or name.endswith(("_changelist", "_add", "_upload", "_check", "_new")):
        return reverse(f"admin:{name}")
    row = rows[model]
    extra = {
        f"{model}_step": ["confirm"],
        f"{model}_status": ["publish"],
        f"{model}_delivered": [rows["parcel"].pk],
        f"{model}_repair": ["accounts.names"],
        f"{model}_door": ["lock"],
        f"{model}_session": [1],
    }.get(name, [])
    if name.endswith("_simple_history"):
        extra = [row.history.latest().history_id]
    return reverse(f"admin:{name}", args=[row.pk, *extra])


def test_every_address_of_the_admin_is_in_the_table():
    assert set(names()) == set(matrix())


# Every run asks those who may do nothing; the others take half a minute.
@pytest.mark.parametrize("role", thorough_but(["anonymous", "customer"], ROLES))
def test_a_role_opens_what_the_table_says(role, rows):
    """Each role has just said again who it is: what asks for that is tested apart."""
    client = Client() if role == "anonymous" else signed_in_again(member(role))
    surprises = []
    # What removes a row that others open comes late, and to sign out comes last.
    for name, words in sorted(matrix().items(), key=lambda row: LATE.get(row[0], 0)):
        url = address(name, rows)
        may_get, may_post = WORDS[words[role]]
        got = client.get(url).status_code
        posted = client.post(url).status_code
        if got not in may_get or posted not in may_post:
            surprises.append(f"{name}: {words[role]}, but {got} and {posted}")

    assert surprises == []


@pytest.mark.parametrize("name", ["orders_order_step", "shop_product_restore"])
def test_a_key_of_nothing_does_not_fail(name, owner):
    args = {"pk": UUID(int=0)} | ({"name": "confirm"} if "step" in name else {})

    response = owner.post(reverse(f"admin:{name}", kwargs=args), follow=True)

    assert response.status_code == 200


def test_support_does_not_see_staff_and_cannot_make_any(as_role):
    boss, support = UserFactory(is_staff=True), as_role("support")
    customer = UserFactory()

    page = reverse("admin:accounts_user_change", args=[customer.pk])
    fields = {"username": customer.username, "email": customer.email}
    support.post(
        page, {**fields, "is_staff": "on", "is_superuser": "on", "is_active": 1}
    )

    customer.refresh_from_db()
    assert not customer.is_staff
    assert not customer.is_superuser
    hidden = reverse("admin:accounts_user_change", args=[boss.pk])
    assert support.get(hidden).status_code == 302


def test_an_owner_does_not_touch_a_superuser(owner):
    superuser = UserFactory(is_staff=True, is_superuser=True)

    page = reverse("admin:auth_user_password_change", args=[superuser.pk])

    assert owner.get(page).status_code == 403


def test_the_catalogue_role_reads_no_shopper_in_the_stock_ledger(as_role):
    shopper = UserFactory(username="shy-shopper")
    with acting_as(user_id=shopper.pk):
        OrderFactory(customer=shopper)

    page = as_role("catalogue").get(reverse("admin:shop_stockmovement_changelist"))

    assert "a shopper" in page.content.decode()
    assert "shy-shopper" not in page.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("anonymous", 302),
        ("customer", 302),
        ("catalogue", 403),
        ("support", 403),
        ("fulfilment", 403),
        ("accounting", 200),
        ("ops", 403),
        ("owner", 200),
    ],
)
def test_reports_are_for_those_who_see_the_takings(role, status, as_role):
    url = reverse("admin_report", args=["monthly_trend"])

    assert as_role(role).get(url).status_code == status


def test_nobody_is_found_by_a_random_key(owner):
    response = owner.get(reverse("admin:accounts_user_change", args=[uuid4()]))

    assert response.status_code == 302
