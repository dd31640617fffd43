"""Reading tables that other programs wrote: files, amounts and days. Pure.

A reader that guesses cell by cell turns 1,234 into 1.23. So what can be written in two
ways is decided once for the whole file or column (`decide_decimal_sign`,
`decide_day_order`), the decision is handed back so that people see it, and a cell that
does not fit is refused with a sentence, never mended. Nothing here knows an order, a
bank or a product.
"""

from database.sheets.amounts import (
    Amount,
    decide_decimal_sign,
    direction,
    read_amount,
)
from database.sheets.dates import DayOrder, decide_day_order, read_day
from database.sheets.deciding import Decision
from database.sheets.delimited import (
    SEPARATORS,
    Limits,
    RefusedRow,
    Row,
    Sheet,
    likely_separators,
    read_rows,
)
from database.sheets.encodings import ENCODINGS, decode
from database.sheets.errors import UnreadableCell, UnreadableSheet

__all__ = [
    "ENCODINGS",
    "SEPARATORS",
    "Amount",
    "DayOrder",
    "Decision",
    "Limits",
    "RefusedRow",
    "Row",
    "Sheet",
    "UnreadableCell",
    "UnreadableSheet",
    "decide_day_order",
    "decide_decimal_sign",
    "decode",
    "direction",
    "likely_separators",
    "read_amount",
    "read_day",
    "read_rows",
]
