"""Reading a bank's CSV file, and finding the orders that its lines pay. Pure."""

from orders.payments.bank_csv.columns import (
    MEANINGS,
    Layouts,
    Question,
    UnknownColumns,
    heading_key,
    no_columns,
)
from orders.payments.bank_csv.lines import ReadLine, Unread
from orders.payments.bank_csv.numbers import candidates, judge
from orders.payments.bank_csv.reading import (
    MOST_BYTES,
    MOST_LINES,
    Choices,
    Doubtful,
    ReadStatement,
    read_statement,
)

__all__ = [
    "MEANINGS",
    "MOST_BYTES",
    "MOST_LINES",
    "Choices",
    "Doubtful",
    "Layouts",
    "Question",
    "ReadLine",
    "ReadStatement",
    "UnknownColumns",
    "Unread",
    "candidates",
    "heading_key",
    "judge",
    "no_columns",
    "read_statement",
]
