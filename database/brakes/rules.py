"""The rules: each app brings its own in a module `brakes`, the settings change them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from database.registry import Registry
from database.settings.env import Env

OFF = "off"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_FORM = re.compile(r"([a-z_.]+)=(?:(off)|([0-9]{1,6})/([0-9]{1,4})([smhd]))", re.ASCII)


class By(StrEnum):
    """Whose tries a rule counts."""

    ADDRESS = "address"
    EMAIL = "email"
    # A customer's account, or a guest's browser.
    VISITOR = "visitor"


class Kept(StrEnum):
    """Where the tries are counted."""

    ROWS = "rows"
    # Each web process for itself: without a query, and not exactly.
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so many seconds."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit with its name. `sentence` tells the visitor what was refused and why."""

    code: str
    by: By
    most: int
    seconds: int
    label: Any
    sentence: Any
    kept: Kept = Kept.ROWS

    @property
    def limit(self) -> Limit | None:
        """Return the limit in force; None where the settings lift it."""
        if not settings.BRAKES_ON:
            return None
        return settings.BRAKES.get(self.code, Limit(self.most, self.seconds))


rules: Registry[Rule] = Registry("brakes")


def add(rule: Rule) -> Rule:
    """Take a rule under its code."""
    return rules.add(rule.code, rule)


def configured(env: Env, name: str = "BRAKES") -> tuple[bool, dict[str, Limit | None]]:
    """Read `off`, or rules such as `orders.address=60/10m, search=off`.

    Whether the rules exist is a system check's question: the apps are not there yet.
    """
    items = env.items(name)
    if [item.lower() for item in items] == [OFF]:
        return False, {}
    found: dict[str, Limit | None] = {}
    for item in items:
        match = _FORM.fullmatch(item)
        if match is None or match[3] == "0" or match[4] == "0":
            raise ImproperlyConfigured(
                f"{name} holds {item!r}. Allowed: off, or rules separated by "
                "commas, such as orders.address=60/10m (60 attempts in ten "
                "minutes) or search=off."
            )
        code, off, most, count, unit = match.groups()
        found[code] = None if off else Limit(int(most), int(count) * UNITS[unit])
    return True, found
