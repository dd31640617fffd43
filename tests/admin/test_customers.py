"""The list and the page of customers, as staff work with them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.admin.bulk import summary
from accounts.admin.filters import years_before
from accounts.models import Address, CustomerNote, LoginHistory, User
from accounts.services.standing import Outcome
from orders.admin.customers import figures as customer_figures
from orders.models import Order
from orders.services import cancel_order, confirm_order
from shop.models import Activity
from tests.admin.conftest import member, sentences
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "admin:accounts_user_changelist"
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def support(as_role):
    return as_role("support")


def page_of(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def found(client, **query):
    answer = client.get(reverse(LIST), query)
    assert answer.status_code == 200
    return sorted(user.username for user in answer.context["cl"].queryset)


def buy(customer, price, *, confirmed=True):
    pen = ProductFactory(price=Decimal(price), stock_quantity=5)
    order = OrderFactory(customer=customer, lines={pen.pk: 1})
    if confirmed:
        confirm_order(order_id=order.pk)
    return order


# --- The list ------------------------------------------------------------------------
def test_the_status_is_a_filter(support):
    later = timezone.now() + timedelta(minutes=5)
    UserFactory(username="fine", last_login_at=timezone.now())
    UserFactory(username="off", is_active=False)
    UserFactory(username="shut", locked_until=later)
    UserFactory(username="new", is_verified=False, email_verified_at=None)

    assert found(support, standing="inactive") == ["off"]
    assert found(support, standing="locked") == ["shut"]
    assert found(support, standing="unverified") == ["new"]
    assert found(support, standing="absent") == ["new", "off", "shut"]
    assert found(support, standing="active") == ["fine", "new", "shut"]


def test_the_day_of_registration_is_a_filter(support):
    for name, at in [("old", TODAY - timedelta(days=40)), ("new", TODAY)]:
        user = UserFactory(username=name)
        User.objects.filter(pk=user.pk).update(created_at=at)

    assert found(support, joined_from="2026-11-20", joined_to="2026-11-20") == ["new"]
    assert found(support, joined_to="2026-11-19") == ["old"]


@time_machine.travel(TODAY, tick=False)
def test_the_age_is_a_filter(as_role):
    UserFactory(username="eighteen", birth_date=date(2008, 11, 20))
    UserFactory(username="seventeen", birth_date=date(2008, 11, 21))
    UserFactory(username="unknown")
    support = as_role("support")

    assert found(support, age_from="18") == ["eighteen"]
    assert found(support, age_to="17") == ["seventeen"]
    assert found(support, age_from="17", age_to="18") == ["eighteen", "seventeen"]


def test_a_leap_day_has_a_birthday_every_year():
    assert years_before(date(2028, 2, 29), 18) == date(2010, 2, 28)
    assert years_before(date(2026, 3, 1), 18) == date(2008, 3, 1)


def test_orders_and_spending_are_filters(support):
    names = ("none", "one", "two", "never")
    users = {name: UserFactory(username=name) for name in names}
    buy(users["one"], "10.00")
    buy(users["two"], "10.00")
    buy(users["two"], "25.50")
    cancel_order(order_id=buy(users["never"], "99.00", confirmed=False).pk)

    assert found(support, orders_from="2") == ["two"]
    assert found(support, orders_from="1", orders_to="1") == ["never", "one"]
    assert found(support, orders_to="0") == ["none"]
    assert found(support, orders_to="1") == ["never", "none", "one"]
    assert found(support, spent_from="10") == ["one", "two"]
    assert found(support, spent_from="10.01", spent_to="35.50") == ["two"]
    assert found(support, spent_to="0") == ["never", "none"]
    assert found(support, orders_from="1", spent_to="10") == ["never", "one"]


@pytest.mark.parametrize("are_few", [True, False])
def test_as_many_orders_are_found_however_many_people_match(
    support, monkeypatch, are_few
):
    """Where more match than the list shows, each person is looked at."""
    if not are_few:
        monkeypatch.setattr(customer_figures, "_few", lambda *_: None)
    for name, count in {"none": 0, "one": 1, "two": 2, "three": 3}.items():
        person = UserFactory(username=name)
        for _ in range(count):
            OrderFactory(customer=person)

    assert found(support, orders_from="2") == ["three", "two"]
    assert found(support, orders_from="2", orders_to="2") == ["two"]
    assert found(support, orders_to="1") == ["none", "one"]


def test_the_list_is_sorted_by_what_customers_spent(support):
    for name, price in [("a", "10.00"), ("b", "30.00"), ("c", "20.00")]:
        buy(UserFactory(username=name), price)
    columns = support.get(reverse(LIST)).context["cl"].list_display
    by_spending = {"o": f"-{columns.index(columns[-2])}"}

    shown = support.get(reverse(LIST), by_spending).context["cl"].result_list

    assert [(user.username, user.spent) for user in shown] == [
        ("b", Decimal("30.00")),
        ("c", Decimal("20.00")),
        ("a", Decimal("10.00")),
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"age_from": "x"},
        {"age_from": "-1"},
        {"orders_from": "9" * 30},
        {"spent_to": "NaN"},
        {"joined_from": "2026-02-30"},
        {"standing": "dead"},
    ],
)
def test_a_filter_that_means_nothing_shows_everything_and_says_so(support, query):
    answer = support.get(reverse(LIST), query, follow=True)

    assert answer.status_code == 200
    assert "That filter or page does not exist." in sentences(answer)


def test_who_may_not_see_birth_dates_cannot_ask_for_ages(as_role):
    UserFactory(username="ada", birth_date=date(1990, 1, 1))

    answer = as_role("accounting").get(reverse(LIST), {"age_from": "18"})

    assert answer.status_code == 400


def test_staff_are_found_by_those_who_manage_them(owner, support):
    UserFactory(username="colleague", is_staff=True)

    assert "colleague" in found(owner, kind="staff")
    assert support.get(reverse(LIST), {"kind": "staff"}).status_code == 400


# --- Acts on many --------------------------------------------------------------------
def choose(client, act, *users):
    posted = {
        "action": f"{act}_selected",
        "_selected_action": [user.pk for user in users],
    }
    return client.post(reverse(LIST), posted)


def confirm(client, act, *users, **more):
    url = reverse("admin:accounts_user_bulk", args=[act])
    return client.post(url, {"user": [u.pk for u in users], "confirm": "1", **more})


def test_the_preview_says_who_will_change_and_why_others_do_not(support):
    users = [UserFactory() for _ in range(3)]
    off = [UserFactory(is_active=False) for _ in range(2)]

    text = choose(support, "deactivate", *users, *off).content.decode()

    assert "3 of 5 will change; 2 cannot, because 2 are inactive already." in text
    assert "Deactivate: 3 accounts" in text
    assert User.objects.filter(is_active=False).count() == 2


def test_the_report_has_a_line_for_each(support):
    ada, off = UserFactory(), UserFactory(is_active=False)

    text = confirm(support, "deactivate", ada, off).content.decode()

    assert "1 of 2 were changed; 1 cannot, because 1 is inactive already." in text
    assert text.count(">changed</span>") == 1
    assert not User.objects.filter(is_active=True, is_staff=False).exists()


def test_the_sentence_lists_the_reasons_most_frequent_first():
    user = User(username="a")
    outcomes = [Outcome(user)] * 37
    outcomes += [Outcome(user, "active already")] * 2 + [Outcome(user, "deleted")]

    assert summary(outcomes, is_done=False) == (
        "37 of 40 will change; 3 cannot, because 2 are active already and 1 is deleted."
    )
    assert summary(outcomes[:37], is_done=True) == "37 of 37 were changed."


def test_an_act_without_confirmation_changes_nothing(support):
    ada = UserFactory()
    url = reverse("admin:accounts_user_bulk", args=["deactivate"])

    support.post(url, {"user": [ada.pk]})
    support.get(url, {"user": ada.pk, "confirm": "1"})

    ada.refresh_from_db()
    assert ada.is_active


def test_support_does_not_touch_staff_by_a_forged_key(support):
    colleague, ada = UserFactory(is_staff=True), UserFactory()

    confirm(support, "deactivate", colleague, ada)

    colleague.refresh_from_db()
    ada.refresh_from_db()
    assert (colleague.is_active, ada.is_active) == (True, False)


def test_an_owner_deactivates_no_superuser_and_not_himself(client):
    boss, root = member("owner"), UserFactory(is_staff=True, is_superuser=True)
    client.force_login(boss)

    text = confirm(client, "deactivate", boss, root).content.decode()

    assert "your own account" in text
    assert "a colleague’s account, which you may not change" in text
    assert User.objects.filter(is_active=True).count() == 2


@pytest.mark.parametrize("role", ["accounting", "fulfilment", "ops", "catalogue"])
def test_other_roles_do_not_act_on_accounts(as_role, role):
    ada = UserFactory()

    assert confirm(as_role(role), "deactivate", ada).status_code == 403
    ada.refresh_from_db()
    assert ada.is_active


@pytest.mark.parametrize("key", ["", "1", "x" * 5000, "' OR 1=1", "\ud7ff"])
def test_a_key_that_is_none_leads_back_to_the_list(support, key):
    url = reverse("admin:accounts_user_bulk", args=["unlock"])

    assert support.post(url, {"user": [key], "confirm": "1"}).status_code == 302


def test_an_unknown_act_is_not_found(support):
    assert confirm(support, "explode", UserFactory()).status_code == 404


# --- The page ------------------------------------------------------------------------
def rich_customer(count=1):
    ada = UserFactory(username="ada", first_name="Ada", birth_date=date(1990, 1, 2))
    mug = ProductFactory(name="Blue mug")
    for number in range(count):
        buy(ada, "10.00")
        Address.objects.create(user=ada, line1=f"{number} Quay Street", city="Hull")
        CustomerNote.objects.create(user=ada, text=f"Rings twice {number}")
        Activity.objects.create(user=ada, kind="view", product=mug)
        LoginHistory.objects.create(user=ada, success=True, ip_address="192.0.2.7")
    return ada


def test_the_page_shows_everything_that_support_needs(support):
    ada = rich_customer()

    text = support.get(page_of(ada)).content.decode()

    for words in (
        "£10.00",
        "an order",
        "Store credit",
        "0 Quay Street",
        "Rings twice 0",
        "Blue mug",
        Order.objects.get().number,
        "Deactivate…",
    ):
        assert words in text


def test_accounting_sees_the_money_and_no_personal_data(as_role):
    ada = rich_customer()

    text = as_role("accounting").get(page_of(ada)).content.decode()

    for words in ("£10.00", "Store credit", Order.objects.get().number):
        assert words in text
    for words in ("Quay Street", "Blue mug", "Rings twice", "192.0.2.7", "1990"):
        assert words not in text
    assert "Deactivate…" not in text


def test_the_page_costs_the_same_for_1_and_12_of_everything(support):
    few = rich_customer()
    support.get(page_of(few))  # the first page of a process reads content types
    costs = {len(queries(support, few))}
    User.objects.filter(pk=few.pk).update(username="eve", email="eve@mail.example")
    many = rich_customer(12)

    costs.add(len(queries(support, many)))

    assert len(costs) == 1
    assert costs.pop() <= 24


def queries(client, user):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page_of(user)).status_code == 200
    return captured


def test_only_acts_that_would_change_something_are_offered(support):
    later = timezone.now() + timedelta(minutes=5)
    shut = UserFactory(locked_until=later, failed_login_attempts=5)

    text = support.get(page_of(shut)).content.decode()

    assert ">Unlock</button>" in text
    assert "Deactivate…" in text
    assert "Activate…" not in text
    assert "Verify…" not in text


def test_a_note_is_kept_with_its_author(as_role, client):
    writer, ada = member("support"), UserFactory()
    client.force_login(writer)

    url = reverse("admin:accounts_user_note", args=[ada.pk])
    answer = client.post(url, {"text": "Wants <b>blue</b>"}, follow=True)

    note = CustomerNote.objects.get()
    assert (note.user, note.actor, note.text) == (ada, writer, "Wants <b>blue</b>")
    assert "The note is saved." in sentences(answer)
    assert "Wants &lt;b&gt;blue&lt;/b&gt;" in answer.content.decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_note_that_is_none_is_a_sentence(support, text):
    ada = UserFactory()

    url = reverse("admin:accounts_user_note", args=[ada.pk])
    answer = support.post(url, {"text": text}, follow=True)

    assert len(sentences(answer)) > 20
    assert not CustomerNote.objects.exists()


def test_nobody_writes_notes_about_colleagues_he_may_not_see(support):
    colleague = UserFactory(is_staff=True)

    support.post(
        reverse("admin:accounts_user_note", args=[colleague.pk]), {"text": "hm"}
    )

    assert not CustomerNote.objects.exists()
