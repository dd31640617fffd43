"""Counting tries, and refusing those beyond the limit."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from database.brakes import upsert
from database.brakes.in_process import in_process
from database.brakes.rules import By, Kept, Limit, Rule
from database.brakes.subjects import subject_of
from database.errors import KontorError
from database.models.brakes import BrakeCount

Hit = tuple[Rule, Limit, str]
logger = structlog.get_logger(__name__)

# A refused count is shown to ops for so long, one without a refusal is of no use.
SHOWN_FOR = timedelta(days=30)


class Braked(KontorError):
    """Somebody tried too often. `seconds` is how long they have to wait."""

    def __init__(self, rule: Rule, seconds: float) -> None:
        self.rule = rule
        self.seconds = max(1, round(seconds))
        super().__init__(rule.sentence % {"wait": in_words(self.seconds)})


def in_words(seconds: int) -> str:
    """Return how long to wait, rounded up to what people count in."""
    if seconds <= 90:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = -(-minutes // 60)
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


def check(tries: Iterable[tuple[Rule, str]]) -> dict[str, int]:
    """Count a try of each of these under its rule. Raises Braked beyond a limit.

    `tries` are rules with whom they count: an address, an e-mail address, a visitor;
    an empty one is not counted. Returns the counts in rows by the code of their rule.

    Those by e-mail address come last, and count only what the others let through: who
    is braked must not use up what somebody else's address may still get.
    """
    hits = [
        (rule, limit, subject)
        for rule, whom in tries
        if (limit := rule.limit) and (subject := subject_of(rule.by, whom))
    ]
    now = timezone.now()
    for rule, limit, subject in hits:
        if rule.kept is Kept.PROCESS:
            _check_in_process(rule, limit, subject, now)
    kept = [hit for hit in hits if hit[0].kept is Kept.ROWS]
    counts: dict[str, int] = {}
    for is_email in (False, True):
        stage = [hit for hit in kept if (hit[0].by is By.EMAIL) is is_email]
        if stage:
            counts |= _check_rows(stage, now)
    return counts


def _check_in_process(rule: Rule, limit: Limit, subject: str, now: datetime) -> None:
    count, seconds = in_process.count(rule.code, subject, limit)
    if count <= limit.most:
        return
    if count == limit.most + 1:
        # Once in the time of the rule: ops see who it was, and no flood writes rows.
        _note(rule, limit, subject, count, now)
    raise Braked(rule, seconds)


def _check_rows(hits: list[Hit], now: datetime) -> dict[str, int]:
    # In one order for everybody: two statements never wait for each other.
    hits = sorted(hits, key=lambda hit: (hit[0].code, hit[2]))
    counts = upsert.count([_row(*hit, now) for hit in hits])
    over = [hit for hit in hits if counts[hit[0].code, hit[2]] > hit[1].most]
    if over:
        rule, ends_at = max(
            ((rule, _end(rule, subject)) for rule, _limit, subject in over),
            key=lambda pair: pair[1],
        )
        logger.warning("braked", brake=rule.code)
        raise Braked(rule, (ends_at - now).total_seconds())
    return {rule.code: counts[rule.code, subject] for rule, _limit, subject in hits}


def _row(rule: Rule, limit: Limit, subject: str, now: datetime) -> BrakeCount:
    return BrakeCount(
        rule=rule.code,
        subject=subject,
        most=limit.most,
        began_at=now,
        ends_at=now + timedelta(seconds=limit.seconds),
    )


def _end(rule: Rule, subject: str) -> datetime:
    return (
        BrakeCount.objects.using("default").get(rule=rule.code, subject=subject).ends_at
    )


def _note(rule: Rule, limit: Limit, subject: str, count: int, now: datetime) -> None:
    """Write down that somebody was refused by a count of this process."""
    row = _row(rule, limit, subject, now)
    row.count, row.refused, row.refused_at = count, 1, now
    upsert.note(row)


def forget_old() -> int:
    """Remove counts that ended: at once without a refusal, else when ops have read."""
    now = timezone.now()
    ended = BrakeCount.objects.using("default").filter(ends_at__lt=now)
    is_read = Q(refused_at__isnull=True) | Q(refused_at__lt=now - SHOWN_FOR)
    return ended.filter(is_read).delete()[0]
