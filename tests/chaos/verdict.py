"""What was acknowledged, against what is there."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from database.consistency.generic import run_checks
from database.queue import outbox
from orders.models import (
    CheckoutKey,
    Order,
    PaymentEntry,
    Refund,
    Return,
    StatusChange,
)
from tests.chaos.journal import Act, Journal
from tests.chaos.people import LATER

EXAMPLES = 5


@dataclass
class Verdict:
    """What is wrong, a sentence each, by kind."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    inconsistent: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.stuck or self.inconsistent)

    def lines(self) -> list[str]:
        """Return the counts, with a few examples of each."""
        texts = []
        for name, found in vars(self).items():
            texts.append(f"{name}: {len(found)}")
            texts += [f"  {text}" for text in found[:EXAMPLES]]
        return texts


def judge(journal: Journal) -> Verdict:
    """Compare the journal with the database, which nobody uses any more."""
    outbox.deliver_due()
    verdict = Verdict()
    acts: dict[str, list[Act]] = defaultdict(list)
    for act in journal.read("ack"):
        acts[act.name].append(act)
    _orders(verdict, acts["buy"], list(journal.read("intent")))
    _histories(verdict, acts["status"])
    _owners(verdict, acts["transfer"])
    _marks(verdict, acts)
    _returns(verdict, acts["receive"])
    _keys(verdict)
    for finding in run_checks().findings:
        verdict.inconsistent.append(f"{finding.id}: {finding.message}")
    return verdict


def _orders(verdict: Verdict, bought: list[Act], intents: list[Act]) -> None:
    """Find acknowledged orders that are not there whole, and checkouts with two."""
    orders = {row.number: row for row in Order.objects.prefetch_related("lines")}
    for act in bought:
        order = orders.get(act.order)
        if order is None or order.line2 != act.mark:
            verdict.lost.append(f"order {act.order}")
            continue
        wanted = sorted(act.facts["quantities"])
        if sorted(line.quantity for line in order.lines.all()) != wanted:
            verdict.lost.append(f"lines of order {act.order}")
    made = Counter(order.line2 for order in orders.values())
    marks = [act.mark for act in intents if act.name == "buy"]
    for mark in marks:
        if made[mark] > 1:
            verdict.doubled.append(f"{made[mark]} orders for one checkout")


def _histories(verdict: Verdict, seen: list[Act]) -> None:
    """Find statuses that somebody saw and the history has not, or has twice."""
    now = dict(Order.objects.values_list("number", "status"))
    changes = StatusChange.objects.values_list("order__number", "to_status")
    history = {
        row[:2]: row[2]
        for row in changes.annotate(times=Count("pk")).order_by().iterator()
    }
    for act in seen:
        status = act.facts["status"]
        if not history.get((act.order, status)):
            verdict.lost.append(f"order {act.order} was {status}")
        elif now[act.order] != status and now[act.order] not in LATER[status]:
            verdict.lost.append(f"order {act.order} {status} is {now[act.order]}")
    for (number, status), times in history.items():
        if times > 1:
            verdict.doubled.append(f"order {number} became {status} {times} times")


def _owners(verdict: Verdict, moved: list[Act]) -> None:
    """Find orders that moved and belong to somebody else than the last receiver."""
    owners = dict(Order.objects.values_list("number", "customer__username"))
    for number, to in {act.order: act.facts["to"] for act in moved}.items():
        if owners.get(number) != to:
            verdict.lost.append(f"order {number} moved to {to}")


def _marks(verdict: Verdict, acts: dict[str, list[Act]]) -> None:
    """Find forms with a key that are not there under it, at their order."""
    rows = {
        "pay": PaymentEntry.objects.values_list("reference", "order__number"),
        "return": Return.objects.values_list("key", "order__number"),
        "refund": Refund.objects.values_list("key", "order__number"),
    }
    for name, found in rows.items():
        there = {key.removeprefix("hand-"): number for key, number in found}
        for act in acts[name]:
            if there.get(act.mark) != act.order:
                verdict.lost.append(f"{name} of order {act.order}")


def _returns(verdict: Verdict, received: list[Act]) -> None:
    """Find returns that staff received and nobody booked."""
    done = Return.objects.filter(status=Return.Status.RECEIVED)
    numbers = set(done.values_list("order__number", flat=True))
    for act in received:
        if act.order not in numbers:
            verdict.lost.append(f"the received return of order {act.order}")


def _keys(verdict: Verdict) -> None:
    """Find keys that wait for an order that will never come."""
    for key in CheckoutKey.objects.filter(order=None):
        verdict.stuck.append(f"key {key}")
