"""The replicas in `/metrics`."""

import pytest
from django.utils import timezone

from database.metrics.exposition import exposition
from database.models import ReplicaCounts

pytestmark = pytest.mark.django_db


def tell(process: str, **figures: object) -> None:
    replica = {
        "reads": 7,
        "fallbacks": 1,
        "is_tripped": False,
        "state": "streaming",
        "lag_bytes": 100,
        "lag_seconds": 0.5,
        **figures,
    }
    names = {"pinned": 2, "replicas": {"replica1": replica}}
    ReplicaCounts.objects.create(process=process, at=timezone.now(), figures=names)


@pytest.fixture(autouse=True)
def one_replica(settings) -> None:
    settings.REPLICAS = ["replica1"]


def lines() -> set[str]:
    return {
        line
        for line in exposition().decode().splitlines()
        if line.startswith("kontor_db_repl")
    }


def test_one_scrape_sums_the_reads_of_all_processes():
    tell("a:1")
    tell("a:2")

    assert lines() == {
        'kontor_db_replication_up{alias="replica1"} 1.0',
        'kontor_db_replication_lag_bytes{alias="replica1"} 100.0',
        'kontor_db_replication_lag_seconds{alias="replica1"} 0.5',
        'kontor_db_replica_reads_last_minute{alias="replica1"} 14.0',
        'kontor_db_replica_fallbacks_last_minute{alias="replica1"} 2.0',
    }


def test_a_broken_replica_is_down_and_has_no_lag_of_0():
    tell("a:1", state="broken", lag_bytes=None, lag_seconds=None)

    assert 'kontor_db_replication_up{alias="replica1"} 0.0' in lines()
    assert not any("lag" in line for line in lines())


def test_without_replicas_nothing_is_said(settings):
    settings.REPLICAS = []
    tell("a:1")

    assert lines() == set()
