"""A full disk and a server that only reads: 503, named by reports, over by itself."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import psycopg
import pytest

from tests.chaos.browser import Answer, Browser
from tests.chaos.cluster import Cluster, own_cluster
from tests.concurrency.server import serve
from tests.faults.asking import ask, until_ready
from tests.faults.conftest import SPEED, manage

pytestmark = [pytest.mark.thorough, pytest.mark.postgresql]
REPORTS = ("diagnose", "pool_report", "system_report", "deliver_outbox")
# Kept small, so that the disk of 110 MB is full soon.
SMALL = {**SPEED, "max_wal_size": "32MB", "min_wal_size": "32MB"}
WEB = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "WEB_CONCURRENCY": "1",
    "REDIS_URL": "",
}


PRODUCT = """
from shop.models import Product
Product.objects.get_or_create(sku="A", defaults={
    "name": "Mug", "slug": "mug", "price": 4, "status": "published",
    "stock_quantity": 9,
})
"""


def stock(cluster: Cluster) -> None:
    """Put one product on sale; other tests may have done so in this cluster."""
    done = manage(cluster.url, "shell", "--no-imports", "--command", PRODUCT)
    assert done.returncode == 0, done.stderr


def findings(cluster: Cluster, name: str) -> tuple[int, set[str]]:
    """Return the report's exit code, and the ids of what it found in the database."""
    done = manage(cluster.url, name, "--json", REDIS_URL="")
    ids = {one["id"] for one in json.loads(done.stdout)["findings"]}
    return done.returncode, {one for one in ids if not one.startswith("system.")}


def add_to_basket(address: str) -> Answer:
    """Add the mug to a new visitor's basket, which has to be saved."""
    visitor = Browser(address, Event())
    page = visitor._ask("/p/mug/", None)
    form = page.form("/basket/add/")
    fields = {name: value for name, (_kind, value) in form.fields.items()}
    return visitor._ask(form.action, urlencode(fields).encode())


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Leave no room in the folder for the block."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    yield
    ballast.unlink()


@contextmanager
def reading_only(cluster: Cluster) -> Iterator[None]:
    """Let the server take no writes for the block."""
    change = "ALTER SYSTEM SET default_transaction_read_only"
    with psycopg.connect(cluster.url, autocommit=True) as line:
        line.execute(f"{change} = on")
        line.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            line.execute(f"{change} = off")
            line.execute("SELECT pg_reload_conf()")


def until_not_ready(address: str) -> str:
    """Return what /readyz says once it is 503."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        answer = Browser(address, Event())._ask("/readyz", None)
        if answer.status == 503:
            return answer.text
        time.sleep(0.1)
    raise AssertionError("The shop is still ready.")


def test_a_full_disk_is_503_and_named_and_over_by_itself(small_disk, tmp_path):
    small_disk.chmod(0o755)
    with own_cluster(small_disk, **SMALL) as cluster:
        assert manage(cluster.url, "migrate", "--verbosity", "0").returncode == 0
        stock(cluster)
        with serve(cluster.url, tmp_path, **WEB) as shop:
            assert add_to_basket(shop.address).status == 302
            with full(small_disk):
                answers = until_refused(shop.address)
                said = until_not_ready(shop.address)
                seen = {name: findings(cluster, name) for name in REPORTS}
                looks = ask(shop.address, "/")[0]
            well = until_ready(shop.address, time.monotonic())
            after = findings(cluster, "pool_report")
            assert add_to_basket(shop.address).status == 302

    assert {answer.status for answer in answers} <= {302, 503}
    assert "has no room left" in answers[-1].text
    assert "has no room left" in said
    # A worker that could still note that it is there finds it, else it ends by it.
    code, named = seen.pop("deliver_outbox")
    assert code in {1, 5}
    assert named == {"database.no_room"}
    assert seen == {
        "diagnose": (4, {"diagnose.role"}),
        "pool_report": (1, {"database.no_room"}),
        "system_report": (1, {"database.no_room"}),
    }
    assert looks == 200
    assert well < 5
    assert after == (0, set())


def until_refused(address: str) -> list[Answer]:
    """Fill baskets until one is refused: the open pages of the tables have room yet."""
    answers = []
    while len(answers) < 400:
        answers.append(add_to_basket(address))
        if answers[-1].status != 302:
            break
    return answers


def test_a_server_that_only_reads_is_503_and_named_and_over_by_itself(
    cluster, tmp_path
):
    stock(cluster)
    with serve(cluster.url, tmp_path, **WEB) as shop:
        assert add_to_basket(shop.address).status == 302
        with reading_only(cluster):
            said = until_not_ready(shop.address)
            refused = add_to_basket(shop.address)
            looks = ask(shop.address, "/")[0]
            seen = {name: findings(cluster, name) for name in REPORTS}
        well = until_ready(shop.address, time.monotonic())
        assert add_to_basket(shop.address).status == 302

    assert (refused.status, looks) == (503, 200)
    assert "can only be looked at" in refused.text
    assert "can only be looked at" in said
    assert seen == {
        "diagnose": (4, {"diagnose.role"}),
        "pool_report": (1, {"database.read_only"}),
        "system_report": (1, {"database.read_only"}),
        "deliver_outbox": (5, {"database.read_only"}),
    }
    assert well < 5
