"""`pool_report` on engines for which Django keeps no pool."""

from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from database.errors import NotSupported
from database.monitoring import mariadb
from database.ops.command import Result, Table


def report(*, using: str, is_deed: bool) -> Result:
    """Report what there is instead. Raises NotSupported for what a pool is needed."""
    vendor = connections[using].vendor
    if is_deed:
        raise NotSupported(
            _(
                "Only PostgreSQL has pools. manage.py pool_report without options "
                "shows the connections on %(engine)s."
            )
            % {"engine": vendor}
        )
    if vendor == "mysql":
        return _of_mariadb(mariadb.connection_figures(using=using))
    return Result(
        data={"pool": None, "busy_timeout": _busy_timeout(using)},
        verdict=_(
            "SQLite has no pool: each thread opens the file, and writers wait up to "
            "%(seconds)d s for their turn."
        )
        % {"seconds": _busy_timeout(using)},
    )


def _busy_timeout(using: str) -> float:
    return float(connections[using].settings_dict["OPTIONS"].get("timeout", 5))


def _of_mariadb(figures: dict[str, Any]) -> Result:
    return Result(
        data={"pool": None, "server": figures},
        verdict=_(
            "There is no pool for MariaDB: each thread keeps its connection for "
            "%(age)s s. %(used)d of %(most)d connections are in use."
        )
        % {
            "age": figures["conn_max_age"],
            "used": figures["threads_connected"],
            "most": figures["max_connections"],
        },
        tables=[
            Table(
                title=_("The server's counters"),
                columns=[_("Counter"), _("Value")],
                rows=[[name, value] for name, value in figures.items()],
            )
        ],
    )
