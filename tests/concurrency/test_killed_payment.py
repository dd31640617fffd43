"""A process that dies between two steps of a payment leaves one charge, one order."""

import os
import signal
import subprocess
import sys
from decimal import Decimal

import pytest
from django.db import connection

from database.consistency.generic import run_checks
from orders.ledger import steps
from orders.ledger.steps import EventStep, RefundStep, Step
from orders.models import CreditNote, Mail, Order, PaymentEntry, Refund
from orders.providers.rehearsal import charges
from tests.concurrency.payment_story import go_through
from tests.concurrency.racing import stock_of
from tests.factories import ProductFactory, UserFactory
from tests.support.addresses import database_url
from tests.support.thoroughly import thorough_but

pytestmark = pytest.mark.django_db(transaction=True)

# The worst moment: something happened outside, and nothing here yet.
WORST = "Step.ANSWERED"
STEPS = [
    f"{type(step).__name__}.{step.name}" for step in (*Step, *EventStep, *RefundStep)
]


@pytest.fixture
def pen():
    return ProductFactory(stock_quantity=10)


@pytest.fixture
def customer():
    return UserFactory()


@pytest.fixture(autouse=True)
def books(settings, tmp_path):
    settings.TEST_PAYMENTS = "twice"
    settings.TEST_PAYMENTS_FOLDER = tmp_path / "books"
    return settings.TEST_PAYMENTS_FOLDER


def die_at(step, customer, pen, books, *planted):
    """Run the story in a process of its own, which is killed at the step."""
    program = [sys.executable, "-m", "tests.concurrency.payment_story"]
    arguments = [customer.pk, pen.pk, books, step, *planted]
    environment = {**os.environ, "DATABASE_URL": database_url(connection), "DEBUG": "1"}
    environment["LOG_LEVEL"] = "CRITICAL"
    done = subprocess.run(
        [*program, *map(str, arguments)],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]


def amounts(kind):
    rows = PaymentEntry.objects.filter(kind=kind)
    return list(rows.values_list("amount", flat=True))


def test_the_story_passes_every_step_of_the_list(customer, pen, monkeypatch):
    seen = []

    def see(event, *, of, step, ref):
        seen.append((of, step))

    monkeypatch.setattr(steps.logger, "debug", see)

    go_through(customer.pk, pen.pk)

    for kind in (Step, EventStep, RefundStep):
        passed = [step for of, step in seen if of == kind.__name__]
        assert list(dict.fromkeys(passed)) == [step.name for step in kind]


@pytest.mark.parametrize("step", thorough_but([WORST], STEPS))
def test_killed_at_a_step_and_resumed(step, customer, pen, books):
    die_at(step, customer, pen, books)

    order = go_through(customer.pk, pen.pk)

    assert Order.objects.get() == order
    assert (order.status, stock_of(pen)) == ("confirmed", 8)
    assert [done["amount"] for done in charges()] == ["20.00", "5.00"]
    assert amounts("captured") == [Decimal("20.00")]
    assert amounts("refunded") == [Decimal("5.00")]
    assert (Refund.objects.count(), CreditNote.objects.count()) == (1, 1)
    assert Mail.objects.filter(kind="payment_received").count() == 1
    assert run_checks(tags=["orders"]).findings == []


def test_without_the_reference_the_card_is_charged_twice(customer, pen, books):
    """If this fails, the test above proves nothing."""
    die_at("Step.ANSWERED", customer, pen, books, "careless")

    go_through(customer.pk, pen.pk)

    captured = [done for done in charges() if done["kind"] == "captured"]
    assert len(captured) == 2
