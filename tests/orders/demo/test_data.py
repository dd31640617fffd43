"""What is in the demo shop: believable, consistent, and not ahead of its time."""

from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Sum
from django.template import engines
from django.utils import timezone

from accounts.demo.people import SHOPPER_NAME, in_letters
from accounts.models import Address, User
from config.back_office import NAVIGATION
from database.models import OutboxMessage
from orders.demo import history, seeding
from orders.ledger import balance_of
from orders.models import (
    BankLine,
    BankStatement,
    Mail,
    Order,
    PaymentEntry,
    Refund,
    Return,
    ReturnArrival,
    Shipment,
    StatusChange,
)
from orders.pages.timeline import for_shopper
from orders.payments.bank_statements import upload_statement
from shop.demo.edits import EDITS
from shop.models import Category, Picture, Product, StockMovement

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def small_year(tmp_path_factory):
    """Make a year of few orders, of which many come back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "ORDERS_A_DAY", 0.5)
        patch.setattr(history, "RETURNED_SHARE", 0.2)
        patch.setattr(settings, "DEMO_FOLDER", tmp_path_factory.mktemp("demo"))
        yield


@pytest.fixture(scope="module")
def demo(small_year, django_db_setup, django_db_blocker):
    """Seed the demo once for all tests that only look at it."""
    with django_db_blocker.unblock():
        outermost = transaction.atomic()
        # Services may begin a durable transaction in it, as within any test.
        outermost._from_testcase = True
        with outermost:
            call_command("seed_demo", quiet=True)
            yield
            transaction.set_rollback(True)


def test_the_demo_books_every_piece(demo):
    wrong = (
        Product.objects.annotate(booked=Sum("movements__delta"))
        .exclude(booked=F("stock_quantity"))
        .count()
    )
    assert wrong == 0
    assert not StockMovement.objects.filter(balance_after__lt=0).exists()
    assert set(StockMovement.objects.values_list("reason", flat=True)) == {
        "opening",
        "sale",
        "cancel",
        "return",
        "adjustment",
    }


def test_what_came_back_is_refunded(demo):
    back = Order.objects.filter(status="returned").order_by("placed_at")
    assert back.count() >= 10
    assert {(order.returns.count(), order.refunds.count()) for order in back} == {
        (1, 1)
    }
    assert {balance_of(order).due for order in back} == {0}
    refunds = Refund.objects.filter(order__in=back).select_related("order")
    assert {refund.credited - refund.order.total for refund in refunds} == {0}
    assert set(refunds.values_list("method", flat=True)) == {"original", "credit"}
    came = ReturnArrival.objects.filter(returned__order__in=back)
    assert came.count() >= 10
    assert not came.exclude(quantity=F("restocked")).exists()
    paid_back = back.filter(payment_entries__kind="refunded").first()
    assert [event.shopper for event in for_shopper(paid_back)][-1].endswith(" refunded")


def test_the_demo_contradicts_itself_nowhere(demo):
    call_command("check_consistency", quiet=True)


def test_nothing_of_the_demo_lies_ahead(demo):
    now = timezone.now()
    times = [
        *StatusChange.objects.values_list("created_at", flat=True),
        *StockMovement.objects.values_list("created_at", flat=True),
        *Shipment.objects.values_list("shipped_at", flat=True),
        *Shipment.objects.exclude(delivered_at=None).values_list(
            "delivered_at", flat=True
        ),
        *Return.objects.values_list("updated_at", flat=True),
    ]

    assert max(times) <= now


def test_nothing_is_sold_before_it_was_listed(demo):
    early = StockMovement.objects.filter(created_at__lt=F("product__created_at"))

    assert not early.exists()


def test_nobody_orders_with_an_account_that_they_open_later(demo):
    early = Order.objects.filter(placed_at__lt=F("customer__created_at"))

    assert not early.exists()


def test_names_agree_with_the_e_mail_names_of_reserved_domains(demo):
    for order in Order.objects.all():
        local, _at, domain = order.email.partition("@")
        assert domain in {"example.com", "example.org", "example.net"}
        assert local.replace("_", ".").replace(".", "") == in_letters(
            order.full_name
        ).replace(".", "")


def test_telephones_are_of_ranges_for_fiction(demo):
    numbers = [
        *Order.objects.exclude(phone="").values_list("phone", flat=True),
        *Address.objects.exclude(phone="").values_list("phone", flat=True),
    ]

    fiction = ("07700 900", "01632 960", "020 7946 0", "029 2018 0", "0191 498 0")
    assert numbers
    for number in numbers:
        assert number.startswith(fiction) or " 496 0" in number


def test_the_shopper_has_an_order_in_each_state(demo):
    orders = Order.objects.filter(customer__username=SHOPPER_NAME)

    assert Counter(orders.values_list("status", flat=True)) == {
        "delivered": 3,
        "confirmed": 1,
        "shipped": 1,
        "pending": 1,
        "returned": 1,
        "cancelled": 1,
    }


def test_a_return_of_each_state_waits_to_be_seen(demo):
    states = set(Return.objects.values_list("status", flat=True))

    assert {"requested", "approved", "received"} <= states


def test_refunds_wait_for_a_transfer_are_paid_or_lower_a_bill(demo):
    open_ones = Refund.objects.to_transfer()

    assert open_ones.filter(method="bank_transfer").count() == 1
    assert Refund.objects.filter(method="credit").exists()
    assert Refund.objects.exclude(entry=None).exists()


def test_the_statement_of_this_morning_is_booked_but_for_a_stranger(demo):
    lines = BankStatement.objects.get().lines.order_by("position")

    assert [
        (line.match, line.entry_id is not None, line.is_set_aside) for line in lines
    ] == [
        ("exact", True, False),
        ("exact", True, False),
        ("unknown", False, False),
        ("unknown", False, True),
    ]


def test_a_statement_lies_ready_that_the_strict_reader_takes(demo):
    content = seeding.statement_path().read_bytes()
    before = BankLine.objects.count()

    statement = upload_statement(name="bank-statement.csv", content=content)

    found = Counter(statement.lines.values_list("match", flat=True))
    assert (found["partial"], found["unknown"], statement.outgoing_lines) == (1, 1, 1)
    assert found["exact"] >= 3
    assert statement.unread == []
    assert BankLine.objects.count() == before + found.total()
    shopper = statement.lines.get(order__customer__username=SHOPPER_NAME)
    assert (shopper.match, shopper.amount) == ("exact", shopper.order.total)


def test_what_shoppers_do_not_see_yet_or_any_more_is_there(demo, client):
    hidden = Product.all_objects.exclude(pk__in=Product.objects.visible())

    assert Counter(hidden.values_list("status", flat=True)) == {
        "draft": 3,
        "published": 1,
        "archived": 1,
    }
    assert [product.sku for product in hidden if product.is_deleted] == ["MM-KIT-0311"]
    assert Category.all_objects.filter(deleted_at__isnull=False).count() == 1
    for product in hidden:
        assert client.get(product.get_absolute_url()).status_code == 404


def test_buyers_and_staff_did_what_the_demo_shows_and_no_command(demo):
    changes = StatusChange.objects.select_related("actor", "order__customer")
    placed = changes.filter(from_status="")
    movements = StockMovement.objects.select_related("actor")
    rows = [*changes, *movements, *PaymentEntry.objects.select_related("actor")]

    assert {row.actor_label for row in rows} == {"", "guest"}
    assert {
        row.by
        for row in placed
        if row.order.source == "shop" and row.by != str(row.order.customer or "guest")
    } == set()
    sent = changes.filter(to_status="shipped").values_list("actor__username")
    assert set(sent) == {("fulfilment",)}


def test_the_keeper_of_the_catalogue_changed_prices(demo, client, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    client.force_login(User.objects.get(username="catalogue"))

    page = client.get("/admin/shop/historicalproduct/", {"field": "price"})

    shown = [
        (row.name, row.changes[0].old, row.changes[0].new, str(row.history_user))
        for row in page.context["cl"].result_list
    ]
    assert len(shown) == 6
    assert shown[0] == ("Linen tablecloth, chalk", "£72.00", "£68.00", "catalogue")
    assert shown[2:4] == [
        ("Body brush with strap", "£32.00", "£23.00", "catalogue"),
        ("Body brush with strap", "£23.00", "£32.00", "catalogue"),
    ]
    for edit in EDITS:
        product = Product.all_objects.get(sku=edit.sku)
        assert product.history.filter(**{edit.column: edit.old}).exists()


def test_a_mug_is_shown_in_four_pictures_with_words_for_the_others(demo):
    pictures = Product.objects.get(sku="MM-KIT-0101").pictures.all()

    assert [(picture.position, bool(picture.alt)) for picture in pictures] == [
        (0, False),
        (1, True),
        (2, True),
        (3, True),
    ]
    names = Picture.objects.values_list("image", flat=True)
    assert len(set(names)) == len(names)


def test_mails_wait_and_one_has_failed_since_the_morning(demo):
    states = Counter(Mail.objects.values_list("status", flat=True))

    assert states["failed"] == 1
    assert states["queued"] > 5
    failed = OutboxMessage.objects.get(attempts=10)
    assert failed.due_at > timezone.now()
    assert failed.error.startswith("SMTPRecipientsRefused: {'***@***'")


# Pages that show figures of the running shop, or need what a demo has not.
WITHOUT_ROWS = {
    "Home": "figures and queues",
    "View the shop": "what shoppers see",
    "All reports": "the list of them",
    "Replicas": "the demo has one database",
    "Connections": "SQLite has no pool; there are figures elsewhere",
}


@pytest.mark.thorough
def test_every_page_of_the_menu_has_something_to_see(demo, client, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    client.force_login(User.objects.get(username="owner"))
    entries = [entry for group in NAVIGATION for entry in group["items"]]
    rows = {}

    for entry in entries:
        page = client.get(str(entry["link"]))
        assert page.status_code == 200, entry["title"]
        rows[str(entry["title"])] = rows_of(page)

    empty = {title for title, count in rows.items() if not count}
    assert empty <= WITHOUT_ROWS.keys()
    assert len(rows) == len(entries) >= 35


def rows_of(page):
    """Return how many rows a list, a report, an operation or its history shows."""
    if "cl" in page.context:
        return page.context["cl"].result_count
    tables = page.context.get("tables", ())
    rows = sum(len(table["rows"]) for table in tables)
    return rows + len(page.context.get("rows", ())) + len(page.context.get("runs", ()))


def test_a_second_run_changes_nothing(demo):
    before = list(Order.objects.order_by("pk").values())

    call_command("seed_demo", quiet=True)

    assert list(Order.objects.order_by("pk").values()) == before
