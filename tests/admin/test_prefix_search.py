"""Searches by how something begins use an index for each way to find it."""

import pytest
from django.db import connection

from accounts.models import AccountMail
from orders.models import Mail, PaymentEntry, Return
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db


def plan(rows) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.order_by("-created_at").explain()


@pytest.mark.postgresql
def test_the_searches_of_mails_payments_and_returns_read_no_whole_table():
    mails, payments, returns, of_accounts = (
        plan(model.objects.all().found_by("kq7"))
        for model in (Mail, PaymentEntry, Return, AccountMail)
    )

    assert "Seq Scan" not in mails + payments + returns + of_accounts
    assert "orders_order_number_folded" in mails
    assert "orders_mail_recipient_folded" in mails
    assert "orders_payment_ref_folded" in payments
    assert "orders_return_number_folded" in returns
    assert "accounts_mail_recipient_folded" in of_accounts


@pytest.mark.mysql
def test_mariadb_reads_the_lists_of_keys_once_and_not_for_each_row():
    order = OrderFactory()
    for number in range(20):
        Mail.objects.create(
            order=order, kind="sent", key=f"k{number}", recipient="jane@example.org"
        )

    assert "DEPENDENT" not in Mail.objects.all().found_by("kq7").explain()


def test_mails_are_found_by_the_beginning_of_number_and_address():
    order = OrderFactory()
    other = OrderFactory()
    ours = Mail.objects.create(
        order=order, kind="sent", key="a", recipient="jane.doe@example.org"
    )
    Mail.objects.create(order=other, kind="sent", key="b", recipient="bo@example.org")

    def found(text: str) -> list[Mail]:
        return list(Mail.objects.filter(kind="sent").found_by(text))

    assert found(" Jane.D") == found(order.number[:8].lower()) == [ours]
    assert found("doe@") == found("%") == []
