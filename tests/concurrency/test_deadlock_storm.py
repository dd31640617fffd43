"""Work that locks rows in the wrong order deadlocks a lot, and is done anyway."""

import random
import threading

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from database.models import ProcessSample
from database.transactions import retry_on_conflict

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROWS = 8
WORKERS = 4
ROUNDS = 250


class Storm:
    """Adds one to two counters, in the order in which it gets them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.tries = self.committed = self.failed = 0

    def add_to(self, *names: str) -> None:
        """Note one try, lock the rows in this order, count each of them up."""
        with self.lock:
            self.tries += 1
        transaction.on_commit(self.note_commit)
        for name in names:
            row = ProcessSample.objects.select_for_update().get(name=name)
            row.payload["count"] += 1
            row.save()

    def note_commit(self) -> None:
        with self.lock:
            self.committed += 1

    def work(self, seed: int) -> None:
        draw, add = random.Random(seed), retry_on_conflict()(self.add_to)
        for _round in range(ROUNDS):
            try:
                add(*draw.sample([f"row {n}" for n in range(ROWS)], 2))
            except OperationalError:
                with self.lock:
                    self.failed += 1
        connection.close()


@pytest.fixture
def rows() -> None:
    for number in range(ROWS):
        ProcessSample.objects.create(
            name=f"row {number}", at=timezone.now(), payload={"count": 0}
        )


@pytest.mark.slow
def test_nearly_all_of_it_succeeds_within_three_attempts(rows):
    storm = Storm()
    threads = [threading.Thread(target=storm.work, args=(n,)) for n in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    asked = WORKERS * ROUNDS
    counted = sum(row.payload["count"] for row in ProcessSample.objects.all())
    assert storm.tries > asked, "Nothing deadlocked, so nothing is proved."
    assert storm.failed <= asked * 0.001
    assert storm.committed == asked - storm.failed
    assert counted == 2 * storm.committed
