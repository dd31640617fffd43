"""All faults of a check: their sums by type, and every row in a file."""

import csv

import pytest
from django.core.management import CommandError, call_command

from accounts.models import PointsAccount
from database.models import OperationRun
from shop.models import Product
from tests.commands.calling import call, text_of
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
MANY = 23  # more than a finding names


@pytest.fixture
def faulty() -> list[str]:
    """Return the SKUs of products whose counter of sales is wrong."""
    products = [ProductFactory() for _n in range(MANY)]
    Product.all_objects.update(sales_count=77)
    return sorted(product.sku for product in products)


def read(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_report_names_every_row_where_a_finding_names_twenty(faulty, tmp_path):
    path = tmp_path / "faults.csv"

    envelope, code = call(
        "check_consistency", "--check", "shop.sales_count", "--report", path
    )

    rows = read(path)
    assert code == 1
    assert len(envelope["findings"][0]["object"]) == 20
    assert sorted(row["object"] for row in rows) == faulty
    assert rows[0] == {
        "check": "shop.sales_count",
        "severity": "warning",
        "model": "shop.Product",
        "object": rows[0]["object"],
        "detail": "sales_count 77, should be 0",
        "before": "77",
        "after": "0",
    }
    assert list(tmp_path.iterdir()) == [path]


def test_after_a_repair_the_report_holds_what_is_left(faulty, tmp_path):
    path = tmp_path / "faults.csv"

    envelope, code = call(
        "check_consistency", "--check", "shop.sales_count", "--fix", "--report", path
    )

    assert (code, envelope["data"]["repaired"]) == (0, MANY)
    assert read(path) == []


def test_a_report_that_cannot_be_written_is_refused_before_anything_runs(tmp_path):
    path = tmp_path / "nowhere" / "faults.csv"

    with pytest.raises(CommandError, match="cannot be written to") as caught:
        call_command("check_consistency", "--fix", "--report", str(path))

    assert caught.value.returncode == 2
    assert not OperationRun.objects.exists()


def test_a_run_that_fails_leaves_no_half_report(tmp_path):
    path = tmp_path / "faults.csv"

    with pytest.raises(CommandError, match="no check socks"):
        call_command("check_consistency", "--check", "socks", "--report", str(path))

    assert list(tmp_path.iterdir()) == []


def test_faults_are_added_up_by_type(faulty):
    user = UserFactory()
    PointsAccount.objects.filter(user=user).update(total_earned=9)

    checks = ("--check", "shop.sales_count", "--check", "accounts.points_totals")
    envelope, _code = call("check_consistency", *checks)
    shown = text_of("check_consistency", *checks, "--fail-on", "never")

    types = envelope["data"]["types"]
    assert types["shop"]["faults"] == MANY
    assert (types["ledger"]["faults"], types["counters"]["faults"]) == (1, MANY)
    assert f"By type: stock {MANY}, shop {MANY}, counters {MANY}, ledger 1" in shown


def test_totals_of_points_are_counted_anew_from_their_entries():
    account = UserFactory().points_account
    account.entries.create(delta=30, reason="order", balance_after=30)
    account.entries.create(delta=-12, reason="order", balance_after=18)
    PointsAccount.objects.filter(pk=account.pk).update(balance=18, total_earned=31)

    call("check_consistency", "--check", "accounts.points_totals", "--fix")

    account.refresh_from_db()
    sums = (account.balance, account.total_earned, account.total_spent)
    assert sums == (18, 30, 12)
