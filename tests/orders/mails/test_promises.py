"""What customers are promised comes from the settings, on pages and in mails."""

import pytest
from time_machine import travel

from orders.mails import KINDS
from orders.mails.preview import example
from orders.mails.returns import next_of_return
from orders.services import approve_return, receive_return, request_return
from tests.factories import ProductFactory
from tests.orders.making import delivered_order

pytestmark = pytest.mark.django_db
# When the request is answered, the pieces are sent, the money is back.
DAYS = ("Wed 25 Nov 2026", "Thu 26 Nov 2026", "Mon 23 Nov 2026")


@pytest.fixture(autouse=True)
def other_promises(settings):
    settings.RETURN_DAYS = 47
    settings.RETURN_ANSWER_DAYS = 3
    settings.RETURN_SEND_DAYS = 4
    settings.REFUND_DAYS = 1


def page(client, address):
    return " ".join(client.get(address).content.decode().split())


def test_the_shop_says_until_when_things_can_be_sent_back(client):
    ProductFactory(slug="jug")

    assert "Send anything back within 47 days, unused" in page(client, "/")
    assert "Send it back within 47 days if it is not right." in page(client, "/p/jug/")


def test_who_sends_back_is_told_when_we_answer(client):
    order = delivered_order()
    client.force_login(order.customer)
    address = f"/orders/{order.number}/return/"
    line = order.lines.get()
    assert "We answer within 3 working days, then" in page(client, address)

    fields = {"key": "once", "reason": "other", f"line-{line.pk}": 1}
    answer = client.post(address, fields, follow=True).content.decode()

    assert "answer it within 3 working days, by mail." in answer


def test_the_steps_of_a_return_name_the_days_of_the_settings():
    with travel("2026-11-20 10:00+00:00", tick=False):  # a Friday
        order = delivered_order()
        pieces = {order.lines.get().pk: 1}
        row = request_return(
            order_id=order.pk, pieces=pieces, reason="other", key="return"
        )
        said = [next_of_return(row)]
        row = approve_return(return_id=row.pk, answer="Gladly.")
        said.append(next_of_return(row))
        said.append(next_of_return(receive_return(return_id=row.pk)))

    assert [day in text for day, text in zip(DAYS, said, strict=True)] == [True] * 3


@pytest.mark.parametrize("kind", ["return_requested", "return_approved"])
def test_the_preview_of_a_mail_names_the_same_days(kind):
    with travel("2026-11-20 10:00+00:00", tick=False):
        letter = example(KINDS[kind])

    assert DAYS[["return_requested", "return_approved"].index(kind)] in letter.text
