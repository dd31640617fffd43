"""An import that is killed and run again leaves what one clean run leaves."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.db import connection

from database.audit.log import triggers_open
from database.models import AuditEntry
from orders.models import Order
from tests.support.addresses import database_url
from tests.support.imported import checksums
from tests.support.orders_files import row, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

INVOICES = 1500
IMPORT = ("manage.py", "import_orders", "--credit-notes", "--quiet")
DYING_IMPORT = ("-m", "tests.concurrency.dying_import")


@pytest.fixture
def file(tmp_path):
    """Write a file of thirty thousand lines: three batches. Every ninth credits."""
    dice = random.Random(8)
    lines = []
    for number in range(INVOICES):
        is_credit = number % 9 == 0
        for _ in range(20):
            product = dice.randrange(900)
            lines.append(
                row(
                    f"C{number}" if is_credit else f"{number}",
                    sku=f"S{product}",
                    name=f"Thing {product} {dice.randrange(3)}",
                    quantity=f"{'-' if is_credit else ''}{dice.randrange(1, 50)}",
                    price=f"{dice.randrange(1, 9999) / 1000:.3f}",
                    customer=dice.choice(["", f"{dice.randrange(400)}"]),
                )
            )
    return write(tmp_path / "orders.csv", *lines)


def start(*arguments):
    """Run Python on the database of the test, from a process of its own."""
    environment = {**os.environ, "DATABASE_URL": database_url(connection)}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def finish(file):
    assert start(*IMPORT, file).wait() == 0


def imports():
    return AuditEntry.objects.filter(operation="orders.import").count()


@pytest.fixture
def clean(file):
    """Return what one run leaves and its seconds; the shop is empty afterwards."""
    began = time.monotonic()
    finish(file)
    left, seconds = checksums(), time.monotonic() - began
    empty_the_shop()
    return left, seconds


def empty_the_shop():
    with triggers_open():
        call_command("flush", interactive=False, verbosity=0)


def kill_three_times(file, seconds):
    """Return the moments of three kills in a row, all before the import was done."""
    moments = []
    while len(moments) < 3:
        moments.append(random.uniform(0.2, 0.95) * seconds)
        process = start(*IMPORT, file)
        with suppress(subprocess.TimeoutExpired):
            process.wait(moments[-1])
        process.kill()
        process.wait()
        if imports():
            # It was faster than the first. Begin anew, and earlier.
            empty_the_shop()
            moments, seconds = [], seconds * 0.8
    return moments


def test_killed_at_three_random_moments(file, clean):
    left, seconds = clean
    moments = kill_three_times(file, seconds)

    finish(file)

    assert checksums() == left, f"killed after {moments} s"
    assert imports() == 1
    finish(file)
    assert (checksums(), imports()) == (left, 1)


def test_killed_between_orders_and_lines(file, clean):
    assert start(*DYING_IMPORT, file).wait() == -signal.SIGKILL
    assert 0 < Order.objects.count() < INVOICES

    finish(file)

    assert checksums() == clean[0]


def test_without_transactions_orders_stay_without_lines(file, clean):
    """If this fails, the tests above prove nothing."""
    process = start(*DYING_IMPORT, file, "--without-transaction")
    assert process.wait() == -signal.SIGKILL

    finish(file)

    after = checksums()
    assert after["orders.Order"] == clean[0]["orders.Order"]
    assert after["orders.Line"][0] < clean[0]["orders.Line"][0]
