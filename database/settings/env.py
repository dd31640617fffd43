"""The environment, read by typed readers that refuse nonsense in a sentence."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: the value that counts, and where it came from."""

    value: str
    source: str
    is_secret: bool = False


class Env:
    """Variables by name. A value that is set but empty counts as not set.

    Every reader raises ImproperlyConfigured that names the variable and what is
    allowed, and never repeats a secret. `readings` keeps what was read, by name;
    `file` names the variables that come from a file and not from the process.
    """

    def __init__(
        self, variables: Mapping[str, str], *, file: Iterable[str] = ()
    ) -> None:
        self._variables = variables
        self._file = frozenset(file)
        self.readings: dict[str, Reading] = {}

    @classmethod
    def from_system(cls, folder: Path) -> "Env":
        """Read the process's environment, and beneath it the file `.env` of the folder.

        `ENV_FILE` names another file; set to nothing, none is read.
        """
        name = os.environ.get("ENV_FILE", ".env")
        path = folder / name
        if name and (path.is_file() or "ENV_FILE" in os.environ):
            values = parse_env_file(_content(path, "ENV_FILE"))
        else:
            values = {}
        return cls({**values, **os.environ}, file=values.keys() - os.environ.keys())

    def __contains__(self, name: str) -> bool:
        return bool(self._variables.get(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def source(self, name: str) -> str:
        """Return where the variable was set: "file" or "environment"."""
        return "file" if name in self._file else "environment"

    def text(self, name: str, default: str = "") -> str:
        return self._read(name, default) or default

    def _read(self, name: str, default: object) -> str:
        """Return what is set, without a default, and remember what counts."""
        value = self._variables.get(name, "").strip()
        source = self.source(name) if value else "default"
        self.readings[name] = Reading(value or str(default), source)
        return value

    def secret(self, name: str, default: str = "") -> str:
        """Return the value, or the content of the file that `NAME_FILE` names."""
        path = self._variables.get(f"{name}_FILE", "")
        if not path:
            value = self.text(name, default)
            source = self.readings[name].source
            self.readings[name] = Reading(value, source, is_secret=True)
            return value
        value = _content(Path(path), f"{name}_FILE").strip()
        if not value:
            raise ImproperlyConfigured(
                f"{name}_FILE: the file is empty. Use a file that contains the value."
            )
        self.readings[name] = Reading(value, f"{name}_FILE", is_secret=True)
        return value

    def boolean(self, name: str, default: bool = False) -> bool:
        value = self._read(name, int(default)).lower()
        if not value:
            return default
        if value in TRUE | FALSE:
            return value in TRUE
        raise self._refuse(name, "1, true, yes, on, 0, false, no or off")

    def integer(
        self, name: str, default: int, *, least: int = 0, most: int = 2**31 - 1
    ) -> int:
        value = self._read(name, default)
        if not value:
            return default
        # Twelve digits at most: the longest text is never turned into a number.
        is_number = value.isascii() and value.isdigit() and len(value) <= 12
        if is_number and least <= int(value) <= most:
            return int(value)
        raise self._refuse(name, f"a whole number from {least} to {most}")

    def seconds(self, name: str, default: float, *, most: float = 86_400) -> float:
        value = self._read(name, f"{default:g}")
        if not value:
            return default
        number = value.replace(".", "", 1)
        if number.isascii() and number.isdigit() and float(value) <= most:
            return float(value)
        raise self._refuse(name, f"seconds from 0 to {most:g}")

    def choice(self, name: str, default: str, allowed: Iterable[str]) -> str:
        names = list(allowed)
        value = self.text(name, default)
        for known in names:
            if value.lower() == known.lower():
                return known
        raise self._refuse(name, " or ".join([", ".join(names[:-1]), names[-1]]))

    def items(self, name: str, default: Iterable[str] = ()) -> list[str]:
        """Return the values between commas."""
        value = self._read(name, ",".join(default))
        if not value:
            return list(default)
        return [item.strip() for item in value.split(",") if item.strip()]

    def networks(self, name: str) -> list[str]:
        """Return the addresses and networks between commas."""
        found = self.items(name)
        for item in found:
            try:
                ip_network(item)
            except ValueError as error:
                raise self._refuse(
                    name,
                    "IP addresses or networks such as 10.0.0.0/8, separated by commas",
                ) from error
        return found

    def url(self, name: str, default: str, *, schemes: Iterable[str]) -> str:
        """Return an address; it is read as a secret, for it may hold a password."""
        value = self.secret(name, default)
        try:
            parts = urlsplit(value)
            port_fits = parts.port is None or parts.port > 0
        except ValueError:
            port_fits = False
        if value and (not port_fits or parts.scheme not in schemes):
            examples = " or ".join(f"{scheme}://…" for scheme in schemes)
            raise self._refuse(name, f"a URL such as {examples}", secret=True)
        return value

    def time_zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            near = [
                zone for zone in available_timezones() if value.lower() in zone.lower()
            ]
            hint = f" (perhaps {sorted(near)[0]})" if near else ""
            raise self._refuse(
                name, f"a time zone such as Europe/London{hint}"
            ) from error
        return value

    def _refuse(
        self, name: str, allowed: str, *, secret: bool = False
    ) -> ImproperlyConfigured:
        value = "not usable" if secret else f"{self.text(name)!r}"
        return ImproperlyConfigured(f"{name} is {value}. Allowed: {allowed}.")


def _content(path: Path, name: str) -> str:
    """Return the text of the file that the variable names."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}: the file cannot be read ({error.strerror}). Use a file that "
            "this user may read."
        ) from error
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(
            f"{name}: the file is not text. Use a file that is stored as UTF-8."
        ) from error


def parse_env_file(text: str) -> dict[str, str]:
    """Return the `NAME=value` lines; quotes around a value are taken off."""
    values = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.removeprefix("export ").partition("=")
        if not separator or not name.strip().isidentifier():
            raise ImproperlyConfigured(
                f".env, line {number}: expected NAME=value, or a comment after #."
            )
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        values[name.strip()] = value
    return values
