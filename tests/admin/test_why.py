"""Why staff move orders on: kept for colleagues, never shown to the customer."""

import pytest
from django.urls import reverse

from orders.models import Order, OrderNote
from orders.pages import timeline
from orders.services import approve_return, confirm_order, request_return, ship_order
from tests.admin.conftest import sentences
from tests.factories import OrderFactory
from tests.orders.making import delivered_order
from tests.support.pages import hidden_fields

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "She rang & asked"


def of(order, name, *more):
    return reverse(f"admin:orders_order_{name}", args=[order.pk, *more])


def reasons(order):
    """Return the reason of every change of the order's status but its first."""
    changes = order.status_changes.exclude(from_status="")
    return [(change.to_status, change.reason) for change in changes]


@pytest.mark.parametrize("step", ["confirm", "ship", "deliver"])
def test_a_step_keeps_why(owner, step):
    order = OrderFactory()
    for before in ["confirm", "ship", "deliver"]:
        why = {"why": f"  {WHY} "} if before == step else {}
        owner.post(of(order, "step", before), why)
        if before == step:
            break

    assert reasons(order)[-1][1] == WHY


def test_steps_of_many_orders_keep_why(owner):
    orders = [OrderFactory(), OrderFactory()]
    posted = {"action": "confirm", "_selected_action": [one.pk for one in orders]}

    page = owner.post(reverse("admin:orders_order_changelist"), posted | {"why": WHY})
    asked = owner.get(page.url)
    why = asked.context["form"]["why"].value()
    owner.post(page.url, {**hidden_fields(asked), "why": why})

    assert [reasons(order) for order in orders] == [[("confirmed", WHY)]] * 2


def test_cancelling_many_takes_along_what_was_written(owner):
    order = OrderFactory()
    posted = {"action": "cancel", "_selected_action": [order.pk], "why": WHY}

    page = owner.post(reverse("admin:orders_order_changelist"), posted, follow=True)

    assert page.context["form"]["reason"].value() == WHY
    owner.post(page.request["PATH_INFO"] + f"?order={order.number}", {"reason": WHY})
    assert reasons(order) == [("cancelled", WHY)]


def test_the_last_parcel_keeps_why_with_the_status_and_an_earlier_one_as_a_note(owner):
    order = confirm_order(order_id=OrderFactory().pk)
    line = f"line-{order.lines.get().pk}"

    owner.post(of(order, "parcel"), {line: 1, "why": "One is ready"})
    owner.post(of(order, "parcel"), {line: 1, "why": WHY})

    assert OrderNote.objects.get().text == "One is ready"
    assert reasons(order)[-1] == ("shipped", WHY)


def test_a_delivered_parcel_keeps_why(owner):
    order = ship_order(order_id=confirm_order(order_id=OrderFactory().pk).pk)
    parcel = order.shipments.get()

    owner.post(of(order, "delivered", parcel.pk), {"why": WHY})

    assert reasons(order)[-1] == ("delivered", WHY)


@pytest.mark.parametrize(("pieces", "kept_in"), [(1, "note"), (2, "status")])
def test_a_parcel_that_came_back_keeps_why(owner, pieces, kept_in):
    order = delivered_order()
    line = order.lines.get()
    row = request_return(
        order_id=order.pk, pieces={line.pk: 2}, reason="other", key="return"
    )
    approve_return(return_id=row.pk, answer="Gladly.")
    address = reverse("admin:orders_return_receive", args=[row.pk])

    owner.post(address, {f"came-{line.pk}": pieces, "why": WHY})

    notes = [note.text for note in OrderNote.objects.all()]
    kept = notes if kept_in == "note" else [reasons(order)[-1][1]]
    assert kept == [WHY]


def test_colleagues_see_it_and_the_customer_does_not(owner, client):
    order = OrderFactory()
    owner.post(of(order, "step", "confirm"), {"why": WHY})
    order = Order.objects.for_page().get(pk=order.pk)

    (confirmed,) = [
        one for one in timeline.for_staff(order) if one.badge == "confirmed"
    ]
    client.force_login(order.customer)
    page = client.get(order.get_absolute_url()).content.decode()

    assert confirmed.text == WHY
    assert "She rang" not in page


def test_what_cannot_be_kept_is_refused_and_nothing_moves(owner):
    order = OrderFactory()

    answer = owner.post(of(order, "step", "confirm"), {"why": "x" * 201}, follow=True)

    assert "Why: use up to 200 characters." in sentences(answer)
    assert (Order.objects.get(pk=order.pk).status, reasons(order)) == ("pending", [])


def test_the_pages_offer_a_line_for_it(owner):
    order = OrderFactory()
    ready = confirm_order(order_id=OrderFactory().pk)
    pages = [
        of(order, "change"),
        of(ready, "parcel"),
        reverse("admin:orders_order_changelist"),
    ]

    assert all('name="why"' in owner.get(page).content.decode() for page in pages)
