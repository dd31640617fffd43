"""A kept value: read once, again after its time, at once where it was changed."""

import pytest
from django.db import transaction

from database.process import kept as keeping
from database.process.kept import Kept


@pytest.fixture
def clock(monkeypatch):
    """Give a list of one number, the seconds that have passed."""
    passed = [100.0]
    monkeypatch.setattr(keeping, "monotonic", lambda: passed[0])
    return passed


def test_it_is_read_again_when_its_seconds_are_over(clock):
    kept, values = Kept(seconds=5), iter("abc")

    def read():
        return next(values)

    first, clock[0] = kept.get(read), 104.9
    second, clock[0] = kept.get(read), 105.0
    assert (first, second, kept.get(read)) == ("a", "a", "b")


def test_nothing_is_a_value_too():
    kept = Kept(seconds=5)
    kept.get(lambda: None)

    assert kept.get(lambda: "read again") is None


def test_what_was_read_before_a_change_is_not_kept():
    kept = Kept(seconds=5)

    def read_while_another_thread_changes_it():
        kept.forget()
        return "old"

    assert kept.get(read_while_another_thread_changes_it) == "old"
    assert kept.get(lambda: "new") == "new"


@pytest.mark.django_db
def test_what_others_read_before_the_commit_is_forgotten_with_it(
    django_capture_on_commit_callbacks,
):
    kept = Kept(seconds=5)
    kept.get(lambda: "older")

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        kept.changed()
        assert kept.get(lambda: "old") == "old"

    assert kept.get(lambda: "new") == "new"
