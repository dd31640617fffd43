"""What the data checks say of the log of mails about accounts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.consistency import contradicting_account_mails, unsent_account_mails
from accounts.models import AccountMail

pytestmark = pytest.mark.django_db


def mail(key, *, hours, **fields):
    at = timezone.now() - timedelta(hours=hours)
    sent = {"sent_at": at, "attempts": 1} if fields.get("status") == "sent" else {}
    about = {"kind": "password_reset_key", "recipient": "ada@mail.example"}
    row = {**about, **sent, **fields}
    return AccountMail.objects.create(key=key, created_at=at, **row)


def unsent():
    return [(fault.object, fault.detail) for fault in unsent_account_mails("default")]


def odd():
    return [fault.object for fault in contradicting_account_mails("default")]


def test_a_mail_that_stays_for_a_day_is_named_without_its_address():
    mail("a", hours=25, status="failed", error="refused <ada@mail.example>: full")
    mail("b", hours=23, status="failed", error="refused")
    mail("c", hours=25, status="sent", recipient="bea@mail.example")

    assert unsent() == [("a", "password_reset_key: refused <***@***>: full")]
    assert odd() == []


def test_a_mail_that_was_asked_for_again_and_came_is_no_fault():
    mail("a", hours=30, status="failed", error="refused")
    assert [key for key, _detail in unsent()] == ["a"]

    mail("b", hours=1, status="sent")

    assert unsent() == []


def test_a_log_that_contradicts_itself_is_named():
    mail("fine", hours=1, status="sent")
    mail("no-time", hours=1, status="sent", sent_at=None)
    mail("no-try", hours=1, status="sent", attempts=0)
    mail("nobody", hours=1, status="queued", recipient="")

    assert sorted(odd()) == ["no-time", "no-try", "nobody"]
