"""Chooses what is measured, and prints what was found."""

import json
import signal
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from django.db import connection
from django.test.utils import override_settings
from rich.console import Console

from database.queue.outbox import deliver_in_background
from database.races.scratch import scratch_database
from tests.bench import checks, clients, imports, orders, reports, rows, served, tables
from tests.bench.measure import Ratio, interleave
from tests.bench.shops import ROOT
from tests.bench.visitor import Failed

# What is ours, and what it is measured against.
PAIRS = (
    ("place_order", "ORM order"),
    ("place_order, no mail", "ORM order"),
    ("place_order", "SQL order"),
    ("place_order, no mail", "SQL order"),
    ("import_orders", "COPY"),
    *reports.NAMES.values(),
)
CHECKS = (("check_consistency", "SQL by hand"),)
# Rows that need no server of their own.
INSIDE = ("orders", "imports", "reports", "crowds")
# What is short is done so often in each round.
TIMES = 40


def main() -> int:
    """Measure, print, and leave no trace; return the exit code."""
    signal.signal(signal.SIGTERM, _interrupted)
    options = _options()
    try:
        found = _measured(options)
    except Failed as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        _say("Stopped; nothing was left behind.")
        return 130
    if options.json:
        json.dump(found, sys.stdout)
        sys.stdout.write("\n")
    return 0


def _measured(options: Namespace) -> dict[str, Any]:
    """Measure what was asked for, and print its tables as they come."""
    report: dict[str, Any] = {"engine": connection.vendor, "rounds": options.rounds}
    if options.checks or options.reports:
        pairs = CHECKS if options.checks else reports.NAMES.values()
        jobs = checks.jobs() if options.checks else reports.jobs()
        times = interleave(jobs, rounds=options.rounds, warm_up=1)
        return report | _ratios([_ratio(pair, times) for pair in pairs], options)
    names = [name for name in rows.NAMES if name in options.rows]
    if options.against and not names:
        raise Failed(f"Beside another checkout: {', '.join(rows.NAMES)}.")
    if names:
        report |= _served(names, options)
    inside = [name for name in INSIDE if name in options.rows]
    if inside and not options.against:
        report |= _ratios(_inside(inside, options.rounds), options)
    return report


def _served(names: Sequence[str], options: Namespace) -> dict[str, Any]:
    told = {"rounds": options.rounds, "clients": options.clients, "tell": _say}
    kind = f"{connection.vendor}, {options.clients} clients, {options.rounds} rounds"
    codes = [ROOT, options.against] if options.against else [ROOT]
    commits = [served.commit_of(code) for code in codes]
    if options.against:
        result = served.beside_another(options.against, names, **told)
        title = f"{commits[1]}, and now {commits[0]}: {kind}"
        table = tables.against_table(result, title)
        verdict = tables.against_verdict(result)
    else:
        result = served.beside_the_limit(names, **told)
        table = tables.limit_table(result, f"{commits[0]}: {kind}")
        verdict = tables.limit_verdict(result)
    if not options.json:
        Console().print(table)
        for line in filter(None, (result.differences, verdict)):
            Console(highlight=False).print(line)
    return {"clients": options.clients, "commits": commits, **tables.to_dict(result)}


def _inside(names: Sequence[str], rounds: int) -> list[Ratio]:
    """Measure what needs no server, in a shop of its own that mails to nobody."""
    mail = "django.core.mail.backends.dummy.EmailBackend"
    times: dict[str, float] = {}
    crowds: list[Ratio] = []
    with override_settings(EMAIL_BACKEND=mail), scratch_database("bench") as database:
        if "orders" in names:
            # As in a server: the shopper's answer does not wait for the mail.
            rest = partial(deliver_in_background().wait, 60)
            jobs = orders.jobs()
            times |= interleave(jobs, rounds=rounds * TIMES, afterwards=rest)
        if connection.vendor == "postgresql":
            times |= _imports() if "imports" in names else {}
            times |= _reports() if "reports" in names else {}
        if "crowds" in names:
            # Each of these is 25 orders a client.
            crowds = clients.ratios(database, rounds=rounds * 2)
    return [_ratio(pair, times) for pair in PAIRS if pair[0] in times] + crowds


def _ratio(pair: tuple[str, str], times: dict[str, float]) -> Ratio:
    ours, limit = pair
    return Ratio(ours, limit, times[ours], times[limit])


def _ratios(ratios: list[Ratio], options: Namespace) -> dict[str, Any]:
    if not options.json:
        title = f"{connection.vendor}, medians of {options.rounds} rounds"
        Console().print(tables.ratio_table(ratios, title))
    return {"ratios": [ratio.to_dict() for ratio in ratios]}


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


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    known = (*rows.NAMES, *INSIDE)
    parser.add_argument(
        "--rows",
        type=_names,
        default=known,
        metavar="ROW,ROW",
        help=f"these alone: {', '.join(known)}",
    )
    parser.add_argument("--rounds", type=_count, default=5, help="default: 5")
    parser.add_argument("--clients", type=_count, default=4, help="default: 4")
    parser.add_argument(
        "--against",
        type=Path,
        metavar="DIR",
        help="another checkout of the shop, measured in turn with this one",
    )
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


def _names(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in (*rows.NAMES, *INSIDE):
            raise ArgumentTypeError(f"There is no row {name!r}; --help names them.")
    return names


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("Give a whole number of 1 or more.")
    return int(text)


def _say(line: str) -> None:
    """Tell who waits; the figures alone go to the standard output."""
    Console(stderr=True, markup=False, highlight=False).print(line)


def _interrupted(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
