"""The queue: after commit, once a key, again after a failure, given up at last."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from database.context import current_actor
from database.models import OutboxMessage
from database.queue import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivered(handle) -> list[str]:
    """Handle messages of the kind `note`, and keep what arrived."""
    notes = []
    handle("note", lambda text: notes.append(text))
    return notes


@pytest.fixture
def failing(handle) -> None:
    """Handle messages of the kind `note` by failing."""

    def fail(text: str) -> None:
        raise ValueError("No such mailbox.")

    handle("note", fail)


def put(key: str = "k", delay: timedelta | None = timedelta()) -> OutboxMessage:
    """Queue a message; without a delay it is this process's own to deliver."""
    outbox.put("note", key=key, text="hello", delay=delay)
    return OutboxMessage.objects.get(key=key)


def test_a_message_is_delivered_right_after_commit(
    delivered, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        message = put(delay=None)
        assert delivered == []

    message.refresh_from_db()
    assert delivered == ["hello"]
    assert message.done_at
    assert (message.attempts, message.locked_until) == (1, None)


@pytest.mark.django_db(transaction=True)
def test_a_message_is_gone_after_rollback(delivered):
    with transaction.atomic():
        put(delay=None)
        transaction.set_rollback(True)

    assert delivered == []
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_message_reaches_its_handler_after_a_real_commit(delivered):
    with transaction.atomic():
        put(delay=None)

    assert delivered == ["hello"]
    assert outbox.deliver_due() == (0, 0)


def test_a_message_is_its_processes_own_until_the_lease_runs_out(delivered):
    message = put(delay=None)

    assert outbox.deliver_due() == (0, 0)
    lease = (message.locked_until - timezone.now()).total_seconds()
    assert (message.attempts, 290 < lease <= 300) == (1, True)
    OutboxMessage.objects.update(locked_until=timezone.now())
    assert outbox.deliver_due() == (1, 0)
    message.refresh_from_db()
    assert (message.attempts, delivered) == (2, ["hello"])


def test_who_commits_after_the_lease_has_to_claim_what_a_worker_may_hold(
    delivered, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr(OutboxMessage, "LEASE", timedelta())
    with django_capture_on_commit_callbacks(execute=True):
        message = put(delay=None)
        rivals_lease = timezone.now() + timedelta(minutes=5)
        OutboxMessage.objects.update(attempts=2, locked_until=rivals_lease)

    message.refresh_from_db()
    assert (delivered, message.attempts, message.done_at) == ([], 2, None)


def test_a_key_that_is_queued_already_is_not_delivered_again(
    delivered, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        put(delay=None)
        put(delay=None)

    assert delivered == ["hello"]


def test_the_same_key_is_queued_once(delivered):
    put("k")
    put("k")

    assert OutboxMessage.objects.count() == 1
    assert outbox.deliver_due() == (1, 0)
    assert delivered == ["hello"]


def test_a_delayed_message_waits_for_its_time(delivered):
    put(delay=timedelta(hours=1))

    assert outbox.deliver_due() == (0, 0)
    OutboxMessage.objects.update(due_at=timezone.now())
    assert outbox.deliver_due() == (1, 0)


def test_a_failure_keeps_the_row_its_error_and_a_pause(failing):
    message = put()

    assert outbox.deliver_due() == (0, 1)

    message.refresh_from_db()
    assert message.error == "ValueError: No such mailbox."
    assert (message.done_at, message.locked_until) == (None, None)
    pause = (message.due_at - timezone.now()).total_seconds()
    assert 20 < pause < 37


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 30), (2, 60), (5, 480), (11, 21_600), (99, 21_600)]
)
def test_pauses_double_up_to_six_hours(attempts, seconds):
    pauses = [outbox._pause(attempts).total_seconds() for _number in range(50)]

    assert seconds * 0.8 <= min(pauses) < max(pauses) <= seconds * 1.2


def test_an_error_right_after_commit_does_not_reach_the_shopper(
    failing, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        message = put(delay=None)

    message.refresh_from_db()
    assert (message.attempts, message.done_at) == (1, None)


def test_a_message_that_a_worker_holds_is_left_alone(delivered):
    put()
    OutboxMessage.objects.update(locked_until=timezone.now() + timedelta(minutes=1))

    assert outbox.deliver_due() == (0, 0)


def test_a_dead_workers_lease_runs_out(delivered):
    message = put()
    OutboxMessage.objects.update(
        locked_until=timezone.now() - timedelta(seconds=1), attempts=1
    )

    assert outbox.deliver_due() == (1, 0)
    message.refresh_from_db()
    assert (message.attempts, delivered) == (2, ["hello"])


def test_a_worker_whose_lease_ran_out_does_not_free_his_rivals(failing):
    message = put()
    slow = outbox._claim(OutboxMessage.objects.all())
    rivals_lease = timezone.now() + timedelta(minutes=5)
    OutboxMessage.objects.update(attempts=2, locked_until=rivals_lease)

    assert outbox._deliver(slow) is False
    message.refresh_from_db()
    assert (message.locked_until, message.error) == (rivals_lease, "")


def test_a_kind_nobody_handles_stays_and_says_so():
    outbox.put("socks", key="k", delay=timedelta())

    assert outbox.deliver_due() == (0, 1)
    message = OutboxMessage.objects.get()
    assert message.error == "UnknownKind: No app handles messages of the kind “socks”."


def test_a_message_tried_too_often_is_given_up(failing):
    message = put()
    for _number in range(OutboxMessage.MAX_ATTEMPTS):
        OutboxMessage.objects.update(due_at=timezone.now())
        assert outbox.deliver_due() == (0, 1)
    OutboxMessage.objects.update(due_at=timezone.now())

    assert outbox.deliver_due() == (0, 0)
    assert list(OutboxMessage.objects.given_up()) == [message]


def test_a_message_that_was_given_up_without_an_error_can_be_tried_again(delivered):
    message = put()
    OutboxMessage.objects.update(attempts=OutboxMessage.MAX_ATTEMPTS)

    outbox.try_again(message)

    message.refresh_from_db()
    assert (delivered, message.attempts) == (["hello"], 1)


def test_the_limit_is_kept(delivered):
    for number in range(3):
        put(str(number))

    assert outbox.deliver_due(limit=2) == (2, 0)
    assert OutboxMessage.objects.filter(done_at=None).count() == 1


def test_a_job_acts_in_its_own_name(handle):
    names = []
    handle("note", lambda **_payload: names.append(current_actor().label))
    put()

    outbox.deliver_due()
    assert names == ["job note"]
