"""Rivals and crowds: everybody at once, and nobody is waited for in vain."""

import os
import time
from functools import partial

import pytest
from django.db import connection

from database.races.race import Hanging, crowd, race

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_error_of_a_rival_is_raised():
    with pytest.raises(ZeroDivisionError):
        race(partial(divmod, 1, 0), partial(divmod, 1, 1))


def test_a_rival_that_does_not_come_back_is_named():
    with pytest.raises(Hanging, match="A rival hangs"):
        race(partial(time.sleep, 0.3), patience=0.01)


def test_everybody_in_a_crowd_races_and_an_error_comes_back_as_a_sentence():
    with crowd(connection.settings_dict["NAME"], 5) as people:
        processes = people.race(os.getpid)
        with pytest.raises(Hanging, match="ZeroDivisionError"):
            people.race(partial(divmod, 1, 0))

    assert len(processes) == 5
    assert len(set(processes)) == 2


def test_a_process_that_dies_is_noticed():
    with (
        pytest.raises(Hanging, match="A process of the crowd died"),
        crowd(connection.settings_dict["NAME"], 1) as people,
    ):
        people.tell(partial(os._exit, 1))
