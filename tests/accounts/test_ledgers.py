"""Points and store credit are the sums of their entries, or a check says so."""

from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.db.utils import ConnectionDoesNotExist

from accounts.consistency import (
    count_anew,
    open_ledgers,
    points_with_wrong_totals,
    points_without_ledger,
    users_without_ledger,
    wallets_without_ledger,
)
from accounts.models import PointsAccount, PointsEntry, User, Wallet, WalletEntry
from accounts.services.repairing import open_missing_ledgers, recount_points
from database.consistency.generic import Fault
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
numbers = count()


def with_points(name, *deltas, **totals):
    """Return the account of a new user with these entries, and these totals."""
    account = UserFactory(username=name).points_account
    for delta in deltas:
        PointsEntry.objects.create(
            account=account,
            delta=delta,
            reason="test",
            reference=str(next(numbers)),
            balance_after=0,
        )
    PointsAccount.objects.filter(pk=account.pk).update(**totals)
    return account


def with_credit(name, *amounts, balance):
    wallet = UserFactory(username=name).wallet
    for amount in amounts:
        WalletEntry.objects.create(
            wallet=wallet,
            amount=Decimal(amount),
            reason="test",
            reference=str(next(numbers)),
            balance_after=0,
        )
    Wallet.objects.filter(pk=wallet.pk).update(balance=Decimal(balance))


def totals(account):
    return PointsAccount.objects.values_list("total_earned", "total_spent").get(
        pk=account.pk
    )


def without_ledgers(name, *models):
    user = UserFactory(username=name)
    for model in models:
        model.objects.filter(user=user).delete()
    return user


def found(check):
    return list(check("default"))


def test_points_that_are_not_the_sum_of_their_entries_are_found():
    with_points("ada", 50, -20, balance=30)
    with_points("bob", 50, -20, balance=50)
    with_points("eve", balance=0)

    assert found(points_without_ledger) == [
        Fault(object="bob", detail="balance 50, entries 30")
    ]


@pytest.mark.parametrize(
    "check",
    [
        points_without_ledger,
        points_with_wrong_totals,
        wallets_without_ledger,
        users_without_ledger,
    ],
)
def test_a_check_reads_the_database_that_it_is_told(check):
    with pytest.raises(ConnectionDoesNotExist):
        list(check("nowhere"))


@pytest.mark.parametrize("repair", [count_anew, open_ledgers])
def test_a_repair_writes_to_the_database_that_it_is_told(repair):
    ada = UserFactory(username="ada")

    with pytest.raises(ConnectionDoesNotExist):
        repair("nowhere", [Fault(object="ada", key=ada.pk)])


def test_points_without_any_entry_are_found():
    with_points("ada", balance=7)

    assert found(points_without_ledger) == [
        Fault(object="ada", detail="balance 7, entries 0")
    ]


@pytest.mark.parametrize("wrong", [{"total_earned": 61}, {"total_spent": 21}])
def test_wrong_totals_are_found_with_what_they_have_to_be(wrong):
    with_points("ada", 50, 9, 1, -15, -4, -1, total_earned=60, total_spent=20)
    right = {"total_earned": 60, "total_spent": 20}
    account = with_points("bob", 50, 9, 1, -15, -4, -1, **right | wrong)
    with_points("eve")

    earned, spent = (right | wrong).values()
    assert found(points_with_wrong_totals) == [
        Fault(
            object="bob",
            key=account.pk,
            before=f"earned {earned}, spent {spent}",
            after="earned 60, spent 20",
        )
    ]


def test_a_repair_counts_the_totals_anew_and_leaves_the_balance():
    ada = with_points("ada", 50, 9, 1, -15, -4, -1, total_spent=3, balance=41)
    eve = with_points("eve", total_earned=2)
    bob = with_points("bob", 1, total_earned=9)
    before = PointsAccount.objects.get(pk=ada.pk).updated_at

    assert recount_points([ada.pk, eve.pk]) == 2

    assert (totals(ada), totals(eve), totals(bob)) == ((60, 20), (0, 0), (9, 0))
    ada.refresh_from_db()
    assert ada.balance == 41
    assert ada.updated_at > before


def test_a_repair_counts_exactly_the_accounts_with_faults():
    ada, bob = with_points("ada", 5), with_points("bob", 5)

    assert count_anew("default", [Fault(object="ada", key=ada.pk)]) == 1
    assert (totals(ada), totals(bob)) == ((5, 0), (0, 0))


def test_credit_that_is_not_the_sum_of_its_entries_is_found():
    with_credit("ada", "0.10", "0.20", "-0.05", balance="0.25")
    with_credit("bob", "0.10", "0.20", balance="0.31")
    with_credit("eve", balance="0.00")

    assert found(wallets_without_ledger) == [
        Fault(object="bob", detail="balance 0.31, entries 0.30")
    ]


def test_credit_without_any_entry_is_found():
    with_credit("ada", balance="0.01")

    assert found(wallets_without_ledger) == [
        Fault(object="ada", detail="balance 0.01, entries 0.00")
    ]


@pytest.mark.parametrize(
    "missing", [[PointsAccount], [Wallet], [PointsAccount, Wallet]]
)
def test_a_user_without_points_or_wallet_is_found(missing):
    UserFactory(username="ada")
    bob = without_ledgers("bob", *missing)

    assert found(users_without_ledger) == [
        Fault(
            object="bob",
            key=bob.pk,
            before="no account for points or no wallet",
            after="an empty one",
        )
    ]


def test_the_repair_opens_what_is_missing_for_those_users_alone():
    ada = without_ledgers("ada", PointsAccount)
    bob = without_ledgers("bob", PointsAccount, Wallet)
    eve = without_ledgers("eve", Wallet)

    assert open_missing_ledgers([ada.pk, bob.pk]) == 3

    assert set(PointsAccount.objects.values_list("user", flat=True)) == {
        ada.pk,
        bob.pk,
        eve.pk,
    }
    assert set(Wallet.objects.values_list("user", flat=True)) == {ada.pk, bob.pk}


@pytest.mark.parametrize("model", [PointsAccount, Wallet])
def test_a_ledger_that_somebody_opens_meanwhile_is_left_as_it_is(model):
    ada = without_ledgers("ada", PointsAccount, Wallet)
    opened = []

    def open_first(execute, sql, *args):
        if not opened and sql.startswith("INSERT") and model._meta.db_table in sql:
            opened.append(sql)
            model.objects.create(user=ada, balance=7)
        return execute(sql, *args)

    with connection.execute_wrapper(open_first):
        open_missing_ledgers([ada.pk])

    balances = {PointsAccount: 0, Wallet: 0} | {model: 7}
    assert opened
    assert {
        one: one.objects.values_list("balance", flat=True).get(user=ada)
        for one in balances
    } == balances


def test_the_check_s_own_repair_opens_ledgers_of_deleted_users_too():
    ada = without_ledgers("ada", Wallet)
    ada.soft_delete()

    faults = found(users_without_ledger)

    assert open_ledgers("default", faults) == 1
    assert found(users_without_ledger) == []
    assert User.all_objects.get(pk=ada.pk).wallet.balance == 0
