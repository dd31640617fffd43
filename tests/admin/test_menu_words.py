"""The menu, the way shown over each page, and the words of lists."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from database.audit.log import log_operation
from database.back_office.display import facts
from database.models import AuditEntry, OutboxMessage
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def way(page: str) -> list[str]:
    """Return what the head of a page calls it, from the menu's group on."""
    head = page.split("<h1", 1)[1].split("</h1>", 1)[0]
    parts = re.findall(r"<(?:a|span)[^>]*truncate[^>]*>(.*?)</(?:a|span)>", head, re.S)
    return [part.strip() for part in parts]


def tab(page: str) -> str:
    """Return what the browser's tab of a page is called."""
    return " ".join(unescape(page.split("<title>", 1)[1].split("</title>")[0]).split())


@pytest.mark.parametrize(
    ("name", "words", "title"),
    [
        ("accounts_user", ["Customers", "Customers and staff"], "Customers and staff"),
        ("auth_group", ["Staff and safety", "Roles"], "Roles"),
        ("orders_paymententry", ["Money", "Payments"], "Payments"),
        ("taggit_tag", ["Catalogue", "Tags"], "Tags"),
        (
            "database_auditentry",
            ["Staff and safety", "Audit log"],
            "Audit log",
        ),
        (
            "database_operationrun",
            ["Running the shop", "Runs"],
            "Runs",
        ),
        (
            "database_schedule",
            ["Running the shop", "Schedules"],
            "Schedules",
        ),
    ],
)
def test_a_list_is_called_what_the_menu_calls_it(admin_client, name, words, title):
    page = admin_client.get(reverse(f"admin:{name}_changelist")).content.decode()

    assert way(page) == words
    assert tab(page) == f"{title} · Kontor"


def test_a_row_keeps_its_own_spelling_in_the_way_to_it(admin_client):
    row = UserFactory(username="bea.brook")

    address = reverse("admin:accounts_user_change", args=[row.pk])
    page = admin_client.get(address).content.decode()

    assert way(page)[:2] == ["Customers", "Customers and staff"]
    assert way(page)[2].startswith("bea.brook")


def test_a_page_of_a_row_is_named_after_the_row(admin_client):
    order = OrderFactory()

    address = reverse("admin:orders_order_cancel_pieces", args=[order.pk])
    page = admin_client.get(address).content.decode()

    assert way(page) == ["Sales", "Orders", order.number, "Cancel a part"]


def test_the_tab_of_a_row_says_its_name_and_the_word_of_the_menu(admin_client):
    mug, order = ProductFactory(name="Mug"), OrderFactory()
    packers = Group.objects.create(name="packers")
    message = OutboxMessage.objects.create(kind="mail", key="mail:01a2", payload={})
    rows = [
        (reverse("admin:shop_product_change", args=[mug.pk]), "Mug · Products"),
        (
            reverse("admin:shop_product_history", args=[mug.pk]),
            "History · Mug · Products",
        ),
        (
            reverse(
                "admin:shop_historicalproduct_change",
                args=[mug.history.get().history_id],
            ),
            "Mug · Product changes",
        ),
        (reverse("admin:auth_group_change", args=[packers.pk]), "packers · Roles"),
        (
            reverse("admin:database_outboxmessage_change", args=[message.pk]),
            "Mail · Queued messages",
        ),
        (
            reverse("admin:orders_order_change", args=[order.pk]),
            f"{order.number} · Orders",
        ),
        (
            reverse("admin:orders_refund_new") + f"?order={order.number}",
            f"Lower the bill of order {order.number} · Refunds",
        ),
        (reverse("admin:shop_product_add"), "Add product · Products"),
        (reverse("admin:index"), "Home"),
        (reverse("admin_report", args=["never_sold"]), "Never sold"),
    ]

    shown = [tab(admin_client.get(page).content.decode()) for page, _title in rows]

    assert shown == [f"{title} · Kontor" for _page, title in rows]


def test_the_foot_of_a_list_counts_in_the_words_of_the_menu(admin_client):
    Group.objects.all().delete()
    Group.objects.create(name="packers")

    page = admin_client.get(reverse("admin:auth_group_changelist")).content.decode()

    foot = page.split('class="bo-count"', 1)[1].split("</div>", 1)[0]
    assert foot.split(">", 1)[1].strip() == "1 role"


def test_groups_for_few_are_folded_unless_one_is_in_them(admin_client):
    home = admin_client.get(reverse("admin:index")).content.decode()
    roles = admin_client.get(reverse("admin:auth_group_changelist")).content.decode()

    assert re.findall(r'aria-expanded="(true|false)"', home) == ["false"] * 3
    assert re.findall(r'aria-expanded="(true|false)"', roles) == [
        "false",
        "true",
        "false",
    ]


def test_the_log_shows_its_details_as_words_and_values(admin_client):
    log_operation("test.words", "Given.", given=["a", "b"], is_new=True, by_hand=None)
    row = AuditEntry.objects.get(operation="test.words")

    address = reverse("admin:database_auditentry_change", args=[row.pk])
    page = admin_client.get(address).content.decode()

    assert "<dt>Given</dt><dd>a, b</dd>" in page
    assert "<dt>Is new</dt><dd>yes</dd>" in page
    assert "<dt>By hand</dt><dd>–</dd>" in page


def test_facts_nest_and_escape_what_they_hold():
    assert facts({"rows": [{"a": "<b>"}]}) == (
        '<dl class="bo-facts"><dt>Rows</dt><dd><ul class="bo-notes"><li>'
        '<dl class="bo-facts"><dt>A</dt><dd>&lt;b&gt;</dd></dl>'
        "</li></ul></dd></dl>"
    )
