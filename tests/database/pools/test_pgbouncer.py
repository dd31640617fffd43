"""The pools are held against PgBouncer where one stands before the server."""

from dataclasses import replace

import pytest

from database.pools import pgbouncer
from database.pools.pgbouncer import Bouncer
from tests.database.pools.test_pool_advice import POOL

BOUNCER = Bouncer(
    most_clients=100, pool_size=20, clients=9, waiting=0, servers=4, longest_wait=0.0
)


@pytest.mark.parametrize(
    ("changes", "most", "ids"),
    [
        ({}, 8, []),
        ({}, 98, []),  # and the keeper's and the heartbeat's are 100
        ({}, 99, ["pool.pgbouncer_clients"]),
        ({"waiting": 3, "longest_wait": 0.4}, 8, []),
        ({"waiting": 3, "longest_wait": 1.5}, 8, ["pool.pgbouncer_waiting"]),
        ({"waiting": 0, "longest_wait": 1.5}, 8, []),
    ],
)
def test_too_many_clients_and_long_waits_are_found(changes, most, ids):
    pools = [replace(POOL, most=most)]

    found = pgbouncer.findings(replace(BOUNCER, **changes), pools)

    assert [finding.id for finding in found] == ids
    assert all(finding.fix for finding in found)


def test_a_console_that_lets_nobody_in_says_what_to_do():
    assert pgbouncer.findings(None, [POOL]) == []
    assert "stats_users" in pgbouncer.table(None).empty
    assert pgbouncer.table(BOUNCER).rows[0][1:] == [9, 100]
