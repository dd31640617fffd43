"""From DATABASE_REPLICA_URLS to Django's settings: pure functions, tested by tables."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from database.settings.env import Env
from database.settings.limits import PAGES
from database.settings.url import chosen, database_settings, parse_url

NAME = "DATABASE_REPLICA_URLS"
ENGINE = "database.replicas.backend"
# Shorter than any shopper notices: who gets no connection asks the primary.
POOL_TIMEOUT = 0.1  # seconds
HEAVIEST = 100


def configured(
    env: Env, folder: Path, *, tolerant: bool = False, process: str = PAGES
) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Return the chosen parts, DATABASES, and what is wrong with the environment.

    A wrong environment raises ImproperlyConfigured. Where it is tolerated, for the
    commands that explain it, an empty database in memory stands in. `process` is the
    kind of this process, whose limits its sessions have.
    """
    try:
        parts = chosen(env)
        primary = database_settings(parts, env, folder, process=process)
        others = replica_settings(env, parts, folder, process=process)
        return parts, {"default": primary, **others}, ""
    except ImproperlyConfigured as error:
        if not tolerant:
            raise
        parts = parse_url("sqlite:///:memory:")
        return parts, {"default": database_settings(parts, env, folder)}, str(error)


def replica_settings(
    env: Env, primary: dict[str, Any], folder: Path, *, process: str = PAGES
) -> dict[str, dict[str, Any]]:
    """Return the entries of DATABASES for the replicas: replica1, replica2, …

    `primary` holds the parts of the primary's address. Raises ImproperlyConfigured,
    whose words do not repeat an address and its password.
    """
    urls = [url.strip() for url in env.secret(NAME).split(",") if url.strip()]
    if urls and primary["kind"] != "postgresql":
        raise ImproperlyConfigured(
            f"{NAME} is set, but the primary is not PostgreSQL. Only PostgreSQL can "
            "spread reads over replicas: unset it, or change DATABASE_URL."
        )
    return {
        f"replica{number}": _entry(parse_url(url, name=NAME), env, folder, process)
        for number, url in enumerate(urls, start=1)
    }


def with_middleware(middleware: list[str]) -> list[str]:
    """Return the middleware with what replicas need: around and within the sessions."""
    place = middleware.index("django.contrib.sessions.middleware.SessionMiddleware")
    module = "database.replicas.middleware"
    return [
        *middleware[:place],
        f"{module}.ReadYourWrites",
        middleware[place],
        f"{module}.PositionInSession",
        *middleware[place + 1 :],
    ]


def _entry(
    parts: dict[str, Any], env: Env, folder: Path, process: str
) -> dict[str, Any]:
    if parts["kind"] != "postgresql":
        raise ImproperlyConfigured(
            f"{NAME} contains a database that is not PostgreSQL. Allowed: URLs such "
            "as postgresql://user:password@host:5432/database, separated by commas."
        )
    weight = _weight(parts["options"].pop("weight", "1"))
    entry = database_settings(parts, env, folder, process=process)
    options = entry["OPTIONS"]
    # PgBouncer takes no options; a replica refuses writes without being told.
    if "options" in options:
        options["options"] += " -c default_transaction_read_only=on"
    # Sooner than at the primary: here another server can answer.
    if "tcp_user_timeout" not in parts["options"]:
        options["tcp_user_timeout"] = "1000"
    if "pool" in options:
        options["pool"] = {**options["pool"], "timeout": POOL_TIMEOUT}
    return {
        **entry,
        "ENGINE": ENGINE,
        # A dead connection shows itself at once, and the primary answers instead. A
        # check before each use would wait for a new one until the pool's timeout.
        "CONN_HEALTH_CHECKS": False,
        "WEIGHT": weight,
        "TEST": {"MIRROR": "default"},
    }


def _weight(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= HEAVIEST:
        return int(text)
    raise ImproperlyConfigured(
        f"{NAME} has an invalid weight. Allowed: ?weight= with a whole number from "
        f"1 to {HEAVIEST}."
    )
