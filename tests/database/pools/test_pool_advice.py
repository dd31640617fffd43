"""Findings of pools and the best size for them, on figures made up for the purpose."""

from argparse import ArgumentTypeError
from dataclasses import replace

import pytest
from django.db import OperationalError

from database.models import AuditEntry, ProcessSample
from database.monitoring import histograms
from database.monitoring.sessions import Session, Slots
from database.ops.command import Refused, UsageError
from database.pools import findings as pool_findings
from database.pools import recommend as recommending
from database.pools import report as report_module
from database.pools import sizing as resizing
from database.pools.published import Load, Pool
from database.pools.report import pool_report
from database.pools.server_findings import blocking
from tests.commands.calling import call

SERVER = Slots(most=100, reserved=3, used=10, others=2)
POOL = Pool(
    alias="default", least=2, most=4, size=4, in_use=1, waiting=0, lost=0, refused=0,
    reclaimed=0, waits=histograms.new(), holds=histograms.new(), process="vm:1",
    kind="web",
)  # fmt: skip


def ids(*pools: Pool) -> list[tuple[str, str]]:
    return [(f.id, f.severity) for f in pool_findings.of_pools(pools)]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"in_use": 4}, [("pool.busy", "critical")]),
        ({"load": Load(60, 10, 0, 0.85)}, [("pool.busy", "warning")]),
        ({"in_use": 4, "waiting": 2}, [("pool.waiting", "critical")]),
        ({"load": Load(60, 10, 3, 0.1)}, [("pool.refused", "critical")]),
        (
            {"loans": [{"holder": "home", "seconds": 61.0, "stack": "here"}]},
            [("pool.leak", "warning")],
        ),
    ],
)
def test_a_pool_in_trouble_is_found(changes, found):
    assert ids(replace(POOL, **changes)) == found


def test_the_sum_of_all_pools_is_held_against_the_server():
    """8 processes × 60 connections on a server with 100 slots."""
    pools = [replace(POOL, process=f"vm:{n}", most=60) for n in range(8)]

    (finding,) = pool_findings.too_many(pools, SERVER)

    assert (finding.id, finding.severity) == ("pool.slots_sum", "critical")
    assert (finding.measured, finding.threshold) == (496, 95)
    assert finding.command == "manage.py pool_report --resize 1:9"


def test_who_stands_at_the_head_of_a_queue_is_named():
    def session(pid: int, *blocked_by: int) -> Session:
        return Session(pid, "shop", "shop-web", "active", 1.0, 1.0, [*blocked_by], "…")

    found = blocking([session(1), session(2, 1), session(3, 2), session(4, 2, 1)])

    assert [(f.object, f.measured) for f in found] == [("1", 3)]


def test_the_size_for_people_comes_with_its_arithmetic():
    advice = recommending.for_users(200, 50, processes=2, server=SERVER)

    assert advice.most == 7
    assert advice.setting == "DB_POOL_MIN_SIZE=1 DB_POOL_MAX_SIZE=7"
    assert advice.lines[:2] == [
        "200 requests a second × 50 ms = 10.0 busy at once",
        "× 1.25 headroom ÷ 2 processes = 7 each",
    ]


def test_the_size_never_outgrows_the_server():
    advice = recommending.for_users(100_000, 50, processes=2, server=SERVER)

    assert advice.most == 45
    assert "room for 45 each" in advice.lines[2]


def test_little_evidence_gives_no_advice():
    assert recommending.from_load([POOL], SERVER) is None
    assert recommending.verdict([POOL], None).startswith("Not enough data")


def test_the_load_tells_the_size():
    holds = histograms.new()
    for _n in range(600):
        histograms.observe(holds, 0.1)
    busy = replace(POOL, holds=holds, load=Load(60, 6000, 0, 0.9))

    advice = recommending.from_load([busy], SERVER)

    assert advice is not None
    assert advice.most == 13
    assert recommending.verdict([busy], advice).startswith("Raise the size")
    idle = replace(busy, most=40)
    assert recommending.verdict([idle], advice).startswith("Lower the size")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"load": Load(60, 10, 0, 0.19)}, "lower DB_POOL_MAX_SIZE, which is 4"),
        ({"load": Load(60, 10, 0, 0.05), "in_use": 0}, "5 % in use"),
        ({"load": Load(60, 10, 0, 0.81)}, "raise DB_POOL_MAX_SIZE"),
        ({"load": Load(60, 10, 0, 0.21)}, ""),
        ({"load": Load(60, 10, 0, 0.8)}, ""),
        ({"load": Load(29, 10, 0, 0.01)}, ""),
        ({"load": Load(60, 10, 0, 0.0), "most": 1}, ""),
    ],
)
def test_the_share_in_use_says_larger_or_smaller(changes, word):
    said = recommending.from_use([replace(POOL, **{"in_use": 0, **changes})])

    assert word in said
    assert bool(said) is bool(word)


def test_the_busiest_pool_decides():
    idle = replace(POOL, in_use=0, load=Load(60, 10, 0, 0.01))
    busy = replace(POOL, load=Load(60, 10, 0, 0.5))

    assert recommending.from_use([idle, busy]) == ""


@pytest.mark.django_db
@pytest.mark.postgresql
def test_a_server_without_a_free_connection_leaves_what_the_processes_said(monkeypatch):
    def refuse(*, using: str) -> None:
        raise OperationalError("FATAL: sorry, too many clients already")

    monkeypatch.setattr(report_module, "sessions", refuse)
    monkeypatch.setattr(report_module, "published_pools", lambda: [POOL])

    envelope, code = call("pool_report")

    assert code == 4
    assert [f["id"] for f in envelope["findings"]] == ["pool.no_connection"]
    assert "too many clients" in envelope["findings"][0]["message"]
    assert [pool["process"] for pool in envelope["data"]["pools"]] == ["vm:1"]


@pytest.mark.django_db
@pytest.mark.postgresql
def test_without_figures_of_processes_there_is_nothing_to_report(monkeypatch):
    def refuse(*, using: str) -> None:
        raise OperationalError("FATAL: sorry, too many clients already")

    monkeypatch.setattr(report_module, "sessions", refuse)
    # Others of this run may have told theirs a moment ago.
    monkeypatch.setattr(report_module, "published_pools", list)

    with pytest.raises(OperationalError):
        pool_report(using="default")


@pytest.mark.parametrize(
    ("load", "most"),
    [
        (Load(60, 100, 0, 0.85), 6),
        (Load(60, 100, 2, 0.5), 6),
        (Load(60, 100, 0, 0.5), 4),
        (Load(60, 100, 0, 0.1), 3),
    ],
)
def test_autoscale_follows_the_load_within_its_bounds(load, most):
    assert resizing.wanted_size(replace(POOL, load=load), floor=2, cap=8) == most


def test_autoscale_stops_at_its_bounds():
    at_the_top = replace(POOL, most=8, load=Load(60, 100, 5, 1.0))
    at_the_floor = replace(POOL, most=4, load=Load(60, 100, 0, 0.0))

    assert resizing.wanted_size(at_the_top, floor=2, cap=8) == 8
    assert resizing.wanted_size(at_the_floor, floor=4, cap=8) == 4


@pytest.mark.parametrize(
    ("text", "size"), [("2:8", (2, 8)), ("0:1", (0, 1)), ("default", None)]
)
def test_a_size_is_read(text, size):
    assert resizing.bounds(text) == size


@pytest.mark.parametrize("text", ["", "8", "8:2", "0:0", "1:2:3", "a:b", "1:9999"])
def test_a_wrong_size_is_refused(text):
    with pytest.raises(ArgumentTypeError, match="is neither a size"):
        resizing.bounds(text)


@pytest.mark.django_db
def test_a_wish_beyond_the_server_is_refused_and_changes_nothing():
    with pytest.raises(Refused, match="8 processes × 60 connections"):
        resizing.wish("default", (2, 60), room=90, processes=8)

    assert not ProcessSample.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_half_a_question_is_a_sentence():
    with pytest.raises(UsageError, match="--users and --avg-ms together"):
        pool_report(using="default", users=5)
