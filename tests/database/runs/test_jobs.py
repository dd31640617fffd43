"""A run that a worker carries out: once, by one, and not for ever."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from database.context import acting_as, current_actor
from database.errors import NotSupported
from database.models import AuditEntry, OperationRun, OutboxMessage
from database.ops.command import Finding, Refused, Result, Table, UsageError
from database.ops.progress import tell
from database.queue import outbox
from database.queue.leases import leases
from database.runs import jobs
from database.runs.alone import Hold
from database.runs.jobs import AlreadyRunning, StillAlive, ask, mark_lost
from database.runs.writing import TakenOver, recorded
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def noting(done: list) -> Callable[..., Result]:
    """Return the work of an operation that notes each time it is done."""

    def run(**options: object) -> Result:
        done.append(1)
        return Result()

    return run


def work() -> OperationRun:
    """Let a worker do what waits; return the newest run."""
    outbox.deliver_due(lane="ops")
    return OperationRun.objects.first()


def silent(run: OperationRun) -> None:
    """Let the process of a run be dead for long."""
    long_ago = timezone.now() - OperationRun.LEASE - timedelta(seconds=1)
    OperationRun.objects.filter(pk=run.pk).update(seen_at=long_ago)
    OutboxMessage.objects.update(locked_until=None, done_at=None)


def test_a_run_keeps_what_it_answered(operate):
    finding = Finding("planted.fault", "critical", ["a", "b"], "It is broken.", 2, 0)
    table = Table("Things", ["Name", "Count"], [["one", 1]])

    def run(*, using: str, size: int | None) -> Result:
        return Result({"size": size}, [finding], "One fault.", tables=[table])

    ask(operate(run), {"size": "5"})
    kept = work()

    assert (kept.state, kept.status, kept.verdict) == ("done", "critical", "One fault.")
    assert (kept.figures, kept.finding_count, kept.attempts) == ({"size": 5}, 1, 1)
    assert kept.tables == [
        {"title": "Things", "columns": ["Name", "Count"], "rows": [["one", 1]]}
        | {"empty": ""}
    ]
    row = kept.findings.get()
    assert (row.finding_id, row.object, row.measured) == (
        "planted.fault",
        ["a", "b"],
        2,
    )
    assert (kept.alone_as, kept.started_at <= kept.ended_at) == (None, True)


def test_a_run_is_done_in_the_name_of_who_asked_and_logged(operate):
    user, names = StaffFactory(), []

    def run(**options) -> Result:
        names.append(current_actor().user_id)
        return Result(verdict="Well.")

    with acting_as(user_id=user.pk):
        ask(operate(run), {})
    work()

    logged = AuditEntry.objects.get(operation="planted")
    assert (names, logged.actor_id, logged.message) == ([user.pk], user.pk, "Well.")


@pytest.mark.parametrize(
    ("error", "status"),
    [(Refused("No."), "error"), (NotSupported("Not here."), "unsupported")],
)
def test_a_refusal_is_an_answer_and_not_tried_again(operate, error, status):
    def run(**options) -> Result:
        raise error

    ask(operate(run), {})
    kept = work()

    assert (kept.state, kept.status, kept.verdict) == ("failed", status, str(error))
    assert OutboxMessage.objects.get().done_at


def test_a_fault_of_the_code_fails_the_run_without_a_customers_address(operate):
    def run(**options) -> Result:
        raise LookupError("ada@shop.example")

    ask(operate(run), {})
    kept = work()

    assert (kept.state, kept.verdict) == ("failed", "LookupError: ***@***")
    assert OutboxMessage.objects.get().done_at


def test_an_option_that_is_none_asks_for_nothing(operate):
    entry = operate()

    with pytest.raises(UsageError, match="planted takes no option socks here"):
        ask(entry, {"socks": "1"})

    assert not OperationRun.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_what_is_for_a_shell_is_done_by_no_worker(operate):
    done = []
    entry = operate(noting(done), shell_only="In a shell.")

    with pytest.raises(UsageError, match=r"In a shell\."):
        ask(entry, {})
    jobs.put("planted", {})
    kept = work()

    assert (done, kept.state, kept.verdict) == ([], "failed", "In a shell.")


@pytest.mark.django_db(transaction=True)
def test_a_race_that_leaves_for_a_database_of_its_own_is_kept_at_home(
    operate, monkeypatch
):
    """Its progress would be written where there is no such run."""

    def run(**options) -> Result:
        monkeypatch.setitem(connection.settings_dict, "NAME", "elsewhere")
        leases.renew()
        tell("Rounds", 1, 3)
        monkeypatch.undo()
        return Result(verdict="Well.")

    entry = operate(run)
    row, _result = recorded(entry, entry.with_defaults())

    row.refresh_from_db()
    assert (row.state, row.done, row.total) == ("done", 3, 3)


def test_the_same_is_not_asked_for_twice_and_something_else_is(operate):
    entry = operate()
    first = ask(entry, {"size": "1"})

    with pytest.raises(AlreadyRunning) as caught:
        ask(entry, {"size": "1"})
    ask(entry, {"size": "2"})

    assert caught.value.run == first
    assert OperationRun.objects.count() == OutboxMessage.objects.count() == 2


def test_a_message_that_comes_twice_does_it_once(operate):
    done = []
    ask(operate(noting(done)), {})
    run = work()

    jobs.carry_out(str(run.pk))

    assert done == [1]


def test_what_a_dead_worker_left_is_begun_anew_by_another(operate):
    done = []
    ask(operate(noting(done)), {})
    run = OperationRun.objects.get()
    assert jobs._begin(run, is_alone=True)
    silent(run)

    kept = work()

    assert (done, kept.state, kept.attempts) == ([1], "done", 2)


def test_what_killed_three_workers_is_lost_and_not_begun_again(operate):
    done = []
    ask(operate(noting(done)), {})
    run = OperationRun.objects.get()
    for _number in range(3):
        assert jobs._begin(run, is_alone=True)
    silent(run)

    kept = work()

    assert (done, kept.state, kept.status) == ([], "lost", "error")
    assert OutboxMessage.objects.get().done_at


@pytest.mark.sqlite
def test_a_worker_that_lives_is_not_taken_over(operate):
    """Its message came to another one, say after the machine stood still."""
    ask(operate(), {})
    run = OperationRun.objects.get()
    assert jobs._begin(run, is_alone=False)

    with pytest.raises(StillAlive):
        jobs.carry_out(str(run.pk))

    run.refresh_from_db()
    assert (run.state, run.attempts) == ("running", 1)


def test_a_rival_that_is_alive_leaves_the_run_out(operate, monkeypatch):
    done = []
    entry = operate(noting(done))
    first = ask(entry, {"size": "1"})
    assert jobs._begin(first, is_alone=False)
    OutboxMessage.objects.all().delete()
    ask(entry, {"size": "2"})
    # What SQLite always knows, and the others where there is no lock.
    monkeypatch.setattr(jobs, "alone", lambda _name: nullcontext(Hold.UNKNOWN))

    kept = work()

    assert (done, kept.state) == ([], "skipped")
    assert kept.verdict == "Skipped: the previous run was still going."


def test_a_rival_that_died_is_lost_and_the_next_goes_on(operate):
    entry = operate()
    first = ask(entry, {"size": "1"})
    assert jobs._begin(first, is_alone=False)
    silent(first)
    OutboxMessage.objects.all().delete()
    ask(entry, {"size": "2"})

    kept = work()

    first.refresh_from_db()
    assert (kept.state, first.state, first.alone_as) == ("done", "lost", None)


def test_who_comes_back_from_the_dead_changes_nothing(operate):
    """Taken over meanwhile: what it found is not written down."""

    def run(**options) -> Result:
        OperationRun.objects.update(attempts=7, verdict="Another one's.")
        return Result(verdict="Mine.")

    entry = operate(run)

    with pytest.raises(TakenOver):
        recorded(entry, entry.with_defaults())

    assert OperationRun.objects.get().verdict == "Another one's."


def test_runs_of_a_shell_that_died_are_marked_lost():
    dead = OperationRun.objects.create(operation="planted")
    alive = OperationRun.objects.create(operation="planted")
    silent(dead)

    assert mark_lost() == 1

    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, alive.state) == ("lost", "running")


def test_a_run_whose_message_waits_is_left_to_the_next_worker(operate):
    ask(operate(), {})
    run = OperationRun.objects.get()
    assert jobs._begin(run, is_alone=True)
    silent(run)

    assert mark_lost() == 0


def test_an_operation_that_is_gone_fails(operate):
    jobs.put("socks", {})

    kept = work()

    assert (kept.state, kept.verdict) == (
        "failed",
        "This version has no such operation.",
    )


@pytest.mark.parametrize(
    ("kind", "payload", "operation"),
    [
        ("consistency_check", {"run_id": "x"}, "check_consistency"),
        (
            "database.operation",
            {"operation": "planted", "deed": "size", "value": "3", "asked_by": "ann"},
            "planted",
        ),
    ],
)
def test_what_pages_of_the_version_before_queued_becomes_a_run(
    operate, kind, payload, operation
):
    operate()
    outbox.put(kind, key="old", delay=timedelta(), **payload)

    outbox.deliver_due(lane="ops", limit=1)

    assert OperationRun.objects.get().operation == operation
