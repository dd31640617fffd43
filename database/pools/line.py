"""A line to PostgreSQL beside Django's, on which every wait has an end.

The library's own limits are whole seconds and cover the login only; a server that is
stopped in the middle of an answer holds its client for ever.
"""

import re
import select
import tempfile
import time
from typing import Any

import psycopg
from django.utils.translation import gettext as _
from psycopg import pq
from psycopg.conninfo import make_conninfo

from database.errors import KontorError


class NoAnswer(KontorError):
    """The server refused the login, gave no answer in time, or answered an error.

    `code` is the SQLSTATE of an error that it answered.
    """

    def __init__(self, words: str, *, code: str = "") -> None:
        self.code = code
        super().__init__(words)


class TooLate(NoAnswer):
    """The server neither answered nor refused in time."""


class Line:
    """A connection that is opened when it is needed, and again after a failure."""

    def __init__(self, info: str, *, timeout: float) -> None:
        self.info, self.timeout = info, timeout
        self._connection: Any = None

    def ask(self, sql: str) -> list[str]:
        """Return the first row as text, or raise NoAnswer within the time limit."""
        deadline = time.monotonic() + self.timeout
        if self._connection is None:
            self._connection, code, words = log_in(self.info, timeout=self.timeout)
            if self._connection is None and words:
                raise NoAnswer(words, code=code)
            if self._connection is None:
                raise TooLate(_("Logging in took too long."))
        try:
            return _first_row(self._connection, sql, deadline)
        except NoAnswer:
            self.close()
            raise
        except psycopg.Error as error:
            self.close()
            raise NoAnswer(str(error)) from error

    def close(self) -> None:
        """Hang up; the next question opens the line again."""
        if self._connection is not None:
            self._connection.finish()
            self._connection = None


# Said by ourselves, whatever an entry's options say of them.
OURS = {"options", "application_name"}


def conninfo(entry: dict[str, Any], *, name: str, limit: int) -> str:
    """Return the address of an entry of DATABASES as the driver's library reads it.

    `name` is what the server shows of us, `limit` ends a statement (ms). Of the entry's
    options those count that are the library's own, not Django's or the pool's.
    """
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    options = {
        option: value
        for option, value in entry["OPTIONS"].items()
        if option in known and option not in OURS
    }
    # PgBouncer refuses a login with options.
    if not entry.get("BEHIND_PGBOUNCER"):
        options["options"] = f"-c statement_timeout={limit} -c lock_timeout=200"
    return make_conninfo(
        host=entry["HOST"] or None,
        port=entry["PORT"] or None,
        user=entry["USER"] or None,
        password=entry["PASSWORD"] or None,
        dbname=entry["NAME"] or None,
        application_name=name,
        **options,
    )


def ping(connection: Any, *, timeout: float) -> None:
    """Send an empty query and wait for its answer. Raises NoAnswer.

    The driver's own way waits for ever, as a server that was stopped makes it do.
    """
    if not _results(connection, "", time.monotonic() + timeout):
        raise NoAnswer(connection.get_error_message().strip())
    if connection.status != pq.ConnStatus.OK:
        raise NoAnswer(connection.get_error_message().strip())


def _first_row(connection: Any, sql: str, deadline: float) -> list[str]:
    """Return the first row of the last of the statements."""
    row = _results(connection, sql, deadline)[-1]
    if row.status != pq.ExecStatus.TUPLES_OK or not row.ntuples:
        code = row.error_field(pq.DiagnosticField.SQLSTATE) or b""
        raise NoAnswer(connection.get_error_message().strip(), code=code.decode())
    return [(row.get_value(0, i) or b"").decode() for i in range(row.nfields)]


def _results(connection: Any, sql: str, deadline: float) -> list[Any]:
    connection.send_query(sql.encode())
    while connection.flush():
        _wait(connection, pq.PollingStatus.WRITING, deadline)
    results: list[Any] = []
    while True:
        while connection.is_busy():
            _wait(connection, pq.PollingStatus.READING, deadline)
            connection.consume_input()
        result = connection.get_result()
        if result is None:
            return results
        results.append(result)


def log_in(info: str, *, timeout: float) -> tuple[Any, str, str]:
    """Return (connection or None, SQLSTATE, the server's words).

    The driver gives no code for a refused login, and words come in the server's
    language. So the library's trace of the protocol is read, which has the code.
    """
    deadline = time.monotonic() + timeout
    connection = pq.PGconn.connect_start(info.encode())
    with tempfile.TemporaryFile() as trace:
        is_traced = _trace(connection, trace)
        try:
            while _poll(connection, deadline):
                pass
        except NoAnswer:
            connection.finish()
            return None, "", ""
        if connection.status == pq.ConnStatus.OK:
            if is_traced:
                connection.untrace()
            return connection, "", ""
        words = connection.get_error_message().strip()
        connection.finish()
        trace.seek(0)
        codes = re.findall(rb'ErrorResponse.*? C "(\w{5})"', trace.read())
    return None, codes[-1].decode() if codes else "", words


def _trace(connection: Any, file: Any) -> bool:
    """Let the library write down the conversation; not every system can."""
    try:
        connection.trace(file.fileno())
    except psycopg.NotSupportedError:
        return False
    return True


def _poll(connection: Any, deadline: float) -> bool:
    """Take one step of the login; tell whether there is another."""
    status = connection.connect_poll()
    if status in {pq.PollingStatus.OK, pq.PollingStatus.FAILED}:
        return False
    _wait(connection, status, deadline)
    return True


def _wait(connection: Any, status: pq.PollingStatus, deadline: float) -> None:
    """Wait until the line can be read or written. Raises TooLate at the deadline."""
    left, line = max(deadline - time.monotonic(), 0), [connection.socket]
    if status == pq.PollingStatus.READING:
        ready = select.select(line, [], [], left)
    else:
        ready = select.select([], line, [], left)
    if not any(ready):
        raise TooLate(_("No answer in time."))
