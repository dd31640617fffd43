"""Figures in words: as the language of the reader writes them, and as programs do."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from accounts.addresses.countries import country_name
from orders.reports.periods import Period, Unit
from orders.reports.registry import Kind, Report, Rows
from shop.money import format_money

NOTHING = "–"


def locale() -> str:
    """Return the reader's locale, such as en_GB."""
    return to_locale(get_language() or settings.LANGUAGE_CODE)


def as_people_read(kind: Kind, value: Any) -> str:
    """Return a figure as the language of the reader writes it."""
    if value is None or value == "":
        return _("unknown") if kind is Kind.COUNTRY else NOTHING
    if kind is Kind.MONEY:
        return format_money(value)
    if kind is Kind.PERCENT:
        return f"{format_decimal(value, format='#,##0.00', locale=locale())} %"
    if kind is Kind.COUNT:
        return format_decimal(value, locale=locale())
    if kind is Kind.MONTH:
        return format_date(date.fromisoformat(f"{value}-01"), "MMM y", locale=locale())
    if kind is Kind.MOMENT:
        return day_text(timezone.localtime(value).date())
    return country_name(value) if kind is Kind.COUNTRY else str(value)


def day_text(day: date) -> str:
    """Return a date such as 20 Nov 2026."""
    return format_date(day, "d MMM y", locale=locale())


def time_text(moment: datetime) -> str:
    """Return a time such as 20 Nov, 17:05."""
    moment = timezone.localtime(moment)
    day, time = (format_skeleton(s, moment, locale=locale()) for s in ("MMMd", "Hm"))
    return f"{day}, {time}"


def part_text(unit: Unit, start: datetime) -> str:
    """Return an hour, day, week, month, quarter or year by when it begins."""
    if unit is Unit.HOUR:
        return time_text(start)
    day = timezone.localtime(start).date()
    skeletons = {Unit.MONTH: "yMMM", Unit.QUARTER: "yQQQ", Unit.YEAR: "y"}
    if unit in skeletons:
        return format_skeleton(skeletons[unit], day, locale=locale())
    return day_text(day)


def period_text(period: Period | None) -> str:
    """Return a period in words."""
    days = {
        "first": period and period.first and day_text(period.first),
        "last": period and period.last and day_text(period.last),
    }
    if days["first"] and days["first"] == days["last"]:
        return str(days["first"])
    if days["first"] and days["last"]:
        return _("%(first)s to %(last)s") % days
    if days["first"]:
        return _("since %(first)s") % days
    return _("until %(last)s") % days if days["last"] else _("all time")


def as_programs_read(report: Report, rows: Rows) -> Rows:
    """Return the rows with money as exact strings and times in ISO 8601."""
    names = [column.name for column in report.columns]
    return [{name: _plain(row[name]) for name in names} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return value
