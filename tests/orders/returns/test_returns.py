"""Returns: asked for and answered."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from time_machine import travel

from orders.errors import ReturnRefused
from orders.mails.sending import compose
from orders.models import Mail, Return
from orders.returns.rules import obstacle_to_return, returnable
from orders.services import (
    approve_return,
    confirm_order,
    refuse_return,
    request_return,
    send_parcel,
)
from tests.factories import OrderFactory
from tests.orders.making import delivered_order, pen

pytestmark = pytest.mark.django_db(transaction=True)


def ask(order, pieces=None, **fields):
    pieces = pieces or {line.pk: line.quantity for line in order.lines.all()}
    fields = {"reason": "unwanted", "key": uuid4().hex, **fields}
    return request_return(order_id=order.pk, pieces=pieces, **fields)


def approved(order, pieces=None):
    row = ask(order, pieces)
    return approve_return(return_id=row.pk, answer="Send it back, please.")


def test_a_delivered_order_can_be_asked_back():
    order = delivered_order()

    row = ask(order, comment="  too small ")

    assert (row.status, row.comment) == ("requested", "too small")
    assert row.lines.get().quantity == 2
    assert Mail.objects.get(kind="return_requested").order == order
    assert returnable(order) == []


def test_only_what_left_the_house_comes_back():
    goods = pen()
    order = OrderFactory(lines={goods.pk: 3})
    confirm_order(order_id=order.pk)
    line = order.lines.get()
    send_parcel(order_id=order.pk, quantities={line.pk: 1})

    with pytest.raises(ReturnRefused, match="Only 1 piece of “Pen” can be sent back"):
        ask(order, {line.pk: 2})
    assert not Return.objects.exists()


def test_the_same_piece_is_not_asked_back_twice():
    order = delivered_order()
    ask(order)

    with pytest.raises(ReturnRefused, match="cannot be sent back"):
        ask(order)
    assert Return.objects.count() == 1


def test_what_was_refused_can_be_asked_again():
    order = delivered_order()
    row = ask(order)

    refuse_return(return_id=row.pk, answer="It was worn.")
    again = ask(order)

    assert again.status == "requested"
    assert Mail.objects.get(kind="return_refused").context["values"] == {
        "answer": "It was worn."
    }


def test_the_mail_of_an_approved_return_names_the_address(settings):
    settings.RETURN_ADDRESS = ["Kontor", "1 High Street", "York YO1 7AA"]
    approved(delivered_order())

    letter = compose(Mail.objects.get(kind="return_approved"))

    assert "\n\nKontor\n1 High Street\nYork YO1 7AA\n" in letter.text
    assert "Kontor<br>1 High Street<br>York YO1 7AA</p>" in letter.html


def test_without_an_address_the_mail_says_that_it_follows(settings):
    settings.RETURN_ADDRESS = []
    approved(delivered_order())

    said = Mail.objects.get(kind="return_approved").context["values"]["what_next"]

    assert said.startswith("Next: we tell you where to send the pieces. Send them")
    assert said == said.strip()


def test_nothing_is_refused_in_silence():
    row = ask(delivered_order())

    with pytest.raises(ReturnRefused, match="Write an answer"):
        refuse_return(return_id=row.pk, answer=" ")
    row.refresh_from_db()
    assert row.status == "requested"


def test_an_answer_is_given_once():
    row = approved(delivered_order())

    with pytest.raises(ReturnRefused, match="is approved, so nothing was changed"):
        refuse_return(return_id=row.pk, answer="No.")
    row.refresh_from_db()
    assert (row.status, row.answer) == ("approved", "Send it back, please.")


def test_the_same_form_twice_is_one_request():
    order = delivered_order()

    assert ask(order, key="once") == ask(order, key="once")
    assert Return.objects.count() == 1


def test_the_time_to_ask_ends():
    order = delivered_order()
    assert obstacle_to_return(order) == ""

    with travel(timezone.now() + timedelta(days=31)):
        obstacle = obstacle_to_return(order)

    assert obstacle.startswith("The time to send something back ended on")
