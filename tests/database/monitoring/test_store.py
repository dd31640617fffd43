"""What processes leave for each other; sums never fall when one of them ends."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from database.models import ProcessSample
from database.monitoring.store import GONE, InRedis, InTable, add_up

pytestmark = pytest.mark.django_db


def test_counters_are_added_by_name():
    total = add_up({"a": {"x": 1}, "h": [1, 2]}, {"a": {"x": 2, "y": 5}, "h": [1, 1]})

    assert total == {"a": {"x": 3, "y": 5}, "h": [2, 3]}


def test_a_record_is_replaced():
    table = InTable()

    table.put("vm:1", {"kind": "web"})
    table.put("vm:1", {"kind": "outbox"})

    assert [(r.name, r.payload) for r in table.all()] == [("vm:1", {"kind": "outbox"})]


def test_a_process_that_is_silent_for_20_seconds_is_not_alive():
    table = InTable()
    table.put("vm:1", {})
    assert table.all()[0].is_alive

    ProcessSample.objects.update(at=timezone.now() - timedelta(seconds=21))

    assert not table.all()[0].is_alive


def test_what_a_gone_process_counted_is_kept():
    table = InTable()
    for name, count in (("vm:1", 3), ("vm:2", 4), ("vm:3", 5)):
        table.put(name, {"kind": "web", "counters": {"answers": {"home 200": count}}})
    old = timezone.now() - timedelta(seconds=61)
    ProcessSample.objects.exclude(name="vm:3").update(at=old)

    table.fold()
    table.fold()

    left = {r.name: r.payload["counters"]["answers"]["home 200"] for r in table.all()}
    assert left == {GONE: 7, "vm:3": 5}


@pytest.mark.skipif(not settings.REDIS_URL, reason="needs Redis")
def test_redis_keeps_the_same(monkeypatch):
    monkeypatch.setattr(InRedis, "KEY", "kontor:test:processes")
    redis = InRedis()
    redis.client.delete(InRedis.KEY)
    redis.put("vm:1", {"counters": {"answers": {"home 200": 3}}})
    redis.put("wish default", {"least": 1, "most": 2})
    raw = redis.client.hget(InRedis.KEY, "vm:1").replace(b'"at": ', b'"at": 1')
    redis.client.hset(InRedis.KEY, "vm:1", b'{"at": 1.0,' + raw.partition(b",")[2])

    redis.fold()

    assert {r.name: r.payload for r in redis.all()} == {
        GONE: {"counters": {"answers": {"home 200": 3}}},
        "wish default": {"least": 1, "most": 2},
    }
    redis.client.delete(InRedis.KEY)
