"""`queue_report`: what waits, what is late, who delivers it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from database.models import OutboxMessage, WorkerSeen
from database.queue import outbox
from database.queue.breaker import breaker
from database.queue.lanes import Lane
from database.queue.report import worker_note
from tests.commands.calling import call, text_of

pytestmark = pytest.mark.django_db


def queue(kind: str, *, due: timedelta = timedelta(), **values) -> OutboxMessage:
    """Leave a message to a worker that has been due for so long."""
    key = f"{kind} {OutboxMessage.objects.count()}"
    outbox.put(kind, key=key, delay=-due)
    OutboxMessage.objects.filter(key=key).update(**values)
    return OutboxMessage.objects.get(key=key)


def seen(lane: str, ago: timedelta, resting: tuple[str, ...] = ()) -> None:
    at = timezone.now() - ago
    WorkerSeen.objects.create(lane=lane, at=at, process="vm:7", resting=list(resting))


def lane(name: str) -> dict:
    envelope, _code = call("queue_report", "--fail-on", "never")
    return next(row for row in envelope["data"]["lanes"] if row["lane"] == name)


def test_an_empty_queue_is_well():
    envelope, code = call("queue_report")

    assert (code, envelope["findings"]) == (0, [])
    assert [row["lane"] for row in envelope["data"]["lanes"]] == [
        "money",
        "mail",
        "ops",
    ]
    assert {row["waiting"] for row in envelope["data"]["lanes"]} == {0}


def test_it_counts_each_lane():
    soon = timezone.now() + timedelta(minutes=3)
    queue("mail")
    queue("mail", error="ValueError: no", attempts=2)
    queue("mail", attempts=OutboxMessage.MAX_ATTEMPTS, error="ValueError: no")
    queue("mail", locked_until=soon, attempts=1)
    queue("mail", done_at=timezone.now())
    queue("charge", due=timedelta(minutes=6))

    mail = lane("mail")
    assert (mail["waiting"], mail["at_work"], mail["late"]) == (3, 1, 0)
    assert (mail["failing"], mail["given_up"]) == (1, 1)
    assert (lane("money")["waiting"], lane("money")["late"]) == (1, 1)


def test_a_late_job_is_a_finding_that_says_what_to_start(settings):
    queue("consistency_check", due=timedelta(seconds=settings.QUEUE_LATE_AFTER + 1))

    envelope, code = call("queue_report")

    (finding,) = envelope["findings"]
    assert (code, finding["id"], finding["object"]) == (1, "outbox.late", "ops")
    assert "1 message of the lane “ops”" in finding["message"]
    assert finding["message"].endswith("last heard of: never.")
    assert finding["fix"].startswith("Start a worker")
    assert finding["command"] == "manage.py deliver_outbox --forever"


@pytest.mark.parametrize("early", [0, 290])
def test_what_is_due_for_less_is_not_late(early):
    queue("consistency_check", due=timedelta(seconds=early))

    assert call("queue_report")[1] == 0


def test_what_is_held_or_due_tomorrow_is_not_late():
    hour = timedelta(hours=1)
    queue("mail", due=hour, locked_until=timezone.now() + hour, attempts=1)
    queue("mail", due=-hour)

    assert call("queue_report")[1] == 0


def test_kinds_that_a_worker_or_this_process_leaves_alone_are_named():
    seen("mail", timedelta(seconds=3), ("mail", "welcome"))
    seen("money", timedelta(hours=3), ("refund",))
    breaker.note("charge", TimeoutError())

    envelope, code = call("queue_report")

    assert (code, envelope["data"]["resting"]) == (1, ["charge", "mail", "welcome"])
    assert [f["id"] for f in envelope["findings"]] == ["outbox.resting"]


def test_what_nobody_sorted_yet_is_shown_too():
    OutboxMessage.objects.create(kind="mail", key="of the version before")

    assert lane("")["waiting"] == 1


@pytest.mark.parametrize(
    ("ago", "sentence"),
    [
        (None, "none has ever run. Nothing happens until you start one"),
        (timedelta(seconds=4), "One was last heard of 4 seconds ago."),
        (timedelta(minutes=3), "none is running: one was last heard of 3 minutes ago"),
        (timedelta(hours=50), "none is running: one was last heard of 50 hours ago"),
    ],
)
def test_a_page_says_truly_whether_somebody_does_the_work(ago, sentence):
    seen("mail", timedelta(seconds=1))
    if ago is not None:
        seen("ops", ago)

    assert sentence in worker_note(Lane.OPS).text


def test_a_worker_with_a_long_job_is_there():
    seen("ops", timedelta(minutes=20))
    queue("consistency_check", locked_until=timezone.now() + timedelta(minutes=4))

    assert "One was last heard of 20 minutes ago." in worker_note(Lane.OPS).text


def test_people_read_a_table():
    queue("mail")

    text = text_of("queue_report")

    words = text.split()
    assert words[0] == "Lanes"
    assert words[-4:] == ["1", "message", "is", "waiting."]
    assert words.count("never") == 3


def test_another_database_has_no_queue():
    envelope, code = call("queue_report", "--database", "replica9")

    assert (code, envelope["status"]) == (2, "error")
