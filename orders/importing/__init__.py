"""Importing the orders of another system from a file."""

from orders.importing.files import write_report
from orders.importing.outcome import INCOMPLETE, REASONS, Outcome, SetAside
from orders.importing.rows import BAD_ROW
from orders.importing.running import (
    DIFFERS,
    Track,
    import_orders,
    untracked,
)
from orders.importing.survey import Cut

__all__ = [
    "BAD_ROW",
    "DIFFERS",
    "INCOMPLETE",
    "REASONS",
    "Cut",
    "Outcome",
    "SetAside",
    "Track",
    "import_orders",
    "untracked",
    "write_report",
]
