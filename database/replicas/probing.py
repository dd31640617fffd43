"""Asking primary and replicas where they stand, on lines of their own."""

import json
import os
import socket
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from database.pools.line import Line, NoAnswer, conninfo
from database.replicas.states import Answer, Positions, Standing, judge

TIMEOUT = 0.3  # seconds for one question, the login included
_STANDING = """
SELECT pg_is_in_recovery()::int,
    coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0),
    CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused()::int ELSE 0 END,
    (SELECT count(*) FROM pg_stat_wal_receiver),
    coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0)
"""
_POSITION = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
# What nobody told for a minute says nothing any more.
_TELL = """
WITH old AS (
    DELETE FROM database_replicacounts WHERE at < now() - interval '60 seconds'
    AND process <> '{0}'
)
INSERT INTO database_replicacounts (process, at, figures) VALUES ('{0}', now(), '{1}')
ON CONFLICT (process) DO UPDATE SET at = excluded.at, figures = excluded.figures
RETURNING 1
"""
_TAKEN_OUT = "SELECT coalesce(string_agg(alias, ','), '') FROM database_takenout"


class Probe:
    """The lines of one process, and what it knows of the primary.

    A request never waits on them: they have a thread of their own.
    """

    def __init__(self) -> None:
        self.positions = Positions()
        self.taken_out: set[str] = set()
        self._lines: dict[str, Line] = {}

    def ask_primary(self) -> None:
        """Learn the primary's position, and which replicas were taken out by hand.

        Where it does not answer, what is known stays: replicas can still be read.
        """
        line = self._line(DEFAULT_DB_ALIAS)
        try:
            (position,) = line.ask(_POSITION)
            self.positions.add(time.monotonic(), int(position))
            (aliases,) = line.ask(_TAKEN_OUT)
            self.taken_out = set(filter(None, aliases.split(",")))
        except NoAnswer:
            return

    def ask(self, alias: str) -> Standing:
        """Return how a replica stands at this moment."""
        asked_at = time.monotonic()
        try:
            values = self._line(alias).ask(_STANDING)
            in_recovery, replayed, is_paused, receivers = map(int, values[:4])
            answer = Answer(
                bool(in_recovery),
                replayed,
                bool(is_paused),
                receivers,
                float(values[4]),
            )
        except NoAnswer:
            answer = None
        return judge(
            answer,
            self.positions,
            now=asked_at,
            is_out=alias in self.taken_out,
            most_seconds=settings.REPLICA_MAX_LAG,
        )

    def _line(self, alias: str) -> Line:
        if alias not in self._lines:
            entry = connections[alias].settings_dict
            info = conninfo(entry, name="shop-replica-probe", limit=300)
            self._lines[alias] = Line(info, timeout=TIMEOUT)
        return self._lines[alias]

    def tell(self, figures: dict[str, Any]) -> None:
        """Let the other processes know what this one counted.

        On a line of its own, so that it takes no connection from the pool.
        """
        process = f"{socket.gethostname()}:{os.getpid()}"[:100]
        values = [process, json.dumps(figures)]
        quoted = [value.replace("'", "''") for value in values]
        with suppress(NoAnswer):
            self._line(DEFAULT_DB_ALIAS).ask(_TELL.format(*quoted))

    def close(self) -> None:
        """Hang up all lines."""
        for line in self._lines.values():
            line.close()
