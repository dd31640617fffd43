"""/metrics: who may read it, and that one scrape knows every process."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from database.metrics.exposition import collectors
from database.models import OutboxMessage
from database.monitoring import histograms
from database.monitoring.store import InTable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_table(settings):
    settings.REDIS_URL = ""


def test_this_machine_may_read_it():
    response = Client().get("/metrics")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Authorization": "Bearer wrong"}, 403),
        ({"Authorization": "Bearer s3cret"}, 200),
    ],
)
def test_a_token_is_asked_for_where_there_is_one(settings, headers, status):
    settings.METRICS_TOKEN = "s3cret"

    assert Client().get("/metrics", headers=headers).status_code == status


def test_nobody_reads_it_through_a_proxy_without_a_token(settings):
    forwarded = Client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    far = Client(REMOTE_ADDR="203.0.113.9").get("/metrics")
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    assert forwarded.status_code == far.status_code == 403
    assert Client().get("/metrics").status_code == 403


def test_one_scrape_adds_up_all_processes():
    times = histograms.new()
    histograms.observe(times, 0.02)
    for name in ("vm:1", "vm:2"):
        counters = {"requests": {"home": times}, "answers": {"home 200": 3}}
        InTable().put(name, {"kind": "web", "pools": [], "counters": counters})
    OutboxMessage.objects.create(kind="mail", key="1")

    lines = Client().get("/metrics").content.decode().splitlines()

    assert 'kontor_processes{kind="web"} 2.0' in lines
    assert 'kontor_http_responses_total{status="200",view="home"} 6.0' in lines
    assert 'kontor_http_request_duration_seconds_count{view="home"} 2.0' in lines
    assert 'kontor_outbox_messages{state="waiting"} 1.0' in lines


def test_a_scrape_costs_the_same_however_many_processes():
    costs = []
    Client().get("/metrics")  # the first scrape of a process looks at its database too
    for count in (1, 20):
        for number in range(count):
            InTable().put(f"vm:{number}", {"kind": "web", "pools": []})
        with CaptureQueriesContext(connection) as queries:
            Client().get("/metrics")
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 6


def test_without_the_database_a_scrape_tells_what_the_processes_left(monkeypatch):
    def away() -> None:
        raise OperationalError("the server is away")

    InTable().put("vm:1", {"kind": "web", "pools": []})
    collectors.load()
    monkeypatch.setattr(collectors, "_items", {"planted": away})

    response = Client().get("/metrics")

    lines = response.content.decode().splitlines()
    assert response.status_code == 200
    assert "kontor_up 0.0" in lines
    assert 'kontor_processes{kind="web"} 1.0' in lines


def test_a_scrape_says_that_the_database_answers():
    assert "kontor_up 1.0" in Client().get("/metrics").content.decode().splitlines()
