"""Strings that break programs, and where they come from."""

import json
import os
from pathlib import Path

import pytest

DATA = Path(
    os.environ.get("KONTOR_DATA", Path(__file__).parents[3] / "shared" / "data")
)
NAUGHTY_STRINGS = DATA / "lists" / "blns.json"

# What shops of this kind have fallen over: these go into every form and address.
SHARP = [
    "",
    "a\0b",
    "\udfff\ud800",
    "1_000",
    "１２３",  # full-width digits
    "²",
    "9" * 5000,
    "1" + "0" * 30,
    "-1",
    "<script>alert(1)</script>",
]

# More of the kind, for the long run.
MORE = [
    " ",
    "\0",
    "\ud800",
    "٣",
    "-" + "9" * 40,
    "1e400",
    "NaN",
    "Infinity",
    "-0",
    "0x10",
    "1.5",
    "1,5",
    "true",
    "None",
    "[]",
    "%",
    "%00",
    "%s%d%n",
    "{{ 7*7 }}",
    "../../etc/passwd",
    "'; DROP TABLE orders_order; --",
    "é" * 300,
    "🧵" * 200,
    "\u202eabc",
    "a" * 100_000,
    "\r\nSet-Cookie: a=b",
    "00000000-0000-0000-0000-000000000000",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31T23:59:60Z",
]


def naughty(every: int = 1) -> list[str]:
    """Return every n-th of the big list of naughty strings; skip without the data."""
    if not NAUGHTY_STRINGS.is_file():
        pytest.skip("the shared data are not here: set KONTOR_DATA")
    return json.loads(NAUGHTY_STRINGS.read_text())[::every]
