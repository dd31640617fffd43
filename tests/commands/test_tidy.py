"""`tidy`: what only grows goes when its time is over, and nothing else does."""

from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AccountMail, LoginHistory, User
from accounts.services import verify_user
from accounts.services.addresses import forget_confirmation
from database.models import AuditEntry, OperationRun, OutboxMessage
from database.retention import periods as retention
from database.retention.periods import periods
from database.rows.ids import uuid7
from orders.models import CheckoutKey, Mail, ProviderEvent
from shop.models import Activity, Category, Product
from tests.commands.calling import call, text_of
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db

NAMES = [
    "account_mails",
    "activity",
    "category_history",
    "checkout_keys",
    "devices",
    "logins",
    "mail_html",
    "messages",
    "operations",
    "product_history",
    "provider_events",
    "runs",
    "sessions",
    "user_history",
]


def ago(days: float):
    return timezone.now() - timedelta(days=days)


def counts(envelope) -> dict[str, int]:
    """Return the tables with rows that were or would be tidied away."""
    return {row["name"]: row["old"] for row in envelope["data"]["tables"] if row["old"]}


def message(key: str, days: float | None, kind: str = "mail") -> None:
    """Leave a message that was delivered so many days ago, or waits."""
    at = None if days is None else ago(days)
    OutboxMessage.objects.create(kind=kind, key=key, done_at=at)


def keys() -> set[str]:
    return set(OutboxMessage.objects.values_list("key", flat=True))


def session(days: float) -> str:
    """Leave a session that expired so many days ago."""
    key = uuid4().hex
    Session.objects.create(session_key=key, session_data="", expire_date=ago(days))
    return key


def event(days: float, *, handled: bool) -> ProviderEvent:
    return ProviderEvent.objects.create(
        provider="test_card",
        event_id=uuid4().hex,
        kind="captured",
        happened_at=ago(days),
        created_at=ago(days),
        handled_at=ago(days) if handled else None,
    )


def versions(row) -> list[str]:
    return list(row.history.order_by("history_date").values_list("name", flat=True))


def test_every_table_that_only_grows_has_a_period():
    envelope, code = call("tidy", "--dry-run")

    assert code == 0
    assert sorted(row["name"] for row in envelope["data"]["tables"]) == NAMES
    for _name, period in periods.items():
        assert period.days == getattr(configured, period.setting, period.days)
        assert period.setting or period.days <= 1


def test_delivered_messages_go_and_others_stay(settings):
    message("old", configured.OUTBOX_DAYS + 1)
    message("new", configured.OUTBOX_DAYS - 1)
    message("open", None)
    OutboxMessage.objects.update(due_at=ago(400))

    assert counts(call("tidy")[0]) == {"messages": 1}
    assert keys() == {"new", "open"}


@pytest.mark.django_db(transaction=True)
def test_who_was_welcomed_is_not_welcomed_again(mailoutbox):
    user = UserFactory(is_verified=False, email_verified_at=None)
    verify_user(user_id=user.pk)
    OutboxMessage.objects.update(done_at=ago(400))
    mailoutbox.clear()

    call("tidy")
    user.refresh_from_db()
    user.email = "new@shop.example"
    user.save(update_fields={"email", *forget_confirmation(user)})
    assert verify_user(user_id=user.pk)

    assert mailoutbox == []


def test_expired_sessions_go_with_their_devices():
    user = UserFactory()
    gone, alive = session(0.01), session(-1)
    for key in (gone, alive):
        device = UserSession(user=user, session_key=key, ip="192.0.2.1")
        device.save()
        UserSession.objects.filter(pk=device.pk).update(last_seen_at=ago(2))

    assert counts(call("tidy")[0]) == {"sessions": 1, "devices": 1}
    assert Session.objects.get().session_key == alive
    assert UserSession.objects.get().session_key == alive


def test_a_device_that_signed_in_just_now_is_left_in_peace():
    device = UserSession(user=UserFactory(), session_key="new", ip="192.0.2.1")
    device.save()

    assert counts(call("tidy")[0]) == {}
    assert UserSession.objects.count() == 1


def test_keys_without_an_order_go_and_those_of_orders_stay():
    OrderFactory()
    CheckoutKey.objects.create(owner="v:1", key="stray", fingerprint="f")
    CheckoutKey.objects.create(owner="v:1", key="young", fingerprint="f")
    old = CheckoutKey.objects.exclude(key="young")
    assert old.update(created_at=ago(configured.CHECKOUT_KEY_DAYS + 1)) == 2

    assert counts(call("tidy", "--only", "checkout_keys")[0]) == {"checkout_keys": 1}
    assert not CheckoutKey.objects.filter(key="stray").exists()
    assert CheckoutKey.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_mail_loses_its_html_and_keeps_its_words(mailoutbox):
    OrderFactory(email="ann@shop.example")
    old = Mail.objects.get()
    OrderFactory(email="bea@shop.example")
    Mail.objects.filter(pk=old.pk).update(created_at=ago(configured.MAIL_HTML_DAYS + 1))

    assert counts(call("tidy", "--only", "mail_html")[0]) == {"mail_html": 1}

    left = dict(Mail.objects.exclude(html="").values_list("recipient", "status"))
    assert left == {"bea@shop.example": "sent"}
    kept = Mail.objects.get(pk=old.pk)
    assert (kept.subject, kept.text) == (old.subject, old.text) != ("", "")
    assert counts(call("tidy", "--only", "mail_html")[0]) == {}


@pytest.mark.django_db(transaction=True)
def test_a_copy_of_a_mail_without_html_is_plain(mailoutbox):
    from orders.mails.mailing import resend_mail

    OrderFactory(email="ann@shop.example")
    Mail.objects.update(html="", sent_at=ago(400), created_at=ago(400))

    resend_mail(mail_id=Mail.objects.get().pk)

    original, copy = mailoutbox
    assert copy.body == original.body
    assert (len(original.alternatives), copy.alternatives) == (1, [])


def test_what_a_provider_told_goes_once_it_was_acted_on():
    days = configured.PROVIDER_EVENT_DAYS
    event(days + 1, handled=True)
    kept = {event(days + 1, handled=False), event(days - 1, handled=True)}

    assert counts(call("tidy")[0]) == {"provider_events": 1}
    assert set(ProviderEvent.objects.all()) == kept


@pytest.mark.parametrize("make", [ProductFactory, Category.objects.create])
def test_of_old_versions_the_newest_stays(make):
    row = make(name="first")
    for name in ("second", "third", "today"):
        row.name = name
        row.save()
    days = configured.HISTORY_DAYS
    for number, version in enumerate(row.history.order_by("history_date")[:3]):
        version.history_date = ago(days + 10 - number)
        version.save()

    call("tidy")

    assert versions(row) == ["third", "today"]


def test_the_history_of_an_account_goes_too():
    user = UserFactory()
    user.first_name = "Ada"
    user.save(update_fields=["first_name"])
    many = user.history.count()
    assert many >= 2
    user.history.update(history_date=ago(configured.HISTORY_DAYS + 2))
    newest = user.history.order_by("-history_id").first()
    newest.history_date = ago(configured.HISTORY_DAYS + 1)
    newest.save()

    call("tidy", "--only", "user_history")

    assert user.history.get().pk == newest.pk


def test_append_only_tables_are_cleared_by_their_door():
    ada = UserFactory()
    for days in (1, 400):
        LoginHistory.objects.create(
            pk=uuid7(),
            attempted_name="ada",
            success=False,
            failure_reason="unknown_user",
            created_at=ago(days),
        )
        AuditEntry.objects.create(operation="t", message="m", created_at=ago(days))
        Activity.objects.create(
            user=ada, kind=Activity.Kind.SEARCH, created_at=ago(days)
        )

    found = counts(call("tidy")[0])

    assert found == {"operations": 1, "logins": 1, "activity": 1}
    assert LoginHistory.objects.count() == Activity.objects.count() == 1
    doors = AuditEntry.objects.filter(operation="database.maintenance")
    assert doors.count() == 3
    row = AuditEntry.objects.get(operation="tidy")
    assert sorted(row.details) == ["activity", "logins", "operations"]
    assert row.message.startswith("Tidied: ")
    assert row.by == "manage.py tidy"


def test_a_dry_run_counts_and_changes_nothing():
    message("old", 400)
    session(2)

    envelope, code = call("tidy", "--dry-run")

    assert (counts(envelope), envelope["data"]["removed"]) == (
        {"messages": 1, "sessions": 1},
        0,
    )
    assert (code, [f["id"] for f in envelope["findings"]]) == (1, ["tidy.overdue"])
    assert envelope["findings"][0]["object"] == ["messages"]
    assert (keys(), Session.objects.count()) == ({"old"}, 1)
    assert not AuditEntry.objects.filter(operation="tidy").exists()


def test_a_run_that_finds_nothing_leaves_no_row_in_the_log():
    assert text_of("tidy").endswith("Removed or emptied 0 rows.\n")
    assert not AuditEntry.objects.exists()


def test_it_works_in_batches_and_each_row_once(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        message(str(number), 400 + number % 2)

    assert list(retention.clear(periods["messages"], ago(30))) == [2, 2, 1]
    assert keys() == set()


def test_an_unknown_table_is_a_usage_error():
    with pytest.raises(CommandError, match="not one of: messages, operations"):
        call_command("tidy", "--only", "socks")


def test_nothing_that_is_promised_is_in_a_table_that_is_tidied():
    """What a period removes is of these tables; ledgers, orders and lines never are."""
    import_module("orders.retention")
    tables = {period.rows(ago(1)).model for _name, period in periods.items()}

    assert tables == {
        *(
            OutboxMessage,
            OperationRun,
            AuditEntry,
            Session,
            UserSession,
            LoginHistory,
            Activity,
            AccountMail,
        ),
        *(User.history.model, Product.history.model, Category.history.model),
        *(CheckoutKey, Mail, ProviderEvent),
    }
