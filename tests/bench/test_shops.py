"""A shop that is measured has its own database and settings, and is closed at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.bench.shops import Shop
from tests.bench.visitor import Failed

COMMAND = """
import sys, time
print("begun", *sys.argv[1:], flush=True)
time.sleep(60 if sys.argv[1] == "slow" else 0)
sys.exit(sys.argv[1] == "wrong")
"""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    (tmp_path / "manage.py").write_text(COMMAND)
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "x.sqlite3"),
    }
    return Shop("now", tmp_path, tmp_path, database)


def test_a_command_s_words_are_returned(shop):
    assert shop.manage("quick", "x") == "begun quick x\n"


def test_a_command_that_fails_is_told_with_its_last_words(shop):
    with pytest.raises(Failed, match=r"^now: wrong failed:\nbegun wrong x\n$"):
        shop.manage("wrong", "x")


def test_a_shop_that_is_closed_ends_its_command_and_begins_none(shop):
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(shop.manage, "slow")
        log = shop.folder / "slow.log"
        while not (log.exists() and "begun" in log.read_text()):
            time.sleep(0.01)
        shop.close()

        with pytest.raises(Failed, match=r"^now: slow failed:"):
            waiting.result(10)
    with pytest.raises(Failed, match=r"^now was closed\.$"):
        shop.manage("quick", "x")


def test_its_settings_are_its_own_and_not_the_driver_s(shop, monkeypatch):
    others = ("POSTGRES_HOST", "DB_POOL_MAX_SIZE", "REDIS_URL", "LOG_LEVEL")
    for name in others:
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("WEB_CONCURRENCY", "3")

    told = shop.environment

    assert told["DATABASE_URL"] == f"sqlite:///{shop.folder / 'x.sqlite3'}"
    assert told["WEB_CONCURRENCY"] == "3"
    assert told.keys().isdisjoint(others)
