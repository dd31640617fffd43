"""Importing the orders of another system from a file."""

from orders.services.importing.files import write_report
from orders.services.importing.outcome import INCOMPLETE, REASONS, Outcome, SetAside
from orders.services.importing.rows import BAD_ROW
from orders.services.importing.running import (
    DIFFERS,
    Track,
    import_orders,
    untracked,
)
from orders.services.importing.survey import Cut

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
