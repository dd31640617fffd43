"""Filters of the list of people."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.back_office import ChoiceFilter, DateFilter, NumberFilter


class StandingFilter(ChoiceFilter):
    title = gettext_lazy("status")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("active", _("Active")),
            ("inactive", _("Not active")),
            ("locked", _("Locked")),
            ("verified", _("Verified")),
            ("unverified", _("Not verified")),
            ("absent", _("Never logged in")),
        ]

    def chosen(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(
            {
                "active": Q(is_active=True),
                "inactive": Q(is_active=False),
                "locked": Q(locked_until__gt=timezone.now()),
                "verified": Q(is_verified=True),
                "unverified": Q(is_verified=False),
                "absent": Q(last_login_at__isnull=True),
            }[value]
        )


class KindFilter(ChoiceFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("customer", _("Customers")), ("staff", _("Staff"))]

    def chosen(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(is_staff=value == "staff")


class JoinedFilter(DateFilter):
    title = gettext_lazy("customer since")
    parameter_name = "joined"


class AgeFilter(NumberFilter):
    """Whole years of age today; who gave no birth date has none."""

    title = gettext_lazy("age in years")
    parameter_name = "age"
    most = 150

    def between(self, rows: QuerySet, low: int | None, high: int | None) -> QuerySet:
        today = timezone.localdate()
        if low is not None:
            rows = rows.filter(birth_date__lte=years_before(today, low))
        if high is not None:
            born_after = years_before(today, high + 1)
            rows = rows.filter(birth_date__gt=born_after)
        return rows


def years_before(day: date, years: int) -> date:
    """Return the same day so many years ago; for 29 February else the 28th.

    Who was born on a 29 February is a year older from 1 March on.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, month=3, day=1) - timedelta(days=1)
