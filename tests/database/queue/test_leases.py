"""A message is its worker's for as long as it lives, and not a moment longer."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connections
from django.utils import timezone

from database.models import OutboxMessage
from database.queue import outbox
from database.queue.leases import Leases, leases

PATIENCE = 20  # seconds


def put() -> None:
    outbox.put("note", key="k", delay=timedelta())


@pytest.mark.django_db
def test_a_lease_is_begun_anew_while_the_handler_works(handle):
    ends = []

    def work() -> None:
        nearly_over = timezone.now() + timedelta(seconds=1)
        OutboxMessage.objects.update(locked_until=nearly_over)
        leases.renew()
        ends.append(OutboxMessage.objects.get().locked_until - timezone.now())

    handle("note", work)
    put()

    assert outbox.deliver_due() == (1, 0)
    assert timedelta(seconds=290) < ends[0] <= OutboxMessage.LEASE


@pytest.mark.django_db
def test_what_a_rival_took_over_is_not_taken_back(handle, caplog):
    rivals_lease = timezone.now() + timedelta(seconds=7)

    def work() -> None:
        OutboxMessage.objects.update(attempts=2, locked_until=rivals_lease)
        leases.renew()
        assert OutboxMessage.objects.get().locked_until == rivals_lease

    handle("note", work)
    put()

    assert outbox.deliver_due() == (1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["done", "failed"])
def test_a_lease_that_ended_stays_so(handle, outcome):
    def work() -> None:
        if outcome == "failed":
            raise ValueError("No such mailbox.")

    handle("note", work)
    put()
    outbox.deliver_due()
    message = OutboxMessage.objects.get()

    late = Leases()
    with late.held(message):
        late.renew()

    assert OutboxMessage.objects.get().locked_until is None


@pytest.mark.django_db(transaction=True)
def test_a_rival_does_not_get_what_is_worked_on_longer_than_a_lease(
    handle, monkeypatch
):
    """The real thread, with a lease of a second: without it the rival delivers too."""
    monkeypatch.setattr(OutboxMessage, "LEASE", timedelta(seconds=1))
    monkeypatch.setattr(outbox, "leases", Leases())
    begun, go_on, deliveries = Event(), Event(), []

    def work() -> None:
        deliveries.append(1)
        begun.set()
        go_on.wait(PATIENCE)

    def worker() -> None:
        outbox.deliver_due()
        connections.close_all()

    handle("note", work)
    put()
    thread = Thread(target=worker)
    thread.start()
    assert begun.wait(PATIENCE)
    first_lease = OutboxMessage.objects.get().locked_until
    pause = Event()
    while timezone.now() < first_lease:
        pause.wait(0.05)

    assert outbox.deliver_due() == (0, 0)
    go_on.set()
    thread.join(PATIENCE)
    assert (deliveries, OutboxMessage.objects.get().attempts) == ([1], 1)


@pytest.mark.django_db
def test_without_renewal_the_rival_gets_it(handle, monkeypatch):
    """Shows that the test above can fail."""
    monkeypatch.setattr(OutboxMessage, "LEASE", timedelta())
    deliveries = []

    def work() -> None:
        deliveries.append(1)
        if len(deliveries) == 1:
            outbox.deliver_due()

    handle("note", work)
    put()
    outbox.deliver_due()

    assert deliveries == [1, 1]
