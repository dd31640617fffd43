"""The thread that delivers for a server process."""

import os
import subprocess
import sys
import time
from threading import Event, current_thread

import pytest
import structlog
from django.db import transaction

from database.models import OutboxMessage
from database.queue import outbox
from database.queue.breaker import breaker
from database.queue.courier import Courier, Couriers
from database.queue.lanes import TRIED_AT_ONCE, Lane
from orders.models import Order
from tests.factories import OrderFactory

PATIENCE = 20  # seconds

ENDS_AT_ONCE = """
import sys, time
from database.queue.courier import Courier

def slowly():
    time.sleep(0.5)
    print("delivered", flush=True)

courier = Courier()
assert courier.take(slowly) and courier.take(slowly)
"""
FORKS = """
import os, time
from database.queue.courier import Courier

courier = Courier()
courier.take(lambda: (time.sleep(0.3), print("parent's", flush=True)))
courier.take(lambda: print("parent's", flush=True))
if os.fork() == 0:
    courier.take(lambda: print("child's", flush=True))
else:
    os.wait()
"""


@pytest.fixture
def couriers(monkeypatch) -> Couriers:
    """Return the couriers of this process, as a server has them."""
    couriers = Couriers(TRIED_AT_ONCE, room=2)
    monkeypatch.setattr(outbox, "_couriers", couriers)
    return couriers


def output_of(script: str) -> list[str]:
    """Run a process of its own to its end, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    return sorted(done.stdout.splitlines())


def test_work_is_done_in_order_by_another_thread():
    courier, seen = Courier(), []

    for number in range(3):
        assert courier.take(lambda n=number: seen.append((n, current_thread().name)))

    assert courier.wait(PATIENCE)
    assert seen == [(0, "courier"), (1, "courier"), (2, "courier")]


def test_an_error_does_not_end_the_thread():
    courier, seen = Courier(), []

    courier.take(lambda: 1 / 0)
    courier.take(lambda: seen.append("still there"))

    assert courier.wait(PATIENCE)
    assert seen == ["still there"]


def test_what_finds_no_room_is_refused():
    courier, go_on = Courier(room=1), Event()
    begun = Event()

    assert courier.take(lambda: begun.set() or go_on.wait(PATIENCE))
    assert begun.wait(PATIENCE)
    assert courier.take(list)
    assert not courier.take(list)

    go_on.set()
    assert courier.wait(PATIENCE)
    assert courier.take(list)
    assert courier.wait(PATIENCE)


def test_a_closed_courier_finishes_and_takes_nothing_more():
    courier, seen = Courier(), []
    courier.take(lambda: time.sleep(0.05) or seen.append("done"))

    assert courier.close(PATIENCE)

    assert seen == ["done"]
    assert not courier.take(list)


def test_who_does_not_get_done_in_time_says_so():
    courier, go_on = Courier(), Event()
    courier.take(lambda: go_on.wait(PATIENCE))

    assert courier.close(0.01) is False
    go_on.set()
    assert courier.wait(PATIENCE)


def test_the_request_id_goes_with_the_work():
    courier, seen = Courier(), []
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        courier.take(lambda: seen.append(structlog.contextvars.get_contextvars()))

    assert courier.wait(PATIENCE)
    assert seen[0]["request_id"] == "r1"


def test_a_process_that_ends_delivers_before():
    assert output_of(ENDS_AT_ONCE) == ["delivered", "delivered"]


def test_a_fork_delivers_its_own_and_not_what_its_parent_has():
    assert output_of(FORKS) == ["child's", "parent's", "parent's"]


@pytest.mark.django_db(transaction=True)
def test_a_request_does_not_wait_for_delivery(couriers, handle):
    go_on, threads = Event(), []
    handle("note", lambda: threads.append(current_thread().name) or go_on.wait())

    with transaction.atomic():
        outbox.put("note", key="k")

    # The caller is here, and the handler still waits.
    assert OutboxMessage.objects.get().done_at is None
    go_on.set()
    assert couriers.wait(PATIENCE)
    message = OutboxMessage.objects.get()
    assert (message.attempts, message.locked_until, message.error) == (1, None, "")
    assert message.done_at
    assert threads == ["courier mail"]


@pytest.mark.django_db(transaction=True)
def test_what_finds_no_room_is_the_workers_at_once(couriers, handle):
    delivered = []
    handle("note", lambda: delivered.append(current_thread().name))
    couriers.close()

    with transaction.atomic():
        outbox.put("note", key="k")

    assert (delivered, OutboxMessage.objects.get().attempts) == ([], 0)
    assert outbox.deliver_due() == (1, 0)
    assert delivered == [current_thread().name]


@pytest.mark.django_db(transaction=True)
def test_a_failure_in_the_thread_is_tried_again_later(couriers, handle):
    def fail() -> None:
        raise ConnectionError("The mail server is away.")

    handle("note", fail)
    with transaction.atomic():
        outbox.put("note", key="k")

    assert couriers.wait(PATIENCE)
    message = OutboxMessage.objects.get()
    assert message.error == "ConnectionError: The mail server is away."
    assert (message.attempts, message.locked_until) == (1, None)


@pytest.mark.django_db(transaction=True)
def test_a_lane_does_not_wait_for_another(couriers, handle):
    go_on, done = Event(), Event()
    handle("note", lambda: go_on.wait(PATIENCE))
    handle("coin", done.set, Lane.MONEY)
    with transaction.atomic():
        outbox.put("note", key="slow")
        outbox.put("note", key="behind")
        outbox.put("coin", key="charge")

    # Paid, while a mail hangs and another one waits for it.
    assert done.wait(PATIENCE)
    open_ones = OutboxMessage.objects.filter(lane=Lane.MAIL, done_at=None)
    assert open_ones.count() == 2
    go_on.set()
    assert couriers.wait(PATIENCE)
    assert not OutboxMessage.objects.filter(done_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_server_never_carries_out_what_is_a_workers(couriers, handle):
    threads = []
    handle("backup", lambda: threads.append(current_thread().name), Lane.OPS)
    with transaction.atomic():
        outbox.put("backup", key="k")

    assert couriers.wait(PATIENCE)
    message = OutboxMessage.objects.get()
    assert (threads, message.attempts, message.locked_until) == ([], 0, None)
    assert outbox.deliver_due(lane=Lane.OPS) == (1, 0)
    assert threads == [current_thread().name]


@pytest.mark.django_db(transaction=True)
def test_what_waits_behind_a_server_that_hangs_is_the_workers(couriers, handle):
    begun, go_on = Event(), Event()

    def hang() -> None:
        begun.set()
        go_on.wait(PATIENCE)
        raise TimeoutError("timed out")

    handle("note", hang)
    with transaction.atomic():
        outbox.put("note", key="1")
        assert not begun.is_set()
    assert begun.wait(PATIENCE)
    with transaction.atomic():
        outbox.put("note", key="2")
    go_on.set()

    assert couriers.wait(PATIENCE)
    tried, left = OutboxMessage.objects.order_by("key")
    assert (tried.attempts, tried.error) == (1, "TimeoutError: timed out")
    assert (left.attempts, left.error, left.locked_until) == (0, "", None)
    breaker.forget()
    handle("note", lambda: None)
    assert outbox.deliver_due() == (1, 0)


def test_two_busy_couriers_rest_so_that_both_take_a_third(monkeypatch):
    rests = []
    alone, beside = Courier(), Courier(busy=lambda: 2)
    for courier in (alone, beside):
        monkeypatch.setattr(courier._closed, "wait", rests.append)
        courier._rest(0.001)

    shares = [0.001 / (0.001 + rest) for rest in rests]
    assert shares == pytest.approx([1 / 3, 1 / 6])


@pytest.mark.django_db(transaction=True)
def test_an_order_is_confirmed_by_mail_from_the_thread(couriers, mailoutbox):
    order = OrderFactory(customer=None, email="g@shop.example")

    assert couriers.wait(PATIENCE)
    assert [message.to for message in mailoutbox] == [["g@shop.example"]]
    assert Order.objects.get() == order


def test_without_a_server_there_is_no_thread():
    assert outbox._couriers is None
