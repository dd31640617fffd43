"""Fifty at once: exactly as many are let through as the rule allows."""

from functools import partial

import pytest
from django.db.models import F

from database.brakes import upsert
from database.brakes.counting import Braked, check
from database.brakes.rules import By, Rule
from database.models.brakes import BrakeCount
from tests.concurrency.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS, MOST = 50, 20
RULE = Rule("t", By.ADDRESS, MOST, 600, "t", "Wait %(wait)s.")
OTHER = Rule("u", By.VISITOR, RIVALS * 2, 600, "u", "Wait %(wait)s.")


def try_once(who: str) -> bool:
    try:
        check([(OTHER, who), (RULE, "198.51.100.7")])
    except Braked:
        return False
    return True


def test_of_fifty_at_once_twenty_are_let_through():
    outcome = race(*[partial(try_once, "user:1")] * RIVALS)

    assert outcome.broken == []
    assert sum(outcome.won) == MOST
    row = BrakeCount.objects.get(rule="t")
    assert (row.count, row.refused) == (RIVALS, RIVALS - MOST)
    assert BrakeCount.objects.get(rule="u").count == RIVALS


def read_then_write(rows):
    """Count as a program does that reads first: rivals read the same number."""
    counts = {}
    for row in rows:
        key = {"rule": row.rule, "subject": row.subject}
        known = BrakeCount.objects.filter(**key)
        found = known.first()
        if found is None:
            BrakeCount.objects.bulk_create([row], ignore_conflicts=True)
        number = (found.count if found else 0) + 1
        known.update(count=number, refused=F("refused"))
        counts[row.rule, row.subject] = number
    return counts


@pytest.mark.postgresql
def test_a_count_that_is_read_first_lets_more_through(monkeypatch):
    """Show that the race is real, or the test above proves nothing."""
    monkeypatch.setattr(upsert, "count", read_then_write)

    outcome = race(*[partial(try_once, "user:1")] * RIVALS)

    assert sum(outcome.won) > MOST
