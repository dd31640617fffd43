"""An order is found by whatever somebody remembers of it, and by nothing they hide."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.admin.searching import search_people
from accounts.models import User
from database.text.searching import Finds
from orders.models import Line, Order
from orders.models.search import LINE, RECIPIENT, search_orders
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:orders_order_changelist")
PLACE = {
    "email": "half.remembered@post.example",
    "full_name": "Zoë Moorcroft",
    "line1": "4 Quay Street",
    "city": "Norwich",
    "postcode": "NR2 4TF",
    "country": "GB",
    "phone": "01632 960-123",
}


@pytest.fixture
def of_a_guest():
    mug = ProductFactory(name="Étagère mug", sku="MUG-77", stock_quantity=100)
    OrderFactory(full_name="Ada Reed", email="ada@post.example")
    return OrderFactory(customer=None, lines={mug.pk: 1}, **PLACE)


def found(words, *, sees_recipient=True):
    rows = search_orders(Order.objects.all(), words, sees_recipient=sees_recipient)
    return list(rows)


def listed(client, words):
    return list(client.get(LIST, {"q": words}).context["cl"].result_list)


def test_any_part_of_any_of_it_finds_an_order(of_a_guest):
    names = ["Moorcroft", "oorcro", "zoe", "ZOË MOOR"]
    places = ["remembered@post", "NR2 4TF", "nr24tf", "4tf", "01632 960 123"]
    phones = ["01632960123", "+44 1632 960123", "960-123"]
    products = ["agere", "mug-77", "G-7", "moor etag"]

    for words in [*names, *places, *phones, *products, of_a_guest.number[3:].lower()]:
        assert (words, found(words)) == (words, [of_a_guest])


def test_every_word_has_to_be_there(of_a_guest):
    for words in ["moor reed", "zoe lamp", "nr3", "01632 960 124"]:
        assert (words, found(words)) == (words, [])


def test_an_order_is_found_by_the_account_of_its_customer():
    ned = UserFactory(
        username="nedm",
        email="n.moor@post.example",
        first_name="Ned",
        last_name="Moor",
        display_name="Mr Moor",
    )
    order = OrderFactory(customer=ned)
    OrderFactory(customer=None, full_name="Ada Reed")

    for words in ["oor", "ned moor", "nedm", "n.moor@", "mr mo"]:
        assert (words, found(words)) == (words, [order])


def test_who_does_not_see_where_orders_go_finds_by_what_they_see(of_a_guest):
    hidden = ["half.rem", "NR2 4TF", "nr2", "01632 960123", "960-123", "960123"]

    for words in [*hidden, "moor 4tf", "norwich"]:
        assert (words, found(words, sees_recipient=False)) == (words, [])
    for words in ["moorcroft", "etagere", "MUG-77", of_a_guest.number]:
        assert (words, found(words, sees_recipient=False)) == (words, [of_a_guest])


def test_who_does_not_see_addresses_finds_no_account_by_them():
    OrderFactory(customer=UserFactory(username="nedm", email="moor@post.example"))

    for words in ("moor@", "nedm"):
        assert (words, found(words, sees_recipient=False)) == (words, [])


@pytest.mark.parametrize(("role", "sees"), [("accounting", False), ("support", True)])
def test_the_list_finds_by_a_phone_for_those_who_see_it(
    role, sees, as_role, of_a_guest
):
    staff = as_role(role)

    assert listed(staff, "01632 960123") == ([of_a_guest] if sees else [])
    assert listed(staff, "oorcr") == [of_a_guest]


@pytest.mark.parametrize(
    ("role", "help_text"),
    [
        ("owner", "Number, name, e-mail, phone, postcode, product"),
        ("accounting", "Number, name, product"),
    ],
)
def test_the_field_says_what_it_searches(role, help_text, as_role):
    assert as_role(role).get(LIST).context["cl"].search_help_text == help_text


def test_the_search_over_everything_names_order_and_customer(owner, of_a_guest):
    page = owner.get(reverse("admin:search"), {"s": "oorcr", "extended": "1"})

    assert f"{of_a_guest.number} · Zoë Moorcroft · £" in page.content.decode()


def test_a_search_costs_the_same_for_one_order_and_for_many(owner, of_a_guest):
    listed(owner, "moor mug")

    with CaptureQueriesContext(connection) as one:
        listed(owner, "moor mug")
    for _ in range(20):
        OrderFactory(
            customer=None, lines={of_a_guest.lines.get().product_id: 1}, **PLACE
        )
    with CaptureQueriesContext(connection) as many:
        assert len(listed(owner, "moor mug")) == 21

    assert len(one) == len(many) <= 8


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("model", "text", "index"),
    [
        (Order, RECIPIENT, "orders_order_folded"),
        (Line, LINE, "orders_line_folded"),
    ],
)
def test_the_index_is_built_on_what_the_search_asks(model, text, index):
    """With one sign more or less the server would never use it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    rows = model.objects.filter(Finds(text, "moorcroft")).order_by()

    assert index in rows.values("pk").explain()


@pytest.fixture
def ned():
    place = {"full_name": "Zoë Moor", "postcode": "NR2 4TF", "phone": "01632 960123"}
    ned = UserFactory(username="ned", email="n.m@post.example", phone="+44 1632 960999")
    ned.addresses.create(**place)
    UserFactory(username="ada", phone="01632 960444")
    return ned


def found_people(words, *, sees_personal=True):
    rows = search_people(User.objects.all(), words, sees_personal=sees_personal)
    return list(rows)


def test_customers_are_found_by_what_their_address_book_holds(ned):
    for words in ["oor", "nr2", "01632 960123", "01632960999", ".m@po", "zoe ned"]:
        assert (words, found_people(words)) == (words, [ned])


def test_who_sees_people_by_name_finds_none_by_their_address_book(ned):
    for words in ["zoe", "nr2", "01632 960123", "960999", "n.m@post"]:
        assert (words, found_people(words, sees_personal=False)) == (words, [])
    assert found_people("ned", sees_personal=False) == [ned]


@pytest.mark.parametrize(("role", "sees"), [("accounting", False), ("support", True)])
def test_the_list_of_customers_finds_by_a_postcode_for_those_who_see_it(
    role, sees, as_role, ned
):
    answer = as_role(role).get(reverse("admin:accounts_user_changelist"), {"q": "nr2"})

    assert list(answer.context["cl"].result_list) == ([ned] if sees else [])
