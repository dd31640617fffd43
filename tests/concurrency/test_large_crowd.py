"""The large proof: 64 buyers for 50 pieces, 20 rounds. Takes minutes.

Ask for it with `make test ARGS="-m slow -s"`. SQLite has one writer at a time, so 8
buyers are a crowd there. `ROUNDS` changes the number of rounds.
"""

import os

import pytest

from tests.commands.calling import call

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("ROUNDS") or 20)


@pytest.fixture
def buyers(vendor):
    return 8 if vendor == "sqlite" else 64


def test_a_crowd_buys_what_there_is_and_no_more(buyers):
    envelope, code = call(
        "prove_no_oversell", "--buyers", buyers, "--units", 50, "--rounds", ROUNDS
    )

    data = envelope["data"]
    assert (code, data["deadlocks"], len(data["rounds"])) == (0, 0, ROUNDS)
    for round_ in data["rounds"]:
        assert (round_["sold"], round_["refused"], round_["errors"]) == (50, buyers, 0)
        assert (round_["left"], round_["ledger_ok"]) == (0, True)


def test_ten_thousand_orders_of_three_lines_meet_no_deadlock(buyers):
    envelope, code = call(
        "prove_no_oversell", "--buyers", buyers, "--rounds", ROUNDS, "--lines", 3
    )

    rounds = envelope["data"]["rounds"]
    assert (code, envelope["data"]["deadlocks"]) == (0, 0)
    assert {round_["sold"] for round_ in rounds} == {30 * 50}
    assert sum(round_["orders"] for round_ in rounds) >= 500 * ROUNDS


@pytest.mark.postgresql
def test_without_the_guard_a_crowd_buys_more_than_there_is(buyers):
    envelope, code = call(
        "prove_no_oversell", "--buyers", buyers, "--rounds", 3, "--control"
    )

    assert code == 0
    assert all(round_["sold"] > 50 for round_ in envelope["data"]["rounds"])
