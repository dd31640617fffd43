"""How tries are counted, and who is shut out."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from database.brakes import blocking, in_process
from database.brakes.blocking import (
    NotBlockable,
    block_address,
    blocks,
    unblock_address,
)
from database.brakes.counting import Braked, check, forget_old, in_words
from database.brakes.in_process import Counts
from database.brakes.rules import By, Kept, Limit, Rule, configured
from database.brakes.subjects import subject_of
from database.checks import check_brakes, check_brakes_are_on
from database.context import acting_as
from database.models import AuditEntry
from database.models.brakes import BlockedAddress, BrakeCount
from database.settings.env import Env

pytestmark = pytest.mark.django_db
TEXT = "Wait %(wait)s."
HERE, THERE = "198.51.100.7", "198.51.100.8"


def rule(code: str = "t.address", by: By = By.ADDRESS, **changes) -> Rule:
    fields = {"most": 3, "seconds": 600, "label": code, "sentence": TEXT}
    return Rule(code, by, **{**fields, **changes})


def allowed(one: Rule, whom: str, tries: int = 5) -> int:
    """Try so often; return how many tries were let through."""
    passed = 0
    for _ in range(tries):
        try:
            check([(one, whom)])
        except Braked:
            continue
        passed += 1
    return passed


@pytest.mark.parametrize("kept", list(Kept))
def test_so_many_are_let_through_and_no_more(kept):
    assert allowed(rule(kept=kept), HERE) == 3
    assert allowed(rule(kept=kept), HERE) == 0
    assert allowed(rule(kept=kept), THERE) == 3
    assert allowed(rule("other", kept=kept), HERE) == 3


def test_when_the_time_of_the_rule_is_over_it_begins_anew():
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        assert allowed(rule(), HERE) == 3

    with time_machine.travel(now + timedelta(seconds=599), tick=False):
        assert allowed(rule(), HERE) == 0
    with time_machine.travel(now + timedelta(seconds=601), tick=False):
        assert allowed(rule(), HERE) == 3


def test_in_the_process_it_begins_anew_as_well(monkeypatch):
    moments = iter([0.0, 599.0, 601.0])
    monkeypatch.setattr(in_process.time, "monotonic", lambda: next(moments))
    counts = Counts()

    found = [counts.count("r", HERE, Limit(3, 600))[0] for _ in range(3)]

    assert found == [1, 2, 1]


def test_the_sentence_says_how_long_to_wait():
    allowed(rule(), HERE)

    with pytest.raises(Braked, match=r"^Wait 10 minutes\.$") as refused:
        check([(rule(), HERE)])

    assert 590 <= refused.value.seconds <= 600


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (90, "90 seconds"), (91, "2 minutes"), (5400, "90 minutes")],
)
def test_waiting_in_words(seconds, words):
    assert in_words(seconds) == words
    assert in_words(86_400) == "24 hours"


def test_ops_see_how_often_somebody_was_refused():
    allowed(rule(), HERE, tries=5)

    row = BrakeCount.objects.get()
    assert (row.rule, row.subject) == ("t.address", HERE)
    assert (row.count, row.most, row.refused) == (5, 3, 2)
    assert row.is_refusing
    assert row.refused_at is not None


def test_what_was_refused_before_is_not_forgotten_when_it_begins_anew():
    allowed(rule(), HERE, tries=5)

    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        allowed(rule(), HERE, tries=4)

    row = BrakeCount.objects.get()
    assert (row.count, row.refused) == (4, 3)


def test_a_count_of_the_process_is_written_down_at_its_first_refusal_alone():
    allowed(rule(kept=Kept.PROCESS), HERE, tries=3)
    assert not BrakeCount.objects.exists()

    allowed(rule(kept=Kept.PROCESS), HERE, tries=3)

    row = BrakeCount.objects.get()
    assert (row.count, row.refused) == (4, 1)


def test_several_rules_are_one_statement():
    both = [(rule("a"), HERE), (rule("b", By.VISITOR), "user:1")]
    check(both)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        check(both)

    assert len(queries) == 1


def test_each_of_several_rules_counts_for_itself():
    for number in range(3):
        check([(rule("a"), HERE), (rule("b", By.EMAIL), f"{number}@b.example")])

    with pytest.raises(Braked) as refused:
        check([(rule("a"), HERE), (rule("b", By.EMAIL), "new@b.example")])

    assert refused.value.rule.code == "a"
    check([(rule("a"), THERE), (rule("b", By.EMAIL), "new@b.example")])


def test_nobody_is_not_counted():
    assert allowed(rule(by=By.VISITOR), "", tries=9) == 9
    assert not BrakeCount.objects.exists()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:0:ffff::1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("198.51.100.7", "198.51.100.8", False),
    ],
)
def test_ipv6_is_counted_by_its_network(one, other, same):
    assert (subject_of(By.ADDRESS, one) == subject_of(By.ADDRESS, other)) is same


def test_an_email_address_is_kept_as_a_hash_however_it_is_written():
    subject = subject_of(By.EMAIL, "Ada@Shop.example ")

    for other in ("ada@shop.example", "ada+1@shop.example", "ADA+a+b@SHOP.example"):
        assert subject == subject_of(By.EMAIL, other)
    for stranger in ("+ada@shop.example", "ada@shop.example.org", "ada.@shop.example"):
        assert subject != subject_of(By.EMAIL, stranger)
    assert "ada" not in subject
    assert len(subject) == 32


@pytest.mark.parametrize("written", ["::ffff:198.51.100.7", "::ffff:c633:6407/128"])
def test_an_ipv4_address_that_is_written_as_ipv6_is_shut_out(written):
    block_address(network=written, reason="floods")
    blocks.refresh()

    assert blocks.covers(HERE)
    assert not blocks.covers(THERE)


@pytest.mark.parametrize("written", ["::ffff:0:0/96", "::ffff:127.0.0.1", "fe80::1%a"])
def test_no_spelling_blocks_everybody_a_proxy_or_nobody(settings, written):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    with pytest.raises(NotBlockable):
        block_address(network=written, reason="floods")

    assert not BlockedAddress.objects.exists()


@pytest.mark.parametrize(
    "spelling",
    ["ada@\uff53hop.example", '"ada"@shop.example', '"\\a\\d\\a+x"@shop.example'],
)
def test_no_spelling_of_a_mailbox_gets_a_count_of_its_own(spelling):
    assert subject_of(By.EMAIL, spelling) == subject_of(By.EMAIL, "ada@shop.example")


def test_a_host_counts_as_mail_servers_ask_for_it():
    ascii_host = subject_of(By.EMAIL, "ada@xn--bcher-kva.example")

    assert subject_of(By.EMAIL, "ada@b\xfccher.example") == ascii_host
    # No host can be so long, and none is asked.
    assert subject_of(By.EMAIL, "ada@" + "\xfc" * 90)


def test_the_settings_change_a_limit_and_lift_it(settings):
    settings.BRAKES = {"t.address": Limit(1, 60), "free": None}

    assert allowed(rule(), HERE) == 1
    assert allowed(rule("free"), HERE) == 5
    settings.BRAKES_ON = False
    assert allowed(rule(), HERE) == 5


def test_what_the_environment_says():
    env = Env({"BRAKES": "orders.address=60/10m, search.address=off"})

    assert configured(env) == (
        True,
        {"orders.address": Limit(60, 600), "search.address": None},
    )
    assert configured(Env({"BRAKES": "off"})) == (False, {})
    assert configured(Env({})) == (True, {})


@pytest.mark.parametrize(
    "text",
    ["on", "a=5", "a=5/10", "a=0/1m", "a=5/0m", "a=-5/1m", "a=5/1y", "=5/1m", "a=²/1m"],
)
def test_nonsense_in_the_environment_is_refused_with_an_example(text):
    with pytest.raises(ImproperlyConfigured, match=r"BRAKES holds .*such as orders"):
        configured(Env({"BRAKES": text}))


def test_a_brake_that_does_not_exist_is_named(settings):
    settings.BRAKES = {"order.address": Limit(1, 60)}

    (found,) = check_brakes(None)

    assert (found.id, "'order.address'" in found.msg) == ("database.E030", True)
    assert "orders.address" in found.hint
    settings.BRAKES_ON = False
    assert [row.id for row in check_brakes_are_on(None)] == ["database.W030"]


def test_old_counts_are_removed_and_refused_ones_kept_for_a_month():
    allowed(rule("fine"), HERE, tries=1)
    allowed(rule("refused"), HERE, tries=5)
    now = timezone.now()

    with time_machine.travel(now + timedelta(days=1), tick=False):
        assert forget_old() == 1
    assert BrakeCount.objects.get().rule == "refused"
    with time_machine.travel(now + timedelta(days=31), tick=False):
        assert forget_old() == 1


def test_the_memory_of_a_process_has_an_end():
    counts = Counts(most_known=2)

    for whom in ("a", "b", "c", "a"):
        found, _seconds = counts.count("r", whom, Limit(9, 60))

    assert found == 1


def test_a_blocked_address_is_shut_out_until_it_is_let_in_again(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        row = block_address(network=HERE, reason="60 orders in a minute")
    assert blocks.covers(HERE)
    assert not blocks.covers(THERE)
    assert AuditEntry.objects.get().message == (
        "198.51.100.7 was blocked: 60 orders in a minute"
    )

    with django_capture_on_commit_callbacks(execute=True):
        assert unblock_address(row=row)
    assert not blocks.covers(HERE)
    assert not unblock_address(row=row)
    assert AuditEntry.objects.count() == 2


def test_a_block_ends_by_itself(django_capture_on_commit_callbacks):
    until = timezone.now() + timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        block_address(network="2001:db8::/64", reason="searches", until=until)

    assert blocks.covers("2001:db8::5")
    with time_machine.travel(until + timedelta(seconds=1), tick=False):
        assert not blocks.covers("2001:db8::5")


def test_another_process_knows_a_block_after_the_keepers_next_look():
    BlockedAddress.objects.create(network=f"{HERE}/32", reason="x")
    assert not blocks.covers(HERE)

    blocks.refresh()

    assert blocks.covers(HERE)


@pytest.mark.parametrize(
    ("network", "why"),
    [
        ("", "Enter a client address such as"),
        ("shop.example", "Enter a client address such as"),
        ("198.51.100.7/99", "Enter a client address such as"),
        ("198.51.100.7, 198.51.100.8", "Enter a client address such as"),
        ("0.0.0.0/0", "Block networks of /16 or smaller"),
        ("10.0.0.0/15", "Block networks of /16 or smaller"),
        ("2001::/16", "Block networks of /32 or smaller"),
        ("10.1.2.0/24", "the shop's own proxy"),
        ("203.0.113.9", "your own client address"),
        ("203.0.113.0/24", "your own client address"),
    ],
)
def test_what_may_not_be_blocked_is_refused_with_the_reason(network, why, settings):
    settings.TRUSTED_PROXIES = ["10.1.2.3", "::1"]

    with (
        acting_as(label="ops", address="203.0.113.9"),
        pytest.raises(NotBlockable, match=why),
    ):
        block_address(network=network, reason="x")

    assert not BlockedAddress.objects.exists()
    assert not AuditEntry.objects.exists()


def test_with_brakes_off_nobody_is_shut_out(settings):
    BlockedAddress.objects.create(network=f"{HERE}/32", reason="x")
    blocks.refresh()

    settings.BRAKES_ON = False

    assert not blocking.blocks.covers(HERE)
