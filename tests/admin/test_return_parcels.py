"""Parcels that come back, as staff record them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.models import Return, ReturnArrival
from orders.services import approve_return, request_return
from tests.concurrency.racing import stock_of
from tests.factories import ProductFactory
from tests.orders.making import delivered_order, pen

pytestmark = pytest.mark.django_db(transaction=True)
MOST_QUERIES = 20


@pytest.fixture
def goods():
    return pen(stock_quantity=10)


@pytest.fixture
def row(goods):
    """Return the approved return of three pens; a cup of the order was kept."""
    cup = ProductFactory(name="Cup", stock_quantity=5)
    order = delivered_order(lines={goods.pk: 3, cup.pk: 1})
    pieces = {order.lines.get(product=goods).pk: 3}
    asked = request_return(
        order_id=order.pk, pieces=pieces, reason="unwanted", key="return"
    )
    return approve_return(return_id=asked.pk, answer="Gladly.")


def page_of(row, name="receive"):
    return reverse(f"admin:orders_return_{name}", args=[row.pk])


def fields(row, came, again, **more):
    line = row.lines.get().line_id
    return {f"came-{line}": came, f"again-{line}": again, "position": 1, **more}


def value_of(response, row):
    """Return what the form shows for the pens: came, and sold again."""
    line = row.lines.get().line_id
    form = response.context["form"]
    return form[f"came-{line}"].value(), form[f"again-{line}"].value()


def test_the_page_offers_what_was_asked_back_first(owner, row):
    response = owner.get(page_of(row))

    names = [one.line.name for one, _came, _again in response.context["form"].rows()]
    assert (names, value_of(response, row)) == (["Pen", "Cup"], (3, 3))
    assert "not asked for" in response.content.decode()


def test_damaged_pieces_are_not_offered_to_be_sold_again(owner, row):
    Return.objects.update(reason="damaged")

    assert value_of(owner.get(page_of(row)), row) == (3, 0)


def test_two_of_three_are_recorded_and_exactly_they_are_refunded(owner, row, goods):
    response = owner.post(page_of(row), fields(row, 2, 1), follow=True)

    assert "The parcel is recorded. Now refund what came back." in (
        response.content.decode()
    )
    row.refresh_from_db()
    assert (row.status, stock_of(goods)) == ("partly", 8)
    address = f"{reverse('admin:orders_refund_new')}?order={row.order.number}"
    form = owner.get(f"{address}&return={row.number}").context["form"]
    line = row.lines.get().line_id
    assert form[f"line-{line}"].value() == 2


def test_the_rest_is_awaited_until_staff_say_that_nothing_more_comes(owner, row):
    owner.post(page_of(row), fields(row, 2, 2))
    assert value_of(owner.get(page_of(row)), row) == (1, 1)

    closing = fields(row, "", "", is_all="on", position=2)
    page = owner.post(page_of(row), closing, follow=True).content.decode()

    assert "The customer can ask again to return what did not come." in page
    row.refresh_from_db()
    assert row.status == "received"


@pytest.mark.parametrize(
    ("came", "again", "sentence"),
    [
        (4, 0, "Enter 3 at most: no more can have come back."),
        ("two", 0, "Enter the number of pieces as a whole number."),
        (1, 2, "Only 1 came, so no more than that can be sold again."),
        (0, 0, "Say which pieces are in the parcel."),
    ],
)
def test_a_form_with_an_error_keeps_what_was_entered(
    owner, row, goods, came, again, sentence
):
    response = owner.post(page_of(row), fields(row, came, again))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert value_of(response, row) == (str(came), str(again))
    assert (stock_of(goods), ReturnArrival.objects.count()) == (7, 0)


@pytest.mark.parametrize("came", [1, 2])
def test_the_form_posted_twice_is_one_parcel(owner, row, goods, came):
    owner.post(page_of(row), fields(row, came, 1))

    page = owner.post(page_of(row), fields(row, came, 1), follow=True).content.decode()

    assert "has already been recorded" in page
    assert "Nothing was recorded" not in page
    assert stock_of(goods) == 8


def test_a_return_that_awaits_nothing_leads_back(owner, row):
    owner.post(page_of(row), fields(row, 3, 3))

    page = owner.get(page_of(row), follow=True).content.decode()

    assert f"Return {row.number} is received, so nothing was changed." in page


def test_the_pages_cost_the_same_with_many_lines_and_parcels(owner):
    lines = {ProductFactory().pk: 3 for _ in range(6)}
    order = delivered_order(lines=lines)
    pieces = {line.pk: 3 for line in order.lines.all()}
    asked = request_return(
        order_id=order.pk, pieces=pieces, reason="other", key="return"
    )
    row = approve_return(return_id=asked.pk, answer="Gladly.")
    costs = []
    for position in (1, 2):
        form = {f"came-{line}": 1 for line in pieces} | {"position": position}
        owner.post(page_of(row), form)
        for name in ("receive", "change"):
            with CaptureQueriesContext(connection) as queries:
                assert owner.get(page_of(row, name)).status_code == 200
            costs.append(len(queries))

    assert costs[:2] == costs[2:]
    assert max(costs) <= MOST_QUERIES
