"""Load the orders of another system from a file."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.table import Table

from database.ops.command import Result
from database.runs.command import OperationCommand

DAYS = {
    "year": "2010-12-31",
    "day": "31/12/2010",
    "month": "12/31/2010",
    "": gettext_lazy("5 Dec 2010 only"),
}


class Command(OperationCommand):
    operation = "import_orders"

    def show(self, result: Result) -> None:
        """Print what was made and what was set aside, aligned, and the findings."""
        data = result.data
        self.console.print(_read_as(data["read_as"]), markup=False)
        table = Table(box=None, show_header=False)
        table.add_column(justify="right")
        table.add_column()
        for name in ("orders", "lines", "products", "customers"):
            table.add_row(f"{data[f'{name}_created']:,}", f"{name} created")
        table.add_row(f"{data['orders_known']:,}", "orders known already")
        if data["credit_notes_created"] or data["credit_notes_known"]:
            self._show_credit_notes(table, data)
        for reason, count in data["skipped"].items():
            table.add_row(f"{count:,}", f"rows set aside: {reason}")
        for country, count in data["countries_without_code"].items():
            table.add_row(f"{count:,}", f"orders without a country: {country!r}")
        self.console.print(table)
        super().show(result)

    def _show_credit_notes(self, table: Table, data: dict[str, Any]) -> None:
        credited = f"credit notes created, {data['credited']} {settings.CURRENCY}"
        table.add_row(f"{data['credit_notes_created']:,}", credited)
        table.add_row(f"{data['credit_lines_created']:,}", "lines of credit notes")
        table.add_row(f"{data['credit_notes_known']:,}", "credit notes known already")


def _read_as(form: dict[str, str]) -> str:
    """Return what was decided for the whole file, as a sentence."""
    written = _(
        "Read with %(separator)s between cells, prices like %(price)s and dates "
        "like %(day)s."
    )
    return written % {
        "separator": "tab" if form["separator"] == "\t" else form["separator"],
        "price": f"1234{form['decimal_sign']}56",
        "day": DAYS[form["days"]],
    }
