"""A PostgreSQL of its own, which tests may stop, fill up or switch to reading."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.cluster import Cluster, own_cluster

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
