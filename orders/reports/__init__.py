"""Reports over orders: shown by a page, a command, as CSV and as a spreadsheet."""

from orders.reports import customers, products, trends
from orders.reports.registry import Answer, Filters, Report, answer, reports, rows_of

__all__ = [
    "Answer",
    "Filters",
    "Report",
    "answer",
    "customers",
    "products",
    "reports",
    "rows_of",
    "trends",
]
