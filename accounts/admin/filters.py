"""Filters of the list of people."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.back_office import ChoiceFilter, DateFilter, NumberFilter


def _locked(people: QuerySet) -> QuerySet:
    return people.filter(locked_until__gt=timezone.now())


class StandingFilter(ChoiceFilter):
    title = _("status")
    parameter_name = "standing"
    offered = {
        "active": (_("Active"), Q(is_active=True)),
        "inactive": (_("Not active"), Q(is_active=False)),
        "locked": (_("Locked"), _locked),
        "verified": (_("Verified"), Q(is_verified=True)),
        "unverified": (_("Not verified"), Q(is_verified=False)),
        "absent": (_("Never logged in"), Q(last_login_at__isnull=True)),
    }


class KindFilter(ChoiceFilter):
    title = _("kind")
    parameter_name = "kind"
    offered = {
        "customer": (_("Customers"), Q(is_staff=False)),
        "staff": (_("Staff"), Q(is_staff=True)),
    }


class JoinedFilter(DateFilter):
    title = _("customer since")
    parameter_name = "joined"


class AgeFilter(NumberFilter):
    """Whole years of age today; who gave no birth date has none."""

    title = _("age in years")
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
