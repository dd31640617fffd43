"""The shop through PgBouncer in transaction mode, and what the reports say of it."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.chaos.cluster import Cluster
from tests.chaos.ports import free_port
from tests.concurrency.server import serve
from tests.faults.asking import PAGES, ask
from tests.faults.conftest import manage
from tests.faults.test_full_and_read_only import add_to_basket, stock

pytestmark = [pytest.mark.thorough, pytest.mark.postgresql]
PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
BEHIND = {"DB_BEHIND_PGBOUNCER": "1", "REDIS_URL": ""}
INI = """
[databases]
chaos = host=127.0.0.1 port={server}
nowhere = host=127.0.0.1 port=1
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 5
max_client_conn = 40
server_login_retry = 1
query_wait_timeout = 1
stats_users = chaos
admin_users = boss
pidfile = {folder}/pid
logfile = {folder}/log
"""
CURSORS = """
from concurrent.futures import ThreadPoolExecutor
from django.contrib.contenttypes.models import ContentType
from django.db import connections
def read(number):
    try:
        return sum(1 for _row in ContentType.objects.iterator(chunk_size=2))
    finally:
        connections.close_all()
with ThreadPoolExecutor(6) as six:
    print(len(set(six.map(read, range(24)))))
"""


@dataclass
class Bouncer:
    cluster: Cluster
    port: int

    @property
    def url(self) -> str:
        return self.address("chaos", "chaos")

    def address(self, user: str, database: str) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"


@pytest.fixture
def bouncer(cluster) -> Iterator[Bouncer]:
    """Give a PgBouncer in transaction mode before the cluster."""
    if not Path(PROGRAM).exists():
        pytest.skip("needs Debian's package pgbouncer")
    folder, one = cluster.folder / "pgbouncer", Bouncer(cluster, free_port())
    folder.mkdir()
    ini = folder / "pgbouncer.ini"
    ini.write_text(INI.format(server=cluster.port, port=one.port, folder=folder))
    (folder / "users").write_text('"chaos" ""\n"boss" ""\n')
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    # It refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    process = subprocess.Popen([PROGRAM, "-q", ini], user=user, cwd="/")
    until = time.monotonic() + 10
    while not (folder / "pid").exists() and time.monotonic() < until:
        time.sleep(0.05)
    yield one
    process.terminate()
    process.wait(10)
    shutil.rmtree(folder)


def rungs(url: str, **variables: str) -> tuple[int, dict[str, str]]:
    """Return diagnose's exit code, and the fix of each rung that failed."""
    done = manage(url, "diagnose", "--json", **variables)
    data = json.loads(done.stdout)["data"]["rungs"]
    return done.returncode, {r["id"]: r["fix"] for r in data if r["status"] == "failed"}


def test_the_shop_serves_and_saves_through_it(bouncer, tmp_path):
    stock(bouncer.cluster)
    variables = {"DJANGO_SETTINGS_MODULE": "config.settings", **BEHIND}
    with serve(bouncer.url, tmp_path, **variables) as shop:
        pages = [ask(shop.address, page)[0] for page in PAGES * 15]
        saved = [add_to_basket(shop.address).status for _visitor in range(10)]
        ready = ask(shop.address, "/readyz")[0]

    assert set(pages) == {200}
    assert set(saved) == {302}
    assert ready == 200


def test_rows_are_read_in_parts_by_many_threads(bouncer):
    arguments = ("shell", "--no-imports", "--command", CURSORS)

    done = manage(bouncer.url, *arguments, **BEHIND)

    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr


def test_diagnose_says_what_to_set_and_is_content_then(bouncer):
    without = rungs(bouncer.url)
    unknown = rungs(bouncer.address("nobody", "chaos"), **BEHIND)
    closed = rungs(bouncer.address("chaos", "elsewhere"), **BEHIND)
    severed = rungs(bouncer.address("chaos", "nowhere"), **BEHIND)
    content = rungs(bouncer.url, **BEHIND)

    assert {one[0] for one in (without, unknown, closed, severed)} == {4}
    assert "DB_BEHIND_PGBOUNCER=1" in without[1]["auth"]
    assert "auth_file" in unknown[1]["auth"]
    assert "[databases]" in closed[1]["database"]
    assert "start PostgreSQL behind it" in severed[1]["slots"]
    assert content == (0, {})


def test_the_report_holds_the_pools_against_it(bouncer):
    done = manage(bouncer.url, "pool_report", "--json", **BEHIND)

    figures = json.loads(done.stdout)["data"]["pgbouncer"]
    assert (figures["most_clients"], figures["pool_size"]) == (40, 5)
    assert figures["waiting"] == 0


def test_the_limits_that_are_missing_are_named_with_what_sets_them(bouncer):
    check = ("check", "--tag", "database", "--database", "default")

    before = manage(bouncer.url, *check, **BEHIND).stderr
    statements = [
        line.partition("role: ")[2].partition("; then")[0]
        for line in before.splitlines()
        if "ALTER ROLE" in line
    ]
    with psycopg.connect(bouncer.cluster.url, autocommit=True) as server:
        for statement in statements:
            server.execute(statement)
    with psycopg.connect(bouncer.address("boss", "pgbouncer"), autocommit=True) as boss:
        boss.execute("RECONNECT")
    after = manage(bouncer.url, *check, **BEHIND).stderr

    assert before.count("database.W012") == len(statements) == 3
    assert "database.W012" not in after
