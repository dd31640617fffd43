"""How the queue is: what waits in each lane, since when, and who delivers it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.models import OutboxMessage, WorkerSeen
from database.ops.command import Finding, Result, Table, UsageError
from database.ops.operation import Operation, Series, observing
from database.queue.breaker import breaker
from database.queue.lanes import Lane
from database.queue.mail_masking import without_addresses

NAMED = 20  # messages in a finding
HEARD_OF = timedelta(minutes=2)  # a worker beats every 15 s; cron may be one as well
WORKER = "manage.py deliver_outbox --forever"
# As people type it after `make setup`: another python lacks the packages.
TYPED = f".venv/bin/python {WORKER}"


@dataclass(frozen=True, slots=True)
class LaneState:
    """The figures of one lane."""

    lane: str
    waiting: int
    at_work: int
    late: int
    failing: int
    given_up: int
    oldest_due: datetime | None
    seen: WorkerSeen | None

    @property
    def has_worker(self) -> bool:
        """Tell whether a worker was heard of lately, or one is at work right now."""
        seen = self.seen and timezone.now() - self.seen.at < HEARD_OF
        return bool(seen or self.at_work)

    @property
    def last_heard(self) -> str:
        """Say when a worker of the lane was last heard of."""
        if self.seen is None:
            return _("never")
        seconds = max(0, int((timezone.now() - self.seen.at).total_seconds()))
        return _since(seconds)


def states(using: str = "default") -> list[LaneState]:
    """Return the state of each lane, by two short statements."""
    seen = {row.lane: row for row in WorkerSeen.objects.using(using)}
    counted = _counted(using)
    # Messages without a lane are a worker's to sort.
    lanes = [*Lane.values, ""] if "" in counted else Lane.values
    return [
        LaneState(
            lane=lane, seen=seen.get(lane), **{**_NOTHING, **counted.get(lane, {})}
        )
        for lane in lanes
    ]


_NOTHING: dict[str, Any] = {
    "waiting": 0,
    "at_work": 0,
    "late": 0,
    "failing": 0,
    "given_up": 0,
    "oldest_due": None,
}


def _counted(using: str) -> dict[str, dict[str, Any]]:
    """Return the figures of each lane that has messages to deliver."""
    rows = OutboxMessage.objects.using(using)
    given_up = Q(attempts__gte=OutboxMessage.MAX_ATTEMPTS)
    now = timezone.now()
    held = Q(locked_until__gte=now)
    late = Q(due_at__lt=now - timedelta(seconds=settings.QUEUE_LATE_AFTER))
    groups: Any = (
        rows.filter(done_at__isnull=True)
        .order_by()
        .values("lane")
        .annotate(
            waiting=Count("pk", filter=~given_up),
            at_work=Count("pk", filter=held),
            late=Count("pk", filter=late & ~held & ~given_up),
            failing=Count("pk", filter=~Q(error="") & ~given_up),
            given_up=Count("pk", filter=given_up & ~held),
            oldest_due=Min("due_at", filter=~held & ~given_up),
        )
    )
    return {group.pop("lane"): group for group in groups}


def queue_report(*, using: str = "default") -> Result:
    """Report what waits in each lane and whether somebody delivers it."""
    if using != "default":
        raise UsageError(_("The queue is only in the database 'default'."))
    with observing("queue_report", using=using):
        lanes = states(using)
        found = findings(lanes, using=using)
    data = {
        "lanes": [
            {
                "lane": state.lane,
                "waiting": state.waiting,
                "at_work": state.at_work,
                "late": state.late,
                "failing": state.failing,
                "given_up": state.given_up,
                "oldest_due": state.oldest_due,
                "worker": state.seen.process if state.seen else None,
                "worker_seen": state.seen.at if state.seen else None,
            }
            for state in lanes
        ],
        "resting": resting(lanes),
    }
    waiting = sum(state.waiting for state in lanes)
    text = ngettext(
        "%(count)d message is waiting.", "%(count)d messages are waiting.", waiting
    )
    return Result(
        data=data,
        findings=found,
        verdict=text % {"count": waiting},
        tables=[_table(lanes)],
    )


def findings(lanes: list[LaneState], *, using: str = "default") -> list[Finding]:
    """Return what is wrong with these lanes, each with what to do."""
    found = [_late(state) for state in lanes if state.late]
    if any(state.given_up for state in lanes):
        found.append(_given_up(lanes, using))
    if kinds := resting(lanes):
        found.append(_resting(kinds))
    return found


def resting(lanes: list[LaneState]) -> list[str]:
    """Return the kinds that this process or a worker leaves alone at the moment."""
    alive = [s.seen for s in lanes if s.seen and timezone.now() - s.seen.at < HEARD_OF]
    return sorted({*breaker.resting(), *(kind for s in alive for kind in s.resting)})


class WorkerNote(NamedTuple):
    """Who carries out what a button starts, as things are now."""

    text: str
    is_there: bool


def worker_note(lane: str = Lane.OPS) -> WorkerNote:
    """Say whether a worker of the lane is there."""
    state = next(state for state in states() if state.lane == lane)
    if state.has_worker:
        text = _("This is done by a queue worker. One was last heard of %(heard)s.")
    elif state.seen:
        text = _(
            "This is done by a queue worker, and none is running: one was last "
            "heard of %(heard)s. Nothing happens until you start one with "
            "%(command)s."
        )
    else:
        text = _(
            "This is done by a queue worker, and none has ever run. Nothing happens "
            "until you start one with %(command)s."
        )
    names = {"heard": state.last_heard, "command": TYPED}
    return WorkerNote(text % names, state.has_worker)


def _late(state: LaneState) -> Finding:
    names = {
        "count": state.late,
        "lane": state.lane or "–",
        "minutes": round(settings.QUEUE_LATE_AFTER / 60),
        "heard": state.last_heard,
    }
    text = ngettext(
        "%(count)d message of the lane “%(lane)s” has been due for more than "
        "%(minutes)d minutes. A worker for it was last heard of: %(heard)s.",
        "%(count)d messages of the lane “%(lane)s” have been due for more than "
        "%(minutes)d minutes. A worker for it was last heard of: %(heard)s.",
        state.late,
    )
    busy = _("The worker is busy with other messages: wait, or start a second worker.")
    absent = _("Start a worker, and have the system restart it when it ends.")
    return Finding(
        id="outbox.late",
        severity="warning",
        object=state.lane,
        message=text % names,
        measured=state.late,
        threshold=0,
        fix=busy if state.has_worker else absent,
        command=WORKER,
    )


def _given_up(lanes: list[LaneState], using: str) -> Finding:
    rows = OutboxMessage.objects.using(using).given_up()
    rows = rows.filter(lane__in=[state.lane for state in lanes]).order_by("due_at")
    return Finding(
        id="outbox.given_up",
        severity="warning",
        object=list(map(without_addresses, rows.values_list("key", flat=True)[:NAMED])),
        message=_("Messages failed too often and will not be tried again."),
        measured=sum(state.given_up for state in lanes),
        threshold=0,
        fix=_("Fix the cause, then try them again in the back office, under Queue."),
    )


def _resting(kinds: list[str]) -> Finding:
    return Finding(
        id="outbox.resting",
        severity="warning",
        object=kinds,
        message=_(
            "A server did not answer, so these kinds are paused for a minute at a "
            "time: %(kinds)s."
        )
        % {"kinds": ", ".join(kinds)},
        measured=len(kinds),
        threshold=0,
        fix=_(
            "Check the server; what is waiting is delivered as soon as it "
            "answers again."
        ),
    )


def _table(lanes: list[LaneState]) -> Table:
    return Table(
        title=_("Lanes"),
        columns=[
            _("Lane"),
            _("Waiting"),
            _("At work"),
            _("Late"),
            _("Failing"),
            _("Given up"),
            _("Worker last heard of"),
        ],
        rows=[
            [
                Lane(state.lane).label if state.lane else _("not sorted yet"),
                state.waiting,
                state.at_work,
                state.late,
                state.failing,
                state.given_up,
                state.last_heard,
            ]
            for state in lanes
        ],
    )


def _since(seconds: int) -> str:
    if seconds < 120:
        return ngettext("%d second ago", "%d seconds ago", seconds) % seconds
    minutes = seconds // 60
    if minutes < 120:
        return ngettext("%d minute ago", "%d minutes ago", minutes) % minutes
    hours = minutes // 60
    return ngettext("%d hour ago", "%d hours ago", hours) % hours


def measure(result: Result) -> dict[str, float]:
    """Return what of the report is worth a sample every minute."""
    waiting = {row["lane"]: float(row["waiting"]) for row in result.data["lanes"]}
    return {lane: waiting.get(lane, 0.0) for lane in Lane.values}


QUEUE_REPORT = Operation(
    name="queue_report",
    title=gettext_lazy("Queue and workers"),
    description=gettext_lazy(
        "Show what is waiting in each lane of the queue, what is late or "
        "was given up, and when a worker was last heard of."
    ),
    for_shell=gettext_lazy("Example: manage.py queue_report"),
    run=queue_report,
    series=(
        Series("money", gettext_lazy("money, waiting")),
        Series("mail", gettext_lazy("mail, waiting")),
        Series("ops", gettext_lazy("operations, waiting")),
    ),
    measure=measure,
)
