"""A snapshot: many queries, one moment."""

import threading

import pytest
from django.db import connection, connections

from database.audit.log import log_operation
from database.models import AuditEntry
from database.rows.snapshot import snapshot

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(function):
    """Run in a thread with a connection of its own."""

    def run():
        try:
            function()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_what_is_written_meanwhile_is_not_seen_and_nobody_waits():
    with snapshot() as as_of:
        before = AuditEntry.objects.count()
        elsewhere(lambda: log_operation("test", "meanwhile"))
        during = AuditEntry.objects.count()

    assert (before, during, AuditEntry.objects.count()) == (0, 0, 1)
    assert as_of < AuditEntry.objects.get().created_at


def test_without_a_snapshot_it_is_seen():
    """Shows that the test above could fail."""
    before = AuditEntry.objects.count()
    elsewhere(lambda: log_operation("test", "meanwhile"))

    assert (before, AuditEntry.objects.count()) == (0, 1)


def test_the_next_transaction_begins_as_ever():
    with snapshot():
        AuditEntry.objects.count()

    log_operation("test", "written")

    assert AuditEntry.objects.count() == 1
    assert getattr(connection, "transaction_mode", "IMMEDIATE") == "IMMEDIATE"
