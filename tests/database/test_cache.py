"""A Redis that is away is replaced by memory, and looked for again."""

import socket
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django_redis.exceptions import ConnectionInterrupted

from config.startup import caches
from database import cache as steady


@pytest.fixture
def looks(monkeypatch) -> list[str]:
    """Collect what the cache asks a Redis that never answers."""
    asked = []

    class Client:
        def __getattr__(self, name: str):
            def ask(*args: object, **kwargs: object) -> None:
                asked.append(name)
                raise ConnectionInterrupted(None) from TimeoutError("no answer")

            return ask

    monkeypatch.setattr(steady.SteadyCache, "client", Client())
    return asked


@pytest.fixture(autouse=True)
def redis(settings, monkeypatch, closed_port) -> None:
    """Name a Redis that nobody runs."""
    monkeypatch.setattr(steady, "_away", {})
    settings.CACHES = caches(f"redis://127.0.0.1:{closed_port}/0", 300)


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener.getsockname()[1]


def test_memory_stands_in_for_a_redis_that_is_down():
    cache.clear()
    cache.set("a", 1)
    cache.set_many({"b": 2, "c": 3})

    assert cache.get("a") == 1
    assert cache.get_many(["b", "c"]) == {"b": 2, "c": 3}
    assert cache.add("a", 9) is False
    assert cache.incr("a") == 2
    assert cache.decr("a") == 1
    assert cache.touch("a", 60)
    assert "a" in cache
    assert cache.delete("a") is True
    cache.delete_many(["b"])
    assert cache.get("b", "gone") == "gone"


def test_one_call_waits_and_the_next_ones_go_past(looks):
    for _ in range(5):
        cache.get("a")

    assert looks == ["get"]


def test_after_a_pause_one_call_looks_again(looks, monkeypatch):
    cache.get("a")
    monkeypatch.setattr(steady, "PAUSE", 0.0)
    steady._away.clear()

    cache.get("a")
    cache.get("a")

    assert len(looks) == 3


def test_what_redis_answers_counts_when_it_is_back(looks, monkeypatch):
    cache.set("a", "from memory")

    class Client:
        def get(self, key: str) -> str:
            return "from Redis"

    monkeypatch.setattr(steady.SteadyCache, "client", Client())
    assert cache.get("a") == "from memory"
    for server in steady._away:
        steady._away[server] = 0.0

    assert cache.get("a") == "from Redis"
    assert steady._away == {}
