"""Days as banks and spreadsheets write them."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from database.sheets.deciding import DOUBTFUL, Cell, Decision, decide
from database.sheets.errors import UnreadableCell, shown


class DayOrder:
    """Which of two numbers comes first where both could be the month."""

    DAY = "day"
    MONTH = "month"


# What a caller without limits of its own takes for a day that makes sense. Banks date
# what they will book tomorrow.
EARLIEST = date(1990, 1, 1)
DAYS_AHEAD = 14
_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9:]{5})?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.]?)([0-9]{{2}})\2([0-9]{{2}}){_TIME}")
_YEAR_LAST = re.compile(
    rf"([0-9]{{1,2}})([-/.]) ?([0-9]{{1,2}})\2 ?([0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_NAMED = re.compile(
    rf"([0-9]{{1,2}})[. -]+([^\W\d_]+)[. ,-]+([0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_NAME_FIRST = re.compile(
    rf"([^\W\d_]+)[. ]+([0-9]{{1,2}}),? +([0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
# English and German, whole and cut.
_NAMES = (
    "jan january januar jän jänner",
    "feb february februar",
    "mar march mär märz mrz maerz",
    "apr april",
    "may mai",
    "jun june juni",
    "jul july juli",
    "aug august",
    "sep sept september",
    "oct october okt oktober",
    "nov november",
    "dec december dez dezember",
)
_MONTHS = {
    name: number
    for number, names in enumerate(_NAMES, start=1)
    for name in names.split()
}


def decide_day_order(cells: Iterable[Cell]) -> Decision:
    """Return what comes first in days such as 02/11/2026; nothing if it is open."""
    return decide(cells, (DayOrder.DAY, DayOrder.MONTH), _proof)


def read_day(
    text: str, order: str, earliest: date = EARLIEST, latest: date | None = None
) -> date:
    """Return the day. Raises UnreadableCell, also for days that make no sense."""
    try:
        day = _day(text, order)
    except ValueError:
        raise _unreadable(text) from None
    latest = latest or timezone.localdate() + timedelta(days=DAYS_AHEAD)
    if not earliest <= day <= latest:
        raise UnreadableCell(
            _("“%(text)s” is too far in the past or in the future.")
            % {"text": shown(text)}
        )
    return day


def _proof(text: str) -> str:
    found = _YEAR_LAST.fullmatch(text.strip())
    if not found or found[2] == ".":
        return ""
    first, second = int(found[1]), int(found[3])
    if first == second or not (0 < first <= 31 and 0 < second <= 31):
        return ""
    if first <= 12 and second <= 12:
        return DOUBTFUL
    if first > 12 and second > 12:
        return ""
    return DayOrder.DAY if first > 12 else DayOrder.MONTH


def _day(text: str, order: str) -> date:
    """Return the day. Raises UnreadableCell, and ValueError if there is none such."""
    plain = text.strip()
    if found := _YEAR_FIRST.fullmatch(plain):
        return date(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(plain):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        if found[2] != "." and order == DayOrder.MONTH:
            first, second = second, first
        return date(year, second, first)
    if found := _NAMED.fullmatch(plain):
        return date(_year(found[3]), _MONTHS.get(found[2].lower(), 0), int(found[1]))
    if found := _NAME_FIRST.fullmatch(plain):
        return date(_year(found[3]), _MONTHS.get(found[1].lower(), 0), int(found[2]))
    raise _unreadable(text)


def _year(text: str) -> int:
    """Return the year; two digits are of this century, from 90 of the last."""
    year = int(text)
    if len(text) == 4:
        return year
    return 1900 + year if year >= 90 else 2000 + year


def _unreadable(text: str) -> UnreadableCell:
    if not text.strip():
        return UnreadableCell(_("The date is empty."))
    return UnreadableCell(_("“%(text)s” is not a date.") % {"text": shown(text)})
