"""A PostgreSQL of its own, which tests may stop, fill up or switch to reading."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.cluster import Cluster, own_cluster
from tests.concurrency.server import serve
from tests.faults.asking import PAGES, THREADS, WORKERS, ask

SPEED = {"fsync": "off", "full_page_writes": "off", "max_connections": "60"}


def manage(url: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """Run manage.py on this database, with no other of the run's settings."""
    names = ("PATH", "HOME", "REDIS_URL")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**kept, "ENV_FILE": "", "DATABASE_URL": url, **variables},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.fixture(scope="package")
def cluster() -> Iterator[Cluster]:
    """Give a cluster with an empty shop."""
    with own_cluster(**SPEED) as one:
        done = manage(one.url, "migrate", "--verbosity", "0")
        assert done.returncode == 0, done.stderr
        yield one


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Give a folder on a disk of its own, of 110 MB."""
    folder = Path(tempfile.mkdtemp(prefix="kontor-disk-"))
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=110m", "tmpfs", folder], check=True
    )
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


@pytest.fixture
def shop(cluster, tmp_path) -> Iterator[str]:
    """Give the address of gunicorn with two workers of four threads."""
    variables = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "WEB_CONCURRENCY": str(WORKERS),
        "WEB_THREADS": str(THREADS),
        "DB_POOL_MIN_SIZE": "2",
        "DB_POOL_MAX_SIZE": "8",
        "REDIS_URL": "",
    }
    with serve(cluster.url, tmp_path, **variables) as server:
        for _number in range(4 * WORKERS):
            for page in PAGES:
                assert ask(server.address, page)[0] == 200
        yield server.address
