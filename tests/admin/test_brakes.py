"""Ops see who was braked, block an address, and let it in again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from database.brakes.blocking import blocks
from database.models import AuditEntry
from database.models.brakes import BlockedAddress
from tests.admin.conftest import sentences
from tests.admin.test_access import braked

pytestmark = pytest.mark.django_db(transaction=True)
BRAKED = "/admin/database/brakecount/"
NEW = "/admin/database/blockedaddress/new/"
FORM = {"network": "198.51.100.7", "reason": "60 orders", "hours": "24"}


def test_who_was_braked_is_shown_with_the_way_to_block_them(as_role):
    braked("198.51.100.7")

    page = as_role("ops").get(BRAKED).content.decode()

    assert "Guests&#x27; orders, by client address" in page
    assert "31 of 30" in page
    assert f"{NEW}?address=198.51.100.7&amp;reason=" in page


def test_a_link_leads_to_a_form_that_is_filled_in(as_role):
    page = as_role("ops").get(f"{NEW}?address=198.51.100.7&reason=x").content.decode()

    assert 'value="198.51.100.7"' in page


def test_ops_block_an_address_and_let_it_in_again(as_role, client):
    ops = as_role("ops")
    braked("198.51.100.7")

    response = ops.post(NEW, FORM, follow=True)

    assert "198.51.100.7 is blocked." in sentences(response)
    row = BlockedAddress.objects.get()
    assert (row.network, row.reason) == ("198.51.100.7/32", "60 orders")
    assert abs(row.until - timezone.now() - timedelta(days=1)) < timedelta(minutes=1)
    assert row.created_by is not None
    assert client.get("/", REMOTE_ADDR="198.51.100.7").status_code == 403
    assert "Block this address" not in ops.get(BRAKED).content.decode()

    lift = reverse("admin:database_blockedaddress_lift", args=[row.pk])
    assert "1 address is no longer blocked." in sentences(ops.post(lift, follow=True))
    assert client.get("/", REMOTE_ADDR="198.51.100.7").status_code == 200
    assert [log.operation for log in AuditEntry.objects.order_by("created_at")] == [
        "database.block_address",
        "database.unblock_address",
    ]
    assert "no longer blocked" in sentences(ops.post(lift, follow=True))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"network": "127.0.0.1"}, "your own client address"),
        ({"network": "shop"}, "Enter a client address such as"),
        ({"network": ""}, "This field is required"),
        ({"reason": ""}, "This field is required"),
        ({"hours": "5"}, "Select a valid choice"),
    ],
)
def test_a_form_with_a_slip_is_shown_again(as_role, changes, why):
    response = as_role("ops").post(NEW, FORM | changes)

    page = response.content.decode()
    assert response.status_code == 200
    assert why in page
    assert f'value="{(FORM | changes)["network"]}"' in page or not changes.get(
        "network", "x"
    )
    assert not BlockedAddress.objects.exists()
    assert not blocks.covers("198.51.100.7")


def test_an_address_is_not_blocked_twice(as_role):
    ops = as_role("ops")
    ops.post(NEW, FORM)

    assert "is already blocked" in ops.post(NEW, FORM).content.decode()
    assert BlockedAddress.objects.count() == 1


def test_support_neither_sees_nor_blocks(as_role):
    support = as_role("support")

    assert support.get(BRAKED).status_code == 403
    assert support.post(NEW, FORM).status_code == 403
    assert not BlockedAddress.objects.exists()
