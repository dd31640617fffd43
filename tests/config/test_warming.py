"""A web worker is warm before its first request, and its collector has little to do."""

import gc
import runpy
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

from config.warming import template_names

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start_worker():
    """Give the hook that gunicorn calls in each worker."""
    return runpy.run_path(str(ROOT / "config" / "gunicorn.py"))["post_worker_init"]


def test_a_worker_freezes_what_lives_as_long_as_it_does(start_worker):
    before, long_lived = gc.get_freeze_count(), [[] for _number in range(10_000)]
    assert len(gc.get_objects()) > len(long_lived)

    start_worker(None)

    assert gc.get_freeze_count() > before + len(long_lived)
    assert len(gc.get_objects()) < 1000


def test_a_worker_compiles_the_templates_before_its_first_request(
    start_worker, monkeypatch
):
    loader = engines["django"].engine.template_loaders[0]
    loader.reset()

    start_worker(None)

    monkeypatch.setattr(type(loader), "get_template_sources", None)
    assert len(template_names()) > 200
    assert {"base.html", "orders/checkout.html"} <= set(template_names())
    assert all(get_template(name) for name in template_names())
