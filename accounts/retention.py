"""How long sessions, the history of accounts and the events of logins are kept."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import AccountMail, LoginHistory, User
from database.retention.periods import Period, periods, superseded
from database.tables.partitions import MonthlyTable, tables

tables.add("logins", MonthlyTable(LoginHistory, days=settings.LOGIN_HISTORY_DAYS))


def _signed_out(before: datetime) -> QuerySet[UserSession]:
    """Return devices whose session is gone; the newest day is left in peace."""
    alive = Session.objects.filter(session_key=OuterRef("session_key")).order_by()
    rows = UserSession.objects.filter(last_seen_at__lt=before)
    return rows.filter(~Exists(alive))


periods.add(
    "sessions",
    Period(
        title=gettext_lazy("Sessions that have expired"),
        days=0,
        setting="",
        rows=lambda before: Session.objects.filter(expire_date__lt=before),
        column="expire_date",
    ),
)
periods.add(
    "devices",
    Period(
        title=gettext_lazy("Devices whose session has ended"),
        days=1,
        setting="",
        rows=_signed_out,
        column="last_seen_at",
    ),
)
periods.add(
    "logins",
    Period(
        title=gettext_lazy("Login attempts"),
        days=settings.LOGIN_HISTORY_DAYS,
        setting="LOGIN_HISTORY_DAYS",
        rows=lambda before: LoginHistory.objects.filter(created_at__lt=before),
        append_only=True,
    ),
)
periods.add(
    "account_mails",
    Period(
        title=gettext_lazy("Log of mails about accounts"),
        days=settings.ACCOUNT_MAIL_DAYS,
        setting="ACCOUNT_MAIL_DAYS",
        rows=lambda before: AccountMail.objects.filter(created_at__lt=before),
    ),
)
periods.add(
    "user_history",
    Period(
        title=gettext_lazy("Versions of accounts"),
        days=settings.HISTORY_DAYS,
        setting="HISTORY_DAYS",
        rows=lambda before: superseded(User.history.model, before),
        column="history_date",
    ),
)
