"""Reads from a real replica: never stale, whatever happens to it."""

import time
from threading import Event

import pytest
from django.db import OperationalError, connections
from django.test import Client

from database.models import AuditEntry, OutboxMessage, ReplicaProof
from database.queue import outbox
from database.replicas.fleet import fleet
from database.replicas.reads import current_reads, reading
from database.replicas.states import State
from shop.models import Product
from tests.commands.calling import call
from tests.factories import ProductFactory, UserFactory
from tests.replicas.conftest import wait_for

pytestmark = [
    pytest.mark.replica,
    pytest.mark.django_db(transaction=True, databases=["default", "replica1"]),
]
ROWS = 300
PATIENCE = 30  # seconds: a busy machine may take its time
# A replica on a busy machine is late: then the primary answers. None may be stale.
TRIES = 3


def test_300_rows_are_read_back_none_stale_and_most_from_the_replica(replica):
    share = 0.0
    for _try in range(TRIES):
        envelope, code = call("replica_report", "--prove", ROWS)
        assert code == 0
        assert (envelope["data"]["rows"], envelope["data"]["stale"]) == (ROWS, 0)
        share = envelope["data"]["share_from_replicas"]
        if share >= 0.8:
            break

    assert share >= 0.8
    assert not ReplicaProof.objects.exists()


def test_without_the_token_reads_are_stale(replica):
    """The control: on a replica that follows at once, a row is missing all the same.

    Most rows arrive in time, so it writes until one does not.
    """
    is_missing, started = False, time.monotonic()
    while not is_missing and time.monotonic() - started < PATIENCE:
        row = ReplicaProof.objects.create(run=ProductFactory.build().pk, number=1)
        with reading(token=0):
            is_missing = not ReplicaProof.objects.filter(pk=row.pk).exists()

    assert is_missing


def test_while_replay_is_paused_everything_comes_from_the_primary(replica):
    replica("pause")
    wait_for(State.PAUSED)

    envelope, code = call("replica_report", "--prove", 50)
    report, _code = call("replica_report")

    assert code == 0
    (row,) = report["data"]["replicas"]
    assert row["state"] == "paused"
    assert row["lag_bytes"] > 0
    assert row["lag_seconds"] > 0
    assert envelope["data"]["stale"] == 0
    assert envelope["data"]["places"] == {"default": 50}


def test_a_replay_that_pauses_before_the_probe_knows_is_not_stale_either(replica):
    replica("pause")

    with reading(pinned=True) as reads:
        row = ReplicaProof.objects.create(run=ProductFactory.build().pk, number=1)
        token = reads.position()
    with reading(token):
        found = ReplicaProof.objects.get(pk=row.pk)

    assert found._state.db == "default"


def test_a_broken_stream_is_soon_called_broken_and_never_0(replica):
    replica("cut")
    started = time.monotonic()
    code, rows = 0, []
    while time.monotonic() - started < PATIENCE:
        ProductFactory()
        envelope, code = call("replica_report")
        rows = envelope["data"]["replicas"]
        if rows[0]["state"] == "broken":
            break

    assert (rows[0]["state"], code) == ("broken", 1)
    assert rows[0]["lag_bytes"] != 0
    assert rows[0]["lag_seconds"] != 0
    assert "replica.broken" in {finding["id"] for finding in envelope["findings"]}


def test_a_replica_that_dies_is_replaced_by_the_primary_in_the_same_statement(replica):
    product = ProductFactory()
    wait_for_all()
    rows = Product.objects.using("replica1").filter(pk=product.pk)
    assert rows.get().name == product.name
    replica("kill")

    # On the connection that has died, and on a new one that nobody takes.
    assert rows.get().name == product.name
    assert rows.exists()
    assert not fleet.is_usable("replica1")


def test_the_breaker_closes_by_a_probe_that_began_after_the_failure(replica):
    fleet.failed("replica1", OSError("gone"))
    assert not fleet.is_usable("replica1")

    wait_for(State.STREAMING)
    assert fleet.is_usable("replica1")


def test_a_page_is_read_from_the_replica_until_its_reader_writes(replica):
    product = ProductFactory(status="published")
    wait_for_all()
    client, reads = Client(), fleet.replicas["replica1"].reads
    before = reads.total()

    assert client.get(f"/p/{product.slug}/").status_code == 200
    assert reads.total() > before
    assert "written" not in client.cookies

    added = client.post("/basket/add/", {"product": product.slug, "quantity": 1})
    assert added.status_code == 302
    assert client.cookies["written"].value
    basket = client.get("/basket/")
    assert product.name in basket.content.decode()


def wait_for_all() -> None:
    """Wait until the replica has everything there is."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        token = int(cursor.fetchone()[0])
    deadline = time.monotonic() + PATIENCE
    while not fleet.replicas["replica1"].has(token) and time.monotonic() < deadline:
        time.sleep(0.05)
    wait_for(State.STREAMING)


def test_the_position_is_in_the_session_for_a_browser_without_the_cookie(replica):
    product, client = ProductFactory(status="published"), Client()
    client.post("/basket/add/", {"product": product.slug, "quantity": 1})
    position, _at = client.session["written"]
    del client.cookies["written"]
    replica("pause")

    page = client.get("/basket/")

    assert position > 0
    assert product.name in page.content.decode()


def test_a_forged_cookie_is_no_position(replica):
    client = Client()
    client.cookies["written"] = "99999999999:forged"

    assert client.get("/").status_code == 200


def test_a_job_reads_what_was_committed_before_it_was_claimed(replica, handle):
    seen: list[object] = []

    def look(**payload: object) -> None:
        reads = current_reads()
        row = Product.objects.get(pk=payload["pk"])
        seen.append((reads.token > 0, row.name))

    handle("look", look)
    product = ProductFactory()
    OutboxMessage.objects.create(
        kind="look", key="look", payload={"pk": product.pk.hex}
    )

    assert outbox.deliver_due(stop=Event()) == (1, 0)
    assert seen == [(True, product.name)]


def test_a_replica_taken_out_is_read_from_by_nobody_until_it_is_put_back(replica):
    _envelope, out = call("replica_report", "--out", "replica1")
    fleet.probe_now()
    during, code = call("replica_report")
    with reading():
        place = current_reads().place()
    _envelope, back = call("replica_report", "--in", "replica1")

    assert (out, back, code, place) == (0, 0, 1, "default")
    assert during["data"]["replicas"][0]["state"] == "out"
    wait_for(State.STREAMING)
    assert list(AuditEntry.objects.values_list("message", flat=True)) == [
        "replica1 is in again.",
        "replica1 is out: nothing reads from it.",
    ]


def test_a_row_that_came_from_a_replica_is_refreshed_and_saved_on_the_primary(replica):
    user = UserFactory()
    wait_for_all()
    with reading():
        row = type(user).objects.get(pk=user.pk)
        assert row._state.db == "replica1"
        replica("pause")
        type(user).objects.filter(pk=user.pk).update(first_name="Ada")
    row.refresh_from_db()

    assert row.first_name == "Ada"
    assert row._state.db == "default"


def test_a_statement_that_takes_too_long_is_not_asked_again(replica):
    with connections["replica1"].cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(1)")
        cursor.execute("RESET statement_timeout")

    assert fleet.is_usable("replica1")


@pytest.mark.parametrize("option", ["--out", "--in"])
def test_a_replica_nobody_knows_is_a_usage_error(replica, option):
    envelope, code = call("replica_report", option, "replica7")

    assert code == 2
    assert envelope["data"]["message"] == (
        "There is no replica 'replica7'. Known: replica1."
    )
