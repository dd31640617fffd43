"""`prove_no_oversell`: a small proof, its table, and what it does when it fails."""

from contextlib import nullcontext
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.db import OperationalError, connection

from database.ops.command import Exit
from database.races import race as racing
from orders import proving
from orders.errors import KeyInFlight
from orders.models import Order
from orders.proving import buyers, rounds
from orders.proving.buyers import Tally
from shop.models import Product
from tests.commands.calling import call, text_of

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = ("prove_no_oversell", "--buyers", 4, "--units", 5)


@pytest.fixture
def answers(monkeypatch):
    """Let a crowd answer what the test says, and buy nothing."""
    crowd = Mock()
    monkeypatch.setattr(rounds, "crowd", lambda *_names: nullcontext(crowd))
    monkeypatch.setattr(rounds, "scratch_database", lambda _name: nullcontext("here"))
    return lambda *tallies: setattr(crowd.race, "return_value", tallies)


@pytest.mark.thorough
def test_each_round_sells_what_there_is_and_the_shop_is_not_touched():
    live = connection.settings_dict["NAME"]

    envelope, code = call(*SMALL, "--rounds", 2)

    data = envelope["data"]
    assert (code, envelope["schema"], data["deadlocks"]) == (
        0,
        "prove_no_oversell/1",
        0,
    )
    assert [
        (round_["sold"], round_["refused"], round_["errors"], round_["ledger_ok"])
        for round_ in data["rounds"]
    ] == [(5, 4, 0, True)] * 2
    assert connection.settings_dict["NAME"] == live
    assert not Order.objects.exists()
    assert not Product.all_objects.exists()


@pytest.mark.thorough
def test_orders_of_several_lines_empty_the_whole_shelf():
    envelope, code = call(*SMALL, "--rounds", 1, "--lines", 2)

    (round_,) = envelope["data"]["rounds"]
    assert (code, envelope["data"]["units"]) == (0, 20 * 5)
    assert (round_["sold"], round_["left"], round_["ledger_ok"]) == (100, 0, True)
    assert 50 <= round_["orders"] < 100


def test_people_see_a_table_and_a_verdict(answers):
    answers(Tally(sold=6, orders=6, refused=4))

    head, row, finding = text_of(
        *SMALL, "--rounds", 1, "--fail-on", "never"
    ).splitlines()[:3]

    assert head.split()[:6] == ["round", "orders", "sold", "refused", "busy", "errors"]
    assert row.split()[:9] == ["1", "6", "6", "4", "0", "0", "0", "5", "WRONG"]
    assert finding == "critical prove.sold: 6 of 5 pieces were sold."


@pytest.mark.parametrize(
    ("tally", "finding", "measured"),
    [
        (Tally(sold=6, orders=6), "prove.sold", 6),
        (Tally(sold=4, orders=4), "prove.sold", 4),
        (Tally(sold=5, orders=5), "prove.ledger", 5),
        (Tally(errors=("Error: no",)), "prove.error", 1),
        (Tally(deadlocks=2), "prove.deadlock", 2),
    ],
)
def test_what_must_not_be_is_a_finding(answers, tally, finding, measured):
    answers(tally)

    envelope, code = call(*SMALL, "--rounds", 1)

    found = {item["id"]: item["measured"] for item in envelope["findings"]}
    assert code == Exit.FINDINGS
    assert found[finding] == measured


@pytest.mark.postgresql
def test_the_control_sells_more_than_there_is():
    envelope, code = call(
        "prove_no_oversell", "--buyers", 9, "--units", 20, "--rounds", 1, "--control"
    )

    assert (code, envelope["findings"]) == (0, [])
    assert envelope["data"]["rounds"][0]["sold"] > 20


@pytest.mark.sqlite
def test_sqlite_says_that_it_lets_one_writer_in_at_a_time():
    envelope, code = call(*SMALL, "--control")

    assert (code, envelope["status"]) == (Exit.UNSUPPORTED, "unsupported")
    assert "one writer at a time" in envelope["data"]["message"]


@pytest.mark.postgresql
def test_a_control_in_which_nothing_happened_proves_nothing(answers):
    answers(Tally(sold=5, orders=5))

    envelope, code = call(*SMALL, "--control", "--rounds", 1)

    assert code == Exit.FINDINGS
    assert [finding["id"] for finding in envelope["findings"]] == ["prove.control"]


@pytest.mark.postgresql
def test_a_crowd_that_would_keep_the_shop_out_is_refused():
    envelope, code = call("prove_no_oversell", "--buyers", 5000)

    assert code == Exit.REFUSED
    assert "5000 at once need 5000 connections" in envelope["data"]["message"]


def test_who_is_asked_to_try_again_does_with_the_same_key(monkeypatch):
    keys, answers = [], [KeyInFlight(), OperationalError("database is locked"), None]

    def place(*, idempotency_key, **checkout):
        keys.append(idempotency_key)
        if error := answers.pop(0):
            raise error

    monkeypatch.setattr(buyers, "place_order", place)

    tally = buyers.buy_until_refused([uuid4()], most=1)
    assert tally == Tally(sold=1, orders=1, busy=2)
    assert (len(keys), len(set(keys))) == (3, 1)


def test_people_are_shared_out_over_processes():
    assert racing._shares(64) == [8] * 8
    assert racing._shares(8) == [3, 3, 2]
    assert racing._shares(1) == [1]


def test_the_plan_knows_its_pieces():
    assert proving.Plan(buyers=1, units=50, rounds=1).pieces == 50
    assert proving.Plan(buyers=1, units=50, rounds=1, lines=3).pieces == 1500
