"""Climb the ladder of a database, again where waiting may help, and report."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils.translation import gettext as _

from database.diagnosis.ladder import Fell, Ladder, Rung
from database.diagnosis.mysql import MysqlLadder
from database.diagnosis.network import ServerLadder
from database.diagnosis.postgresql import PostgresqlLadder
from database.diagnosis.sqlite import SqliteLadder
from database.ops.command import Exit, Finding, Result, Table
from database.settings.url import database_settings, parse_url

LONGEST_PAUSE = 30.0  # seconds
LADDERS: dict[str, type[Ladder]] = {
    "sqlite": SqliteLadder,
    "postgresql": PostgresqlLadder,
    "mysql": MysqlLadder,
}


class NoAddress(Ladder):
    """The ladder where not even the address can be read."""

    rungs = ServerLadder.rungs
    reaching = ServerLadder.reaching

    def check_url(self) -> str:
        raise Fell(
            self.entry["problem"],
            _("Correct DATABASE_URL, or the variables used instead of it."),
        )


def diagnose(
    *, alias: str = "default", url: str = "", retries: int = 0, backoff: float = 1.0
) -> Result:
    """Return every rung of the database of this alias, or of the URL.

    Climbs again up to `retries` times where the cause may pass by itself, after
    `backoff` seconds and twice as many each time.
    """
    ladder, rungs, attempts = climb(
        lambda: ladder_of(alias, url), retries=retries, backoff=backoff
    )
    result = Result(
        data={
            "rungs": [_as_data(rung) for rung in rungs],
            "seen": ladder.seen,
            "attempts": attempts,
        },
        findings=[_finding(rung) for rung in rungs if rung.status == "failed"],
        verdict=_verdict(rungs),
        tables=[_table(rungs, ladder.seen)],
    )
    if not ladder.is_reached(rungs):
        result.code = Exit.UNREACHABLE
    return result


def climb(
    make: Callable[[], Ladder],
    *,
    retries: int,
    backoff: float,
) -> tuple[Ladder, list[Rung], int]:
    """Climb until nothing fails, until waiting is useless, or until retries are used.

    Return the last ladder, its rungs, and how often it was climbed.
    """
    attempt = 0
    while True:
        attempt += 1
        ladder = make()
        rungs = ladder.climb()
        if not ladder.fall or not ladder.fall.passes or attempt > retries:
            return ladder, rungs, attempt
        pause = min(backoff * 2 ** (attempt - 1), LONGEST_PAUSE)
        time.sleep(pause)


def ladder_of(alias: str, url: str = "") -> Ladder:
    """Return the ladder of the engine, at its foot."""
    if url:
        try:
            parts = parse_url(url, name="--url")
            entry = database_settings(parts, settings.ENV, Path(settings.BASE_DIR))
            kind = parts["kind"]
        except ImproperlyConfigured as error:
            return NoAddress({"problem": str(error)})
    elif settings.DATABASE_PROBLEM:
        return NoAddress({"problem": settings.DATABASE_PROBLEM})
    else:
        entry, kind = connections[alias].settings_dict, connections[alias].vendor
    return LADDERS[kind](entry, is_replica=not url and alias != "default")


def _table(rungs: list[Rung], seen: dict[str, str]) -> Table:
    words = {"ok": _("ok"), "failed": _("FAILED"), "skipped": _("skipped")}
    return Table(
        title=_("From the URL to the tables"),
        columns=[_("Step"), _("State"), _("ms"), _("Seen")],
        rows=[
            [
                rung.id,
                words[rung.status],
                None if rung.status == "skipped" else rung.ms,
                rung.cause or seen.get(rung.id, ""),
            ]
            for rung in rungs
        ],
    )


def _as_data(rung: Rung) -> dict[str, Any]:
    return {
        "id": rung.id,
        "status": rung.status,
        "ms": rung.ms,
        "cause": rung.cause,
        "fix": rung.fix,
    }


def _finding(rung: Rung) -> Finding:
    return Finding(
        id=f"diagnose.{rung.id}",
        severity="critical",
        object=rung.id,
        message=rung.cause,
        fix=rung.fix,
        command="manage.py diagnose",
    )


def _verdict(rungs: list[Rung]) -> str:
    failed = [rung.id for rung in rungs if rung.status == "failed"]
    total = sum(rung.ms for rung in rungs)
    if failed:
        return _("The database cannot be used. The step that fails: %(rung)s.") % {
            "rung": failed[0]
        }
    return _("The database is ready: %(count)d steps checked in %(ms).0f ms.") % {
        "count": len(rungs),
        "ms": total,
    }
