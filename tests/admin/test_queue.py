"""The queue in the back office: what waits, without what is secret or personal."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.mails.sealed import KIND
from database.models import OutboxMessage
from database.queue import outbox
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "admin:database_outboxmessage_changelist"


@pytest.fixture
def ops(as_role) -> Client:
    return as_role("ops")


def test_a_mail_with_a_secret_link_is_shown_sealed(ops):
    user = UserFactory(email="ada@shop.example")
    Client().post("/account/password/reset/", {"email": user.email})
    message = OutboxMessage.objects.get(kind=KIND)

    address = reverse("admin:database_outboxmessage_change", args=[message.pk])
    page = ops.get(address).content.decode()

    assert message.payload["mail_id"] in page
    assert "ada@shop.example" not in page
    assert "/reset/key/" not in page


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("waiting", {"fresh", "failed"}),
        ("failed", {"failed", "dead"}),
        ("given_up", {"dead"}),
        ("done", set()),
    ],
)
def test_what_was_given_up_does_not_wait(ops, state, shown):
    for key in ("fresh", "failed", "dead"):
        outbox.put("consistency_check", key=key)
    rows = OutboxMessage.objects
    rows.filter(key="failed").update(error="ValueError: no", attempts=1)
    most = OutboxMessage.MAX_ATTEMPTS
    rows.filter(key="dead").update(error="ValueError: no", attempts=most)

    found = ops.get(reverse(LIST), {"state": state}).context["cl"].queryset

    assert {message.key for message in found} == shown


def test_the_list_can_be_cut_down_to_a_lane(ops):
    outbox.put("consistency_check", key="1")
    outbox.put("welcome", key="2", user_id="")

    found = ops.get(reverse(LIST), {"lane__exact": "ops"}).context["cl"].queryset

    assert [message.key for message in found] == ["1"]
