"""Runs the measurements on a scratch database and prints the ratios."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.db import connection
from django.test.utils import override_settings
from rich.console import Console
from rich.table import Table

from database.outbox import deliver_in_background
from database.scratch import scratch_database
from tests.bench import checks, clients, imports, orders, pages, reports
from tests.bench.measure import Ratio, interleave

# What is ours, and what it is measured against.
PAIRS = (
    ("category page", "floor view"),
    ("place_order", "ORM order"),
    ("place_order, no mail", "ORM order"),
    ("place_order", "SQL order"),
    ("place_order, no mail", "SQL order"),
    ("import_orders", "COPY"),
    *reports.NAMES.values(),
)
CHECKS = (("check_consistency", "SQL by hand"),)


def main() -> None:
    """Measure, print, and leave no trace."""
    options = _options()
    if options.checks:
        times = interleave(checks.jobs(), rounds=options.rounds, warm_up=1)
        _print([_ratio(pair, times) for pair in CHECKS], options)
        return
    if options.reports:
        times = interleave(reports.jobs(), rounds=options.rounds, warm_up=1)
        _print([_ratio(pair, times) for pair in reports.NAMES.values()], options)
        return
    with _shop_to_measure() as database:
        times = interleave(pages.jobs(), rounds=options.rounds)
        # As in a server: the shopper's answer does not wait for the mail.
        courier = deliver_in_background()
        times |= interleave(
            orders.jobs(), rounds=options.rounds, afterwards=partial(courier.wait, 60)
        )
        if connection.vendor == "postgresql":
            times |= _imports()
            times |= _reports()
        # Each of these is 25 orders a client.
        crowds = clients.ratios(database, rounds=max(3, options.rounds // 20))
    ratios = [_ratio(pair, times) for pair in PAIRS if pair[0] in times]
    _print(ratios + crowds, options)


def _ratio(pair: tuple[str, str], times: dict[str, float]) -> Ratio:
    ours, limit = pair
    return Ratio(ours, limit, times[ours], times[limit])


def _print(ratios: list[Ratio], options: argparse.Namespace) -> None:
    if options.json:
        report = {"engine": connection.vendor, "rounds": options.rounds}
        json.dump({**report, "ratios": [r.to_dict() for r in ratios]}, sys.stdout)
        sys.stdout.write("\n")
    else:
        Console().print(_table(ratios, options.rounds))


def _imports() -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as folder:
        return interleave(
            imports.jobs(Path(folder)),
            rounds=imports.ROUNDS,
            warm_up=1,
            afterwards=imports.empty_the_tables,
        )


def _reports() -> dict[str, float]:
    """Measure them over the lines of the import, five times as many orders."""
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as folder:
        imports.fill(Path(folder))
        return interleave(reports.jobs(), rounds=reports.ROUNDS, warm_up=1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="default: 200")
    parser.add_argument("--json", action="store_true", help="one object, no table")
    parser.add_argument(
        "--checks",
        action="store_true",
        help="check_consistency alone, on the configured database (PostgreSQL)",
    )
    parser.add_argument(
        "--reports",
        action="store_true",
        help="the reports alone, on the configured database (PostgreSQL)",
    )
    return parser.parse_args()


@contextmanager
def _shop_to_measure() -> Iterator[str]:
    """Make a shop of its own that mails to nobody, and drop it at the end."""
    mail = "django.core.mail.backends.dummy.EmailBackend"
    with (
        override_settings(ROOT_URLCONF="tests.bench.urls", EMAIL_BACKEND=mail),
        scratch_database("bench") as name,
    ):
        yield name


def _table(ratios: list[Ratio], rounds: int) -> Table:
    table = Table(title=f"{connection.vendor}, medians of {rounds} interleaved rounds")
    for heading in ("ours", "ms", "limit", "ms", "ratio"):
        table.add_column(heading, justify="left" if heading.isalpha() else "right")
    for row in ratios:
        our_ms, limit_ms = f"{row.our_ms:.2f}", f"{row.limit_ms:.2f}"
        table.add_row(row.ours, our_ms, row.limit, limit_ms, f"{row.ratio:.2f}")
    return table
