"""Writing beside: in the same transaction, one piece at a time, and errors are told."""

from functools import partial
from threading import Event, current_thread

import pytest
from django.db import IntegrityError, connection, transaction

from database.models import OutboxMessage
from database.rows import bulk
from database.rows.beside import written_beside

pytestmark = pytest.mark.django_db


def put(*keys):
    bulk.insert(OutboxMessage, ("kind", "key"), [("mail", key) for key in keys])


def kept():
    return {*OutboxMessage.objects.values_list("key", flat=True)}


def test_what_was_handed_over_is_there_after_the_block():
    with written_beside() as hand_over:
        hand_over(lambda: put("a"))
        hand_over(lambda: put("b"))

    assert kept() == {"a", "b"}


def test_it_is_written_in_another_thread_one_piece_after_the_other():
    written, may_go_on = [], Event()

    def first():
        may_go_on.wait(timeout=5)
        written.append(current_thread())

    with written_beside() as hand_over:
        hand_over(first)
        assert not written
        may_go_on.set()
        hand_over(lambda: written.append("second"))

    assert written[0] is not current_thread()
    assert written[1] == "second"


def test_the_next_piece_is_refused_what_went_wrong_before():
    with pytest.raises(IntegrityError), transaction.atomic():
        written_in_turn(["a", "a"], ["b"])

    assert kept() == set()


def written_in_turn(*pieces):
    with written_beside() as hand_over:
        for keys in pieces:
            hand_over(partial(put, *keys))


def test_the_last_piece_is_not_forgotten():
    with pytest.raises(IntegrityError), transaction.atomic():
        written_in_turn(["a", "a"])

    assert kept() == set()


def test_who_stops_it_takes_back_all_that_was_written():
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        stopped_after("a")

    assert kept() == set()
    assert not connection.allow_thread_sharing


def stopped_after(key):
    with written_beside() as hand_over:
        hand_over(lambda: put(key))
        raise KeyboardInterrupt
