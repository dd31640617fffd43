"""What MariaDB and MySQL say of their connections: Django keeps no pool there."""

from typing import Any

from django.db import connections

_COUNTERS = (
    "Threads_connected",
    "Threads_running",
    "Max_used_connections",
    "Aborted_connects",
    "Aborted_clients",
    "Connection_errors_max_connections",
)


def connection_figures(*, using: str) -> dict[str, Any]:
    """Return the server's counters of connections, and how many it takes."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SHOW GLOBAL STATUS")
        status = dict(cursor.fetchall())
        cursor.execute("SELECT @@max_connections")
        (most,) = cursor.fetchone()
    figures = {name.lower(): int(status[name]) for name in _COUNTERS if name in status}
    max_age = connection.settings_dict["CONN_MAX_AGE"]
    return {**figures, "max_connections": int(most), "conn_max_age": max_age}
