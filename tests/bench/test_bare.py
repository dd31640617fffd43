"""The limit is what `startproject` makes, with one query."""

import ast
import importlib
import json
import re
from pathlib import Path

import django
import pytest
from django.test import RequestFactory, override_settings

from config.warming import template_names, warm_up
from shop.models import Product
from tests.bench.bare.views import ROWS, products
from tests.factories import ProductFactory

TEMPLATE = "conf/project_template/project_name/settings.py-tpl"


@pytest.fixture
def settings_of_bare(monkeypatch):
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    monkeypatch.setenv("BARE_DATABASE", json.dumps(database))
    return importlib.import_module("tests.bench.bare.settings")


def test_its_middlewares_are_the_seven_of_startproject(settings_of_bare):
    text = (Path(django.__file__).parent / TEMPLATE).read_text()
    usual = ast.literal_eval(re.search(r"MIDDLEWARE = (\[.*?\])", text, re.DOTALL)[1])

    assert usual == settings_of_bare.MIDDLEWARE
    assert len(usual) == 7


def test_its_connections_are_kept(settings_of_bare):
    assert settings_of_bare.DATABASES["default"]["CONN_MAX_AGE"] is None


@pytest.mark.django_db
def test_its_page_is_one_query_of_24_products(
    settings_of_bare, django_assert_num_queries
):
    one = ProductFactory()
    rows = [Product(sku=f"X{number}", slug=f"x{number}") for number in range(ROWS)]
    for row in rows:
        row.name, row.price, row.category = row.slug, 1, one.category
        row.status = Product.Status.PUBLISHED
    Product.objects.bulk_create(rows)

    with (
        override_settings(TEMPLATES=settings_of_bare.TEMPLATES),
        django_assert_num_queries(1),
    ):
        answer = products(RequestFactory().get("/"))

    assert answer.content.decode().count('<a href="/p/') == 24


def test_it_warms_up_as_the_shop_does(settings_of_bare):
    """It is served with the shop's gunicorn settings, and must not know its names."""
    own = {"ROOT_URLCONF": "tests.bench.bare.urls"}
    with override_settings(TEMPLATES=settings_of_bare.TEMPLATES, **own):
        warm_up()
        assert template_names() == ["products.html"]
