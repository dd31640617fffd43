"""Where the web server listens and how many requests it answers at a time.

Read twice: by config/gunicorn.py, which starts before there are settings, and by the
settings, which name what counts.
"""

from typing import NamedTuple

from database.settings.env import Env


class Serving(NamedTuple):
    """An address, and how many processes with how many threads each answer there."""

    port: int
    bind: str
    workers: int
    threads: int


def serving(env: Env) -> Serving:
    """Read the environment. Raises ImproperlyConfigured for what cannot be."""
    port = env.integer("PORT", 8000, least=1, most=65_535)
    return Serving(
        port=port,
        bind=env.text("BIND", f"127.0.0.1:{port}"),
        workers=env.integer("WEB_CONCURRENCY", 2, least=1, most=1000),
        threads=env.integer("WEB_THREADS", 4, least=1, most=1000),
    )
