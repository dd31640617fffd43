"""What staff see and do about pieces that were not sent: pages, forms and lists."""

import pytest
from django.urls import reverse

from orders.models import Order, Refund, Shipment, TakenOff
from orders.services import confirm_order, send_parcel
from tests.admin.conftest import sentences
from tests.factories import OrderFactory, ProductFactory
from tests.orders.making import paid_order, refund
from tests.support.pages import hidden_fields

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order():
    """Return a paid order of two, which waits to be packed."""
    return paid_order(lines={ProductFactory(name="Lamp", stock_quantity=5).pk: 2})


@pytest.fixture
def partly(order):
    """Return the order with one piece in a parcel."""
    send_parcel(order_id=order.pk, quantities={line_of(order): 1})
    return order


def line_of(order):
    return order.lines.get().pk


def page(name, order):
    return reverse(f"admin:orders_order_{name}", args=[order.pk])


def refund_page(order):
    return reverse("admin:orders_refund_new") + f"?order={order.number}"


def text_of(answer):
    return answer.content.decode()


def stock_of(order):
    return order.lines.get().product.stock_quantity


def posted(order, **fields):
    line = line_of(order)
    named = {f"{name}-{line}": value for name, value in fields.items()}
    return {"key": "k", "method": "original", "reason": "Broken", **named}


def ship_selected(owner, order):
    """Choose the order in the list and run the action "ship"."""
    fields = {"action": "ship", "_selected_action": [order.pk]}
    page = owner.post(reverse("admin:orders_order_changelist"), fields)
    return owner.post(page.url, hidden_fields(owner.get(page.url)), follow=True)


def to_ship(owner):
    """Return the numbers in the queue of the packing table."""
    answer = owner.get(reverse("admin:orders_order_changelist") + "?sending=to_ship")
    return [row.number for row in answer.context["cl"].result_list]


def test_a_refunded_piece_is_on_no_page_as_one_to_send(owner, order):
    owner.post(refund_page(order), posted(order, line="1", stock="back"))

    assert "Pack 1 piece. Delivery:" in text_of(owner.get(page("change", order)))
    assert 'value="1"' in text_of(owner.get(page("parcel", order)))
    assert stock_of(order) == 4
    assert "1 order is on its way" in sentences(ship_selected(owner, order))
    assert Shipment.objects.get().lines.get().quantity == 1


def test_a_refund_of_pieces_that_are_gone_refunds_nothing_else(owner):
    order = paid_order(lines={ProductFactory().pk: 2 for _ in range(2)})
    gone, _left = order.lines.all()
    fields = {
        "key": "k",
        "method": "original",
        "reason": "Broken",
        f"line-{gone.pk}": "2",
        f"stock-{gone.pk}": "back",
    }
    owner.post(refund_page(order), fields)

    late = {**fields, "key": "late", "extra": "1.00"}
    answer = owner.post(refund_page(order), late)

    assert "The order has changed since you opened the form" in text_of(answer)
    assert Refund.objects.get().key == "k"


def test_an_order_that_is_refunded_whole_leaves_the_queue(owner, order):
    assert to_ship(owner) == [order.number]

    answer = owner.post(
        refund_page(order), posted(order, line="2", stock="back"), follow=True
    )

    assert "Nothing is left: the order is cancelled." in sentences(answer)
    assert to_ship(owner) == []
    ship_selected(owner, order)
    assert not Shipment.objects.exists()
    assert stock_of(order) == 5


def test_the_refund_form_asks_whether_pieces_go_back_into_stock(owner, order):
    text = text_of(owner.get(refund_page(order)))
    assert "Not sent yet" in text
    assert "Not into stock: broken or missing" in text

    owner.post(refund_page(order), posted(order, line="1", stock="gone"))

    assert (stock_of(order), TakenOff.objects.get().is_restocked) == (3, False)


def test_an_old_form_without_the_question_puts_the_piece_back(owner, order):
    owner.post(refund_page(order), posted(order, line="1"))

    assert (stock_of(order), TakenOff.objects.get().is_restocked) == (4, True)


def test_of_a_line_sent_in_part_the_form_asks_which_pieces_are_meant(owner, partly):
    assert f"unsent-{line_of(partly)}" in text_of(owner.get(refund_page(partly)))
    unanswered = owner.post(refund_page(partly), posted(partly, line="1"))
    assert "Say how many of the refunded pieces have not been sent yet" in text_of(
        unanswered
    )
    assert not Refund.objects.exists()

    owner.post(refund_page(partly), posted(partly, line="1", unsent="1"))

    assert Order.objects.get().status == "shipped"
    assert stock_of(partly) == 4


def test_a_form_that_showed_other_pieces_refunds_nothing(owner, order):
    """A colleague sent both while the form lay open."""
    send_parcel(order_id=order.pk)

    answer = owner.post(refund_page(order), posted(order, line="1", shown="2"))

    assert "since you opened the form" in text_of(answer)
    assert not Refund.objects.exists()


def test_the_form_for_an_unpaid_bill_asks_for_no_account(owner):
    order = confirm_order(order_id=OrderFactory().pk)

    text = text_of(owner.get(refund_page(order)))

    assert "Customer's bank account" not in text
    assert "Price</th>" in text
    assert "Paid</th>" not in text


def test_partly_sent_is_shown_in_list_and_page(owner, partly):
    lists = reverse("admin:orders_order_changelist")

    assert "partly sent" in text_of(owner.get(lists))
    assert "partly sent" in text_of(owner.get(page("change", partly)))
    assert partly.number in text_of(owner.get(f"{lists}?sending=partly"))
    assert Order.objects.get().status == "confirmed"


def test_the_rest_is_cancelled_with_its_stock(owner, partly):
    assert "Cancel the rest" in text_of(owner.get(page("change", partly)))
    form = owner.get(page("cancel_pieces", partly))
    assert "Cancel the rest of order" in text_of(form)
    fields = {
        "shown": "1",
        f"line-{line_of(partly)}": "1",
        "reason": "We have no other",
    }

    answer = owner.post(page("cancel_pieces", partly), fields, follow=True)

    assert f"The rest of order {partly.number} is cancelled" in sentences(answer)
    assert "has to be paid out" in sentences(answer)
    text = text_of(answer)
    assert "1 cancelled" in text
    assert "1 × Lamp · back in stock · We have no other" in text
    assert "Cancel the rest" not in text
    assert (stock_of(partly), Order.objects.get().status) == (4, "shipped")


def test_a_part_is_cancelled_once_however_often_it_is_posted(owner, order):
    fields = {"shown": "2", f"line-{line_of(order)}": "1", "reason": "x"}
    owner.post(page("cancel_pieces", order), fields)

    again = owner.post(page("cancel_pieces", order), fields, follow=True)

    assert "changed since you opened the form" in sentences(again)
    assert TakenOff.objects.get().quantity == 1


@pytest.mark.parametrize(
    ("count", "reason", "sentence"),
    [
        ("3", "x", "At most 2 can be cancelled"),
        ("many", "x", "as a whole number"),
        ("0", "x", "Say which pieces are cancelled"),
        ("1", "", "Say why these are cancelled"),
    ],
)
def test_pieces_that_cannot_be_cancelled_are_a_sentence(
    owner, order, count, reason, sentence
):
    fields = {"shown": "2", f"line-{line_of(order)}": count, "reason": reason}

    answer = owner.post(page("cancel_pieces", order), fields)

    assert sentence in text_of(answer)
    assert not TakenOff.objects.exists()


def test_a_form_without_what_it_showed_is_out_of_date(owner, order):
    fields = {f"line-{line_of(order)}": "1", "reason": "x"}

    answer = owner.post(page("cancel_pieces", order), fields)

    assert "This page is out of date. Load it again." in text_of(answer)
    assert not TakenOff.objects.exists()


def test_an_order_on_its_way_has_nothing_to_cancel(owner, order):
    send_parcel(order_id=order.pk)

    answer = owner.get(page("cancel_pieces", order), follow=True)

    assert "Nothing in order" in sentences(answer)


def test_the_page_of_a_whole_cancellation_names_the_way_for_the_rest(owner, partly):
    address = reverse("admin:orders_order_cancel") + f"?order={partly.number}"

    assert "“Cancel the rest” on the order" in text_of(owner.get(address))


def test_home_counts_what_is_to_be_packed(owner, order):
    refund(order, pieces={line_of(order): 2})

    text = text_of(owner.get(reverse("admin:index")))

    assert "Nothing is waiting. Everything is packed." in text
