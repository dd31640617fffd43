"""`check_consistency`: silent on sound data, and it names what was planted."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from database.consistency.generic import checks
from database.models import AuditEntry, OperationRun
from tests.commands.plants import PLANTS, name
from tests.factories import OrderFactory
from tests.support.planting import Shop, state, undone, unguarded

pytestmark = pytest.mark.django_db


def check(*arguments: str) -> tuple[int, dict]:
    """Return the exit code and the envelope."""
    out = StringIO()
    try:
        call_command("check_consistency", "--json", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def found(envelope: dict) -> dict[str, dict]:
    return {finding["id"]: finding for finding in envelope["findings"]}


def test_what_factories_make_is_consistent():
    Shop.open()
    OrderFactory(customer=None, email="guest@shop.example", shipping_method="express")

    code, envelope = check()

    assert (envelope["findings"], code) == ([], 0)
    assert envelope["status"] == "ok"


@pytest.mark.parametrize("check_id", PLANTS)
def test_a_planted_fault_is_named(check_id):
    shop = Shop.open()
    with undone():
        with unguarded() as run:
            known_as = PLANTS[check_id](run, shop)
        code, envelope = check("--check", check_id)

    assert code == 1
    finding = found(envelope)[check_id]
    assert any(known_as in name for name in finding["object"])
    assert finding["measured"] == len(finding["object"]) >= 1


def test_ten_kinds_of_faults_at_once_are_all_named():
    shop = Shop.open()
    chosen = [check_id for check_id in PLANTS if check_id != "database.orphan"]
    with undone():
        with unguarded() as run:
            for check_id in chosen:
                PLANTS[check_id](run, shop)
        code, envelope = check()

    assert code == 1
    assert found(envelope).keys() >= set(chosen)
    assert envelope["status"] == "critical"


def test_a_finding_counts_all_and_names_twenty():
    Shop.open()
    for _number in range(21):
        OrderFactory()
    with undone():
        with unguarded() as run:
            run("UPDATE orders_order SET total = total + 1")
        envelope = check()[1]

    finding = found(envelope)["orders.total"]
    assert (finding["measured"], len(finding["object"])) == (23, 20)
    assert finding["severity"] == "critical"


def test_a_cent_is_tolerated_and_two_are_not():
    shop = Shop.open()
    with undone():
        with unguarded() as run:
            run("UPDATE orders_order SET total = total + 0.01")
            assert check("--check", "orders.total")[0] == 0
            run("UPDATE orders_order SET total = total + 0.01")
        code, envelope = check("--check", "orders.total")

    assert code == 1
    assert name(shop) in found(envelope)["orders.total"]["object"]


REPAIRABLE = [
    "shop.sales_count", "accounts.points_totals", "accounts.no_ledger", "accounts.names"
]  # fmt: skip


def plant_repairable(shop: Shop) -> None:
    with unguarded() as run:
        for check_id in REPAIRABLE:
            PLANTS[check_id](run, shop)
        run(
            "INSERT INTO orders_checkoutkey (id, owner, created_at, fingerprint, "
            f"{connection.ops.quote_name('key')}) SELECT id, 'x', created_at, '', 'k' "
            "FROM orders_order WHERE number = %s",
            [name(shop)],
        )
        run("UPDATE shop_product SET created_by_id = id")


def test_dry_run_changes_nothing_and_says_what_would_be():
    shop = Shop.open()
    with undone():
        plant_repairable(shop)
        before = state()
        code, envelope = check("--fix", "--dry-run")

        assert (code, state()) == (1, before)
    # sales_count, two users' points, wallets and names, the key, the product's creator
    assert (envelope["data"]["would_repair"], envelope["data"]["repaired"]) == (9, 0)


def test_fix_repairs_what_it_can_and_twice_ends_in_the_same_state():
    shop = Shop.open()
    with undone():
        plant_repairable(shop)
        first = check("--fix")
        after_one = state()
        second = check("--fix")

        assert (first[0], first[1]["data"]["repaired"]) == (0, 9)
        assert (second[0], second[1]["data"]["repaired"]) == (0, 0)
        assert state() == after_one
        shop.product.refresh_from_db()
        assert shop.product.sales_count == 2


def test_fix_leaves_what_a_person_has_to_decide():
    shop = Shop.open()
    with undone():
        with unguarded() as run:
            PLANTS["orders.total"](run, shop)
        before = state()
        code, envelope = check("--fix")

        assert (code, state()) == (1, before)
    assert found(envelope)["orders.total"]["command"] == ""


def test_fix_logs_what_was_there_before():
    shop = Shop.open()
    with undone():
        with unguarded() as run:
            PLANTS["shop.sales_count"](run, shop)
        check("--fix")
        row = AuditEntry.objects.get(operation="database.consistency_fix")

        assert row.details["check"] == "shop.sales_count"
        assert row.details["faults"] == [
            [shop.product.sku, "sales_count 77, should be 2", "77", "2"]
        ]
        assert row.actor_label == "manage.py check_consistency"


def test_only_checks_with_the_tag_run():
    code, envelope = check("--tag", "history", "--tag", "outbox")

    ran = [entry["id"] for entry in envelope["data"]["checks"]]
    assert ran == ["database.outbox", "orders.cancelled_at", "orders.status_history"]
    assert code == 0


def test_only_the_check_with_the_id_runs():
    code, envelope = check("--check", "orders.total")

    assert [entry["id"] for entry in envelope["data"]["checks"]] == ["orders.total"]
    assert (code, envelope["data"]["rows"]) == (0, None)


def test_an_unknown_check_is_a_usage_error_and_no_run():
    with pytest.raises(
        CommandError, match=r"no check socks\. Known: accounts"
    ) as caught:
        call_command("check_consistency", "--check", "socks")

    assert caught.value.returncode == 2
    assert not OperationRun.objects.exists()


def test_a_run_is_kept_with_its_findings():
    shop = Shop.open()
    with undone():
        with unguarded() as run:
            PLANTS["shop.sales_count"](run, shop)
        check("--tag", "shop")
        kept = OperationRun.objects.get()
        finding = kept.findings.get()

        assert (kept.state, kept.status, kept.finding_count) == ("done", "warning", 1)
        assert (kept.scope, kept.actor_label) == (
            {"tags": ["shop"]},
            "manage.py check_consistency",
        )
        assert (kept.done, kept.total, kept.figures["rows"]) == (6, 6, None)
        assert (finding.finding_id, finding.measured) == ("shop.sales_count", 1)
        checked = {entry["id"]: entry for entry in kept.figures["checks"]}
        assert checked["shop.sales_count"]["repairable"] == 1
        assert checked["shop.sales_count"]["examples"] == [
            {
                "object": shop.product.sku,
                "detail": "sales_count 77, should be 2",
                "model": "shop.Product",
                "before": "77",
                "after": "2",
            }
        ]


def test_a_run_without_history_leaves_no_row():
    assert check("--no-history")[0] == 0

    assert not OperationRun.objects.exists()


def test_an_unknown_tag_is_a_usage_error_that_names_the_known():
    with pytest.raises(CommandError, match=r"no tag socks\. Known: accounts") as caught:
        call_command("check_consistency", "--tag", "socks")

    assert caught.value.returncode == 2


def test_people_read_a_table_and_a_verdict_last():
    Shop.open()
    out = StringIO()
    call_command("check_consistency", stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0].split() == ["check", "faults", "repaired", "seconds"]
    assert any(line.startswith("shop.stock_ledger ") for line in lines)
    assert lines[-1].startswith(f"Consistent: {len(checks.items())} checks, ")


def test_people_read_the_name_the_figures_and_the_advice():
    shop = Shop.open()
    out = StringIO()
    with undone():
        with unguarded() as run:
            PLANTS["shop.sales_count"](run, shop)
        with pytest.raises(CommandError, match=r"^Not consistent: 1 fault \("):
            call_command("check_consistency", stdout=out)

    assert f"  {shop.product.sku}  sales_count 77, should be 2\n" in out.getvalue()
    assert (
        "manage.py check_consistency --check shop.sales_count --fix" in out.getvalue()
    )
