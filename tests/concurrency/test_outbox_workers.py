"""Two workers never deliver the same message, and without the claim they would."""

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from database.models import OutboxMessage
from database.queue import outbox

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

MESSAGES = 60
WORKERS = 4


@pytest.fixture
def arrived(handle) -> list[str]:
    notes = []
    handle("note", lambda text: notes.append(text))
    for number in range(MESSAGES):
        OutboxMessage.objects.create(
            kind="note", key=str(number), payload={"text": str(number)}
        )
    return notes


def work() -> None:
    """Deliver until nothing is due, on several threads at once."""
    start = Barrier(WORKERS)

    def worker() -> None:
        start.wait(10)
        try:
            while any(outbox.deliver_due(limit=5)):
                pass
        finally:
            connections.close_all()

    threads = [Thread(target=worker) for _number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_workers_share_the_queue_and_deliver_each_message_once(arrived):
    work()

    assert Counter(arrived) == Counter(map(str, range(MESSAGES)))
    assert not OutboxMessage.objects.filter(done_at=None).exists()
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}


def test_without_the_claim_messages_arrive_twice(arrived, monkeypatch):
    """Shows that the race is real; if this fails, the test above proves nothing."""
    both_have_read = Barrier(WORKERS)

    def read_then_write(messages):
        message = messages.filter(done_at=None, due_at__lte=timezone.now()).first()
        if message and message.attempts == 0:
            both_have_read.wait(10)
            message.attempts = 1
            message.save()
        return message

    monkeypatch.setattr(outbox, "_claim", read_then_write)
    OutboxMessage.objects.exclude(key="0").delete()
    work()

    assert len(arrived) > 1
