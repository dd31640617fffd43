"""`--quiet` prints findings and nothing else: what a cron job mails has to be news."""

from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shop.models import Product
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


def quiet(*arguments: str) -> str:
    """Return what the command prints for people."""
    out = StringIO()
    with suppress(CommandError):
        call_command(*arguments, "--quiet", stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_clean_check_prints_nothing():
    assert quiet("check_consistency", "--check", "shop.sales_count") == ""


def test_a_check_with_faults_prints_the_findings_alone():
    product = ProductFactory()
    Product.all_objects.filter(pk=product.pk).update(sales_count=77)

    lines = quiet("check_consistency", "--check", "shop.sales_count").splitlines()

    assert lines[0] == ""
    assert lines[1].startswith("warning shop.sales_count: ")
    assert lines[2].strip().startswith(product.sku)
    assert len(lines) == 4


@pytest.mark.postgresql
def test_partitions_in_order_print_nothing():
    assert quiet("partitions", "--create") == ""
    assert quiet("partitions") == ""
