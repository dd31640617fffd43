"""The test database's address, for programs that the tests start."""

from typing import Any
from urllib.parse import quote


def database_url(connection: Any) -> str:
    """Return the DATABASE_URL under which another process finds this database."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user = quote(settings["USER"], safe="")
    password = quote(settings["PASSWORD"], safe="")
    return (
        f"{connection.vendor}://{user}:{password}@{settings['HOST']}:{settings['PORT']}"
        f"/{settings['NAME']}"
    )
