"""What staff do to orders. Services open the outermost transaction: no test wraps."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from database.models import AuditEntry, OutboxMessage
from orders.models import Order
from orders.services import cancel_order, confirm_order, send_parcel
from tests.admin.conftest import sentences
from tests.factories import OrderFactory, ProductFactory, UserFactory
from tests.support.pages import hidden_fields

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "admin:orders_order_changelist"


def act(client, action, *orders):
    """Choose the orders in the list and run the action, which leads to a page."""
    keys = [order.pk for order in orders]
    posted = {"action": action, "_selected_action": keys}
    return client.post(reverse(LIST), posted, follow=True)


def address_of(page):
    return f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"


def act_and_agree(client, action, *orders, **fields):
    """Do the same, and press the button of the page."""
    page = act(client, action, *orders)
    return client.post(address_of(page), {**hidden_fields(page), **fields}, follow=True)


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
        act_and_agree(packer, action, order)
        assert status_of(order) == status


def test_confirming_twice_does_nothing_and_says_why(packer):
    order = OrderFactory()
    act_and_agree(packer, "confirm", order)

    response = act_and_agree(packer, "confirm", order)

    text = f"Order {order.number} was left out. It is confirmed already."
    assert text in sentences(response)
    assert order.status_changes.count() == 2


def test_no_action_moves_an_order_before_somebody_agrees(packer):
    order = OrderFactory()

    page = act(packer, "confirm", order).content.decode()

    assert "Confirm 1 order?" in page
    assert "Each customer gets a mail. This cannot be undone." in page
    assert status_of(order) == "pending"


def test_unpaid_orders_are_left_out_of_a_confirmation_and_named(packer):
    transfer, invoice = OrderFactory(payment_method="bank_transfer"), OrderFactory()

    page = act(packer, "confirm", transfer, invoice)
    response = packer.post(address_of(page), hidden_fields(page), follow=True)

    assert "Confirm 1 order?" in page.content.decode()
    left_out = "Not paid yet: £20.00 is still to pay."
    assert left_out in page.content.decode()
    assert f"Order {transfer.number} was left out. {left_out}" in sentences(response)
    assert "1 order is confirmed." in sentences(response)
    assert (status_of(transfer), status_of(invoice)) == ("pending", "confirmed")
    assert not transfer.mails.filter(kind="order_confirmed").exists()


def test_an_unpaid_order_is_confirmed_on_purpose_and_the_reason_stays(packer):
    order = OrderFactory(payment_method="bank_transfer")
    page = packer.get(reverse("admin:orders_order_change", args=[order.pk]))
    steps = reverse("admin:orders_order_steps", args=["confirm"])
    address = f"{steps}?order={order.number}&unpaid=1"

    assert address.replace("&", "&amp;") in page.content.decode()
    asked = packer.get(address).content.decode()
    silent = packer.post(address)
    still = status_of(order)
    packer.post(address, {"shown": f"{order.pk}=nothing", "why": "The boss said so"})

    assert "Not paid: confirm it anyway?" in asked
    assert (
        "Say why, because colleagues will look for the money."
        in silent.content.decode()
    )
    assert (still, status_of(order)) == ("pending", "confirmed")
    reason = order.status_changes.get(to_status="confirmed").reason
    assert reason == "The boss said so"


def test_the_button_of_a_stale_page_confirms_no_unpaid_order(packer):
    order = OrderFactory(payment_method="bank_transfer")
    step = reverse("admin:orders_order_step", args=[order.pk, "confirm"])

    answer = packer.post(step, follow=True)

    text = f"Order {order.number} is not paid yet: £20.00 is still to pay."
    assert text in sentences(answer)
    assert status_of(order) == "pending"


def test_orders_leave_in_bulk_each_with_its_carrier_and_number(packer):
    first, second = (confirm_order(order_id=OrderFactory().pk) for _ in range(2))
    unpaid = OrderFactory(payment_method="bank_transfer")
    confirm_order(order_id=unpaid.pk)
    sent = {f"carrier-{first.pk}": "Royal Mail", f"tracking-{first.pk}": "JD0002"}

    page = act(packer, "ship", first, second, unpaid)
    form = hidden_fields(page) | sent
    answer = packer.post(address_of(page), form, follow=True)

    assert "Leave the carrier and tracking number empty" in page.content.decode()
    assert [status_of(one) for one in (first, second, unpaid)] == [
        "shipped",
        "shipped",
        "confirmed",
    ]
    tracking = ("carrier", "tracking_number")
    assert first.shipments.values_list(*tracking).get() == ("Royal Mail", "JD0002")
    assert second.shipments.values_list(*tracking).get() == ("", "")
    assert f"Order {unpaid.number} was left out." in sentences(answer)


def test_the_page_of_parcels_says_what_each_field_is_and_why_an_order_is_left_out(
    packer,
):
    sent = confirm_order(order_id=OrderFactory().pk)
    pending = OrderFactory()

    page = act(packer, "ship", sent, pending).content.decode()

    assert page.count('<td data-label="Carrier">') == 1
    assert page.count('<td data-label="Tracking number">') == 1
    assert '<span class="bo-badge bo-badge-confirmed">on invoice</span>' in page
    assert '<span class="bo-badge bo-badge-pending">pending</span>' in page
    assert "It is pending, so it cannot become shipped." in page
    assert f"Order {pending.number} is" not in page


def test_a_carrier_that_was_used_is_offered(packer):
    for carrier in ("DPD", "Royal Mail", "Royal Mail", ""):
        order = confirm_order(order_id=OrderFactory().pk)
        send_parcel(order_id=order.pk, carrier=carrier)
    order = confirm_order(order_id=OrderFactory().pk)

    page = packer.get(reverse("admin:orders_order_parcel", args=[order.pk]))
    bulk = act(packer, "ship", order)

    for shown in (page, bulk):
        assert shown.context["carriers"] == ["Royal Mail", "DPD"]
        assert '<option value="Royal Mail">' in shown.content.decode()


def test_an_unpaid_order_is_not_shipped_by_accident(packer):
    order = confirm_order(order_id=OrderFactory(payment_method="bank_transfer").pk)
    parcel = reverse("admin:orders_order_parcel", args=[order.pk])
    piece = {f"line-{order.lines.get().pk}": 2}

    asked = packer.post(parcel, piece | {"why": "She is a friend"})
    silent = packer.post(parcel, piece | {"unpaid": "on"})
    by_step = packer.post(
        reverse("admin:orders_order_step", args=[order.pk, "ship"]), follow=True
    )
    before = status_of(order)
    packer.post(parcel, piece | {"unpaid": "on", "why": "She is a friend"})

    assert "Not paid: ship it anyway?" in asked.content.decode()
    assert "Tick this, or record the payment first." in asked.content.decode()
    assert (
        "Say why, because colleagues will look for the money."
        in silent.content.decode()
    )
    assert "is not paid yet: £20.00 is still to pay" in sentences(by_step)
    assert (before, status_of(order)) == ("confirmed", "shipped")
    reason = order.status_changes.get(to_status="shipped").reason
    assert reason == "She is a friend"


def test_an_order_that_waits_for_money_says_how_much_and_asks_for_it_first(owner):
    order = OrderFactory(payment_method="bank_transfer")
    page = reverse("admin:orders_order_change", args=[order.pk])

    pending = owner.get(page).content.decode()
    confirm_order(order_id=order.pk)
    confirmed = owner.get(page).content.decode()

    assert "Not paid yet: £20.00 is due by " in pending
    assert "Not paid yet: £20.00 is still to pay." in confirmed
    strong = '<a class="bo-button bo-button-strong"\n           href="{}?order={}">'
    record = strong.format(reverse("admin:orders_paymententry_record"), order.number)
    for shown in (pending, confirmed):
        assert record in shown
        assert shown.count("bo-button-strong") == 1
    assert "Pack and ship it" not in confirmed


def test_the_page_of_a_step_costs_the_same_for_many_orders(owner):
    orders = [confirm_order(order_id=OrderFactory().pk) for _ in range(20)]
    address = reverse("admin:orders_order_steps", args=["ship"])
    owner.get(address, {"order": orders[0].number})

    with CaptureQueriesContext(connection) as one:
        owner.get(address, {"order": orders[0].number})
    with CaptureQueriesContext(connection) as many:
        page = owner.get(address, {"order": [order.number for order in orders]})

    assert len(page.context["possible"]) == 20
    assert len(many) == len(one) <= 12


def test_one_refusal_does_not_stop_the_others(packer):
    cancelled, fresh = OrderFactory(), OrderFactory()
    cancel_order(order_id=cancelled.pk)

    response = act_and_agree(packer, "confirm", cancelled, fresh)

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
    act_and_agree(owner, "ship", order)

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
    assert AuditEntry.objects.filter(operation="orders.transfer").count() == 1


def test_of_two_who_move_an_order_from_one_owner_the_second_is_told(support):
    order, ada, ben = OrderFactory(), UserFactory(), UserFactory()
    url = f"{reverse('admin:orders_order_transfer')}?order={order.number}"
    shown = support.get(url).context["form"]["owners"].value()

    support.post(url, {"customer": ada.username, "owners": shown})
    second = support.post(url, {"customer": ben.username, "owners": shown}, follow=True)

    assert "has been moved to another customer in the meantime" in sentences(second)
    assert Order.objects.get(pk=order.pk).customer == ada
    assert AuditEntry.objects.filter(operation="orders.transfer").count() == 1


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
