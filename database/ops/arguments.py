"""Readers of what is typed behind a command's options; argparse names the option."""

import re
from argparse import ArgumentTypeError
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _


def day(text: str) -> date:
    """Return a date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            _("%(text)r is not a date. Write it like 2010-12-01.") % {"text": text}
        ) from None


def count(text: str) -> int:
    """Return a whole number from 1 to a million."""
    number = _whole(text)
    if not 1 <= number <= 1_000_000:
        raise ArgumentTypeError(
            _("%(text)r is not a whole number from 1 to 1000000.") % {"text": text[:20]}
        )
    return number


_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def age(text: str) -> timedelta:
    """Return an age, written as 90d, 72h or 30m; a plain number means days."""
    found = re.fullmatch(r"([0-9]{1,6})([mhd]?)", text, re.ASCII)
    length = found and timedelta(**{_UNITS[found[2] or "d"]: int(found[1])})
    if not length or length > timedelta(days=36500):
        raise ArgumentTypeError(
            _("%(text)r is not an age. Write it like 90d, 72h or 30m.")
            % {"text": text[:20]}
        )
    return length


def typed(value: Any) -> Any:
    """Return a value as it was typed: a text, a list of texts, or True of a switch."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [typed(one) for one in value]
    if isinstance(value, tuple):  # such as the least and the most
        return ":".join(map(str, value))
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        for unit, size in (("d", 1440), ("h", 60)):
            if minutes % size == 0:
                return f"{minutes // size}{unit}"
        return f"{minutes}m"
    return str(value)


def days(text: str) -> int:
    """Return an age in days, up to a hundred years."""
    number = _whole(text)
    if not 1 <= number <= 36_500:
        raise ArgumentTypeError(
            _("%(text)r is not a number of days from 1 to 36500.") % {"text": text[:20]}
        )
    return number


def at_least_one_second(text: str) -> int:
    """Return a whole number of seconds, at least one and at most an hour."""
    number = _whole(text)
    if not 1 <= number <= 3600:
        raise ArgumentTypeError(
            _("%(text)r is not a whole number of seconds from 1 to 3600.")
            % {"text": text[:20]}
        )
    return number


def _whole(text: str) -> int:
    """Return the number; 0 for what is none or too long to be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
