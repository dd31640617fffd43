"""A mail server that accepts and never answers delays mails, and nothing else."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from database.models import OutboxMessage
from database.queue import outbox
from database.queue.breaker import breaker
from database.queue.lanes import Lane
from orders.models import Order, PaymentEntry
from tests.concurrency.mail_server import MailServer
from tests.concurrency.server import Server, serve
from tests.concurrency.shopper import Shopper
from tests.factories import ProductFactory
from tests.support.addresses import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

CHARGED_WITHIN = 5.0  # seconds
SLOWER_BY = 1.0  # seconds: no page takes as long, however long it took before
PATIENCE = 30.0  # seconds
RESET = "/account/password/reset/"
PAGES = ("/", "/p/pen/", "/basket/", "/search/?q=pen", "/account/login/")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def shop(mail_server, tmp_path) -> Iterator[Server]:
    variables = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "TEST_PAYMENTS": "pays",
        "WEB_THREADS": "4",
        "DB_POOL_MAX_SIZE": "8",
    }
    with serve(database_url(connection), tmp_path, **variables) as running:
        yield running


def order(shop: Server, number: int, payment_method: str) -> str:
    """Buy a pen as a guest; return the order's number."""
    guest = Shopper(shop.address)
    guest.fill_basket("pen", 1)
    fields = guest.fill_in_checkout() | {
        "email": f"guest{number}@shop.example",
        "payment_method": payment_method,
    }
    answer = guest.post("/checkout/", fields)
    assert answer.status == 302, answer.text[-2000:]
    return urlsplit(answer.location).path.split("/")[2]


def seconds_until(true: Callable[[], Any]) -> float:
    """Return after how many seconds it became so, or fail."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.02)
    return time.monotonic() - began


def slowest(shop: Server) -> float:
    """Return how long the slowest page takes, each asked three times.

    The last one asks for mails: for a new password of somebody unknown.
    """
    guest, times = Shopper(shop.address), []
    for path in (*PAGES, RESET) * 3:
        fields = guest.hidden_fields(RESET) if path == RESET else {}
        began = time.monotonic()
        if path == RESET:
            fields["email"] = "nobody@shop.example"
            assert guest.post(path, fields).status == 302
        else:
            assert guest.get(path).status == 200
        times.append(time.monotonic() - began)
    return max(times)


def test_money_moves_and_pages_answer_and_later_every_mail_goes_once(
    shop, mail_server, settings
):
    ProductFactory(slug="pen", name="Pen", stock_quantity=50)
    Shopper(shop.address).get("/")  # the first request of a process takes longer
    for number in range(4):
        order(shop, number, "invoice")
    seconds_until(lambda: mail_server.asked)

    number = order(shop, 4, "test_card")
    paid = PaymentEntry.objects.filter(order__number=number, kind="captured")
    charged_after = seconds_until(paid.exists)
    hanging = slowest(shop)

    assert charged_after < CHARGED_WITHIN
    assert hanging < SLOWER_BY
    assert not mail_server.arrived

    mail_server.heal()
    mails = OutboxMessage.objects.filter(lane=Lane.MAIL)
    held = mails.filter(done_at=None, locked_until__gt=timezone.now())
    seconds_until(lambda: not held.exists())
    # What a worker does a minute later: it leaves nobody alone any more.
    mails.filter(done_at=None).update(due_at=timezone.now())
    breaker.forget()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    outbox.deliver_due(lane=Lane.MAIL)

    assert not mails.filter(done_at=None).exists()
    assert Order.objects.count() == 5
    assert len(mail_server.arrived) == mails.count() >= 9
    assert set(mail_server.arrived.values()) == {1}
