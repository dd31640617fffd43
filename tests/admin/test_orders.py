"""What staff do to orders. Services open the outermost transaction: no test wraps."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from database.models import Operation, OutboxMessage
from orders.models import Order
from orders.services import cancel_order, confirm_order
from tests.admin.conftest import sentences
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "admin:orders_order_changelist"


def act(client, action, *orders):
    keys = [order.pk for order in orders]
    posted = {"action": action, "_selected_action": keys}
    return client.post(reverse(LIST), posted, follow=True)


def status_of(order):
    return Order.objects.get(pk=order.pk).status


@pytest.fixture
def packer(as_role):
    return as_role("fulfilment")


@pytest.fixture
def support(as_role):
    return as_role("support")


def test_a_packer_takes_an_order_to_its_door(packer):
    order = OrderFactory()

    for action, status in [
        ("confirm", "confirmed"),
        ("ship", "shipped"),
        ("deliver", "delivered"),
    ]:
        act(packer, action, order)
        assert status_of(order) == status


def test_confirming_twice_does_nothing_and_says_why(packer):
    order = OrderFactory()
    act(packer, "confirm", order)

    response = act(packer, "confirm", order)

    assert f"Order {order.number} is confirmed already" in sentences(response)
    assert order.status_changes.count() == 2


def test_who_confirms_before_the_money_came_reads_it(packer):
    transfer, invoice = OrderFactory(payment_method="bank_transfer"), OrderFactory()

    response = act(packer, "confirm", transfer, invoice)

    unpaid = f"Paid before delivery, and not paid yet: {transfer.number}."
    assert unpaid in sentences(response)
    assert invoice.number not in sentences(response)


def test_one_refusal_does_not_stop_the_others(packer):
    cancelled, fresh = OrderFactory(), OrderFactory()
    cancel_order(order_id=cancelled.pk)

    response = act(packer, "confirm", cancelled, fresh)

    assert (status_of(cancelled), status_of(fresh)) == ("cancelled", "confirmed")
    assert "1 order is confirmed" in sentences(response)
    assert cancelled.number in sentences(response)


def test_the_page_of_an_order_says_what_to_do_first(owner):
    order = OrderFactory()
    page = reverse("admin:orders_order_change", args=[order.pk])

    assert "Check the order and confirm it" in owner.get(page).content.decode()
    owner.post(reverse("admin:orders_order_step", args=[order.pk, "confirm"]))

    shown = owner.get(page).content.decode()
    assert "Pack and ship it" in shown
    assert "Cancel order and put 2 pieces back" in shown


def test_a_prepaid_order_waits_for_its_payment(packer):
    order = OrderFactory(payment_method="bank_transfer")

    page = packer.get(reverse("admin:orders_order_change", args=[order.pk]))

    assert "Wait for the payment, then confirm" in page.content.decode()


def test_a_step_is_taken_by_post_only(packer):
    order = OrderFactory()

    packer.get(reverse("admin:orders_order_step", args=[order.pk, "confirm"]))

    assert status_of(order) == "pending"


def test_cancelling_shows_what_comes_back_and_puts_it_back_once(support):
    pen = ProductFactory(stock_quantity=10)
    order = OrderFactory(lines={pen.pk: 3})
    page = act(support, "cancel", order)
    url = f"{reverse('admin:orders_order_cancel')}?order={order.number}"

    assert "Cancel and put 3 pieces back" in page.content.decode()
    assert status_of(order) == "pending"
    support.post(url, {"reason": "Wrong colour"})
    again = support.post(url, {"reason": "Wrong colour"}, follow=True)

    pen.refresh_from_db()
    assert (status_of(order), pen.stock_quantity) == ("cancelled", 10)
    assert f"Order {order.number} is cancelled" in sentences(again)
    assert order.status_changes.get(to_status="cancelled").reason == "Wrong colour"


def test_a_shipped_order_offers_no_cancelling(owner):
    order = OrderFactory()
    confirm_order(order_id=order.pk)
    act(owner, "ship", order)

    url = f"{reverse('admin:orders_order_cancel')}?order={order.number}"
    page = owner.get(url).content.decode()
    owner.post(url)

    assert "Nothing to cancel" in page
    assert status_of(order) == "shipped"


def test_an_order_moves_to_another_customer_and_the_log_says_so(support):
    order, ada = OrderFactory(), UserFactory(email="ada@mail.example")
    url = f"{reverse('admin:orders_order_transfer')}?order={order.number}"

    support.post(url, {"customer": " ADA@mail.example "})
    again = support.post(url, {"customer": ada.username}, follow=True)

    assert Order.objects.get(pk=order.pk).customer == ada
    assert "already belongs to" in sentences(again)
    assert Operation.objects.filter(operation="orders.transfer").count() == 1


def test_of_two_who_move_an_order_from_one_owner_the_second_is_told(support):
    order, ada, ben = OrderFactory(), UserFactory(), UserFactory()
    url = f"{reverse('admin:orders_order_transfer')}?order={order.number}"
    shown = support.get(url).context["form"]["owners"].value()

    support.post(url, {"customer": ada.username, "owners": shown})
    second = support.post(url, {"customer": ben.username, "owners": shown}, follow=True)

    assert "was moved to another customer meanwhile" in sentences(second)
    assert Order.objects.get(pk=order.pk).customer == ada
    assert Operation.objects.filter(operation="orders.transfer").count() == 1


@pytest.mark.parametrize("owners", ["7", "=", "a=b", "9" * 5000, "{"])
def test_a_forged_list_of_owners_is_a_sentence_and_changes_nothing(support, owners):
    order, ada = OrderFactory(), UserFactory()
    url = f"{reverse('admin:orders_order_transfer')}?order={order.number}"

    answer = support.post(url, {"customer": ada.username, "owners": owners})

    assert answer.status_code == 200
    assert Order.objects.get(pk=order.pk).customer == order.customer


def test_an_unknown_customer_is_a_sentence_and_changes_nothing(support):
    order = OrderFactory()
    url = f"{reverse('admin:orders_order_transfer')}?order={order.number}"

    response = support.post(url, {"customer": "nobody@mail.example"})

    assert "No account has this e-mail address" in response.content.decode()
    assert Order.objects.get(pk=order.pk).customer == order.customer


def test_the_page_that_cancels_costs_the_same_for_many_orders(owner):
    orders = [OrderFactory() for _ in range(50)]
    address = reverse("admin:orders_order_cancel")
    owner.get(address, {"order": orders[0].number})

    with CaptureQueriesContext(connection) as one:
        owner.get(address, {"order": orders[0].number})
    with CaptureQueriesContext(connection) as many:
        response = owner.get(address, {"order": [order.number for order in orders]})

    assert len(many) == len(one)
    assert [order.to_return for order in response.context["orders"]] == [2] * 50
    assert response.context["pieces"] == 100


def test_pages_without_orders_are_not_found(support):
    for name in ("cancel", "transfer"):
        url = reverse(f"admin:orders_order_{name}")
        assert support.get(url).status_code == 404
        assert support.get(url, {"order": str(uuid4())}).status_code == 404


def test_an_action_the_role_lacks_changes_nothing(as_role):
    order = OrderFactory()

    response = act(as_role("catalogue"), "confirm", order)

    assert response.status_code == 403
    assert status_of(order) == "pending"


def test_a_queued_message_is_tried_again_and_says_how_it_went(owner):
    payload = {"mail_id": str(uuid4())}
    message = OutboxMessage.objects.create(kind="mail", key="k", payload=payload)
    url = reverse("admin:database_outboxmessage_changelist")
    posted = {"action": "try_again", "_selected_action": [message.pk]}

    response = owner.post(url, posted, follow=True)

    message.refresh_from_db()
    assert "failed again: DoesNotExist" in sentences(response)
    assert (message.attempts, message.done_at) == (1, None)
