"""From the environment to Django's DATABASES: pure functions, tested by tables."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from database.settings.env import Env
from database.settings.limits import PAGES, Limits, limits_of

ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgresql": "database.pools.backend",
    "mysql": "django.db.backends.mysql",
}
SCHEMES = {
    "sqlite": "sqlite",
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
}
PORTS = {"postgresql": 5432, "mysql": 3306}
PREFIXES = {"postgresql": "POSTGRES", "mysql": "MYSQL"}
SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

# A server that takes connections and never answers would hold its callers for ever. A
# host that vanished is noticed after five seconds, not after a quarter of an hour.
DEADLINES = {
    "connect_timeout": "3",  # seconds
    "keepalives": "1",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "tcp_user_timeout": "5000",  # ms
}

# Django's default (deferred) makes two writers fail with "database is locked": 118 of
# 360 writes did. Beginning IMMEDIATE, with patience, none of them did.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    ),
}


def parse_url(url: str, *, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Return kind, host, port, user, password, database and options of a URL.

    Raises ImproperlyConfigured; its words do not repeat the URL and its password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} cannot be read: the port is not a number, or a special character "
            "in the password is not percent-encoded."
        ) from error
    kind = SCHEMES.get(parts.scheme)
    if kind is None:
        raise ImproperlyConfigured(
            f"{name} starts with {parts.scheme or 'nothing'!r}. Allowed: "
            "sqlite:///shop.sqlite3, postgresql://user:password@host:5432/database "
            "or mysql://user:password@host:3306/database."
        )
    if kind != "sqlite" and "@" in f"{parts.path}?{parts.query}#{parts.fragment}":
        # What was taken for the host is a piece of the password: it is not repeated.
        raise ImproperlyConfigured(
            f"{name} cannot be read: a special character in the user name or the "
            "password is not percent-encoded (/ is %2F, ? is %3F, # is %23, @ is %40)."
        )
    database = unquote(parts.path).removeprefix("/")
    options = dict(parse_qsl(parts.query))
    # A service of libpq's own file names the database itself.
    if not database and "service" not in options:
        raise ImproperlyConfigured(
            f"{name} names no database. Allowed: a URL that ends with one: "
            "sqlite:///shop.sqlite3 or "
            "postgresql://user:password@host:5432/database."
        )
    return {
        "kind": kind,
        "host": unquote(parts.hostname or ""),
        "port": str(port or ""),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        # sqlite:///shop.sqlite3 is beside the project, sqlite:////var/shop is absolute.
        "database": database,
        "options": options,
    }


def split_form(env: Env) -> dict[str, Any] | None:
    """Return the same from DATABASE_TYPE and its companions; None when none is set."""
    names = ["DATABASE_TYPE", "SQLITE_PATH", *_companions("POSTGRES", "MYSQL")]
    if not any(name in env for name in names):
        return None
    kind = env.choice("DATABASE_TYPE", _guess_kind(env), ENGINES)
    if kind == "sqlite":
        return _parts("sqlite", database=env.text("SQLITE_PATH", "shop.sqlite3"))
    prefix = PREFIXES[kind]
    return _parts(
        kind,
        host=env.text(f"{prefix}_HOST", "127.0.0.1"),
        port=str(env.integer(f"{prefix}_PORT", PORTS[kind], least=1, most=65_535)),
        user=env.text(f"{prefix}_USER"),
        password=env.secret(f"{prefix}_PASSWORD"),
        database=env.text(f"{prefix}_DB", "kontor"),
    )


def _companions(*prefixes: str) -> list[str]:
    """Return the names that say where a database is; a password alone does not."""
    return [f"{p}_{part}" for p in prefixes for part in ("HOST", "PORT", "USER", "DB")]


def _guess_kind(env: Env) -> str:
    for kind, prefix in PREFIXES.items():
        if any(name in env for name in _companions(prefix)):
            return kind
    return "sqlite"


def _parts(kind: str, **values: str) -> dict[str, Any]:
    empty = dict.fromkeys(("host", "port", "user", "password", "database"), "")
    return {"kind": kind, "options": {}, **empty, **values}


def chosen(env: Env) -> dict[str, Any]:
    """Return the database that the environment asks for, SQLite by default."""
    url, split = env.secret("DATABASE_URL"), split_form(env)
    if not url:
        return split or _parts("sqlite", database="shop.sqlite3")
    parsed = parse_url(url)
    if split and _contradicts(env, split, parsed):
        raise ImproperlyConfigured(
            "DATABASE_URL and DATABASE_TYPE with its variables (POSTGRES_…, "
            "MYSQL_…, SQLITE_PATH) name two different databases. Set only one of "
            "them."
        )
    return parsed


def _contradicts(env: Env, split: dict[str, Any], parsed: dict[str, Any]) -> bool:
    """Tell whether what is set of the split form differs from the URL.

    What is not set says nothing; the password does not say which database is meant.
    """
    kind = parsed["kind"]
    if split["kind"] != kind:
        return True
    if kind == "sqlite":
        return "SQLITE_PATH" in env and split["database"] != parsed["database"]
    prefix = PREFIXES[kind]
    names = {"HOST": "host", "PORT": "port", "USER": "user", "DB": "database"}
    said = {**parsed, "port": parsed["port"] or str(PORTS[kind])}
    return any(
        f"{prefix}_{name}" in env and split[part] != said[part]
        for name, part in names.items()
    )


def database_settings(
    parts: dict[str, Any], env: Env, folder: Path, *, process: str = PAGES
) -> dict[str, Any]:
    """Return the entry of DATABASES for the parts of a URL, and a kind of process."""
    kind = parts["kind"]
    if kind == "sqlite":
        name = parts["database"]
        path = name if name == ":memory:" else str(folder / name)
        return {"ENGINE": ENGINES[kind], "NAME": path, "OPTIONS": dict(SQLITE_OPTIONS)}
    settings = {
        "ENGINE": ENGINES[kind],
        "NAME": parts["database"],
        "HOST": parts["host"],
        "PORT": parts["port"],
        "USER": parts["user"],
        "PASSWORD": parts["password"],
        "CONN_HEALTH_CHECKS": env.boolean("DB_POOL_PRE_PING", True),
    }
    limits = limits_of(env)[process]
    if kind == "mysql":
        options = _mysql_options(parts, env, limits)
        return {**settings, "OPTIONS": options, "CONN_MAX_AGE": 60}
    options = _postgresql_options(parts, env)
    settings |= {"OPTIONS": options, "CONN_MAX_AGE": 0}
    if env.boolean("DB_BEHIND_PGBOUNCER"):
        return {**settings, **_behind_pgbouncer(options)}
    limited = " ".join(f"-c {name}={ms}" for name, ms in limits.postgresql().items())
    return {**settings, "OPTIONS": {**options, "options": limited}}


def _behind_pgbouncer(options: dict[str, Any]) -> dict[str, Any]:
    """Return what differs where each transaction may be on another connection.

    PgBouncer refuses options at the login, so the limits of a session have to come
    from the role or the database. Cursors of the server and prepared statements live
    longer than a transaction, on a connection that somebody else has by then.
    """
    return {
        "OPTIONS": {**options, "prepare_threshold": None},
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "BEHIND_PGBOUNCER": True,
    }


def pool_settings(env: Env) -> dict[str, Any] | None:
    """Return psycopg_pool's options, or None if DB_POOL_MAX_SIZE is 0.

    Accepts the names of SQLAlchemy's QueuePool as aliases: DB_POOL_SIZE is the minimum,
    DB_MAX_OVERFLOW comes on top of it, DB_POOL_RECYCLE is the lifetime, and
    DB_POOL_PRE_PING switches the health checks.
    """
    least = env.integer("DB_POOL_MIN_SIZE", env.integer("DB_POOL_SIZE", 2), most=1000)
    overflow = least + env.integer("DB_MAX_OVERFLOW", 6, most=1000)
    most = env.integer("DB_POOL_MAX_SIZE", overflow, most=1000)
    if most == 0:
        return None
    if most < least:
        raise ImproperlyConfigured(
            f"DB_POOL_MAX_SIZE is {most}. Allowed: at least DB_POOL_MIN_SIZE "
            f"({least}), or 0 for no pool."
        )
    recycle = env.seconds("DB_POOL_RECYCLE", 3600)
    return {
        "min_size": least,
        "max_size": most,
        "timeout": env.seconds("DB_POOL_TIMEOUT", 2),
        "max_lifetime": env.seconds("DB_POOL_MAX_LIFETIME", recycle),
        "max_idle": env.seconds("DB_POOL_MAX_IDLE", 600),
        # Who comes when so many wait already is refused at once, not after the wait.
        "max_waiting": env.integer("DB_POOL_MAX_WAITING", 4 * most, most=10_000),
    }


def _postgresql_options(parts: dict[str, Any], env: Env) -> dict[str, Any]:
    options = {**DEADLINES, **_tls(env), **parts["options"]}
    pool = pool_settings(env)
    return {**options, "pool": pool} if pool else options


def _tls(env: Env) -> dict[str, str]:
    names = {
        "DB_SSL_CERT": "sslcert",
        "DB_SSL_KEY": "sslkey",
        "DB_SSL_CA": "sslrootcert",
    }
    options = {option: env.text(name) for name, option in names.items() if name in env}
    if "DB_SSL_MODE" in env:
        options["sslmode"] = env.choice("DB_SSL_MODE", "prefer", SSL_MODES)
    return options


def _mysql_options(parts: dict[str, Any], env: Env, limits: Limits) -> dict[str, Any]:
    names = {"DB_SSL_CERT": "cert", "DB_SSL_KEY": "key", "DB_SSL_CA": "ca"}
    tls: dict[str, Any] = {
        option: env.text(name) for name, option in names.items() if name in env
    }
    if env.choice("DB_SSL_MODE", "prefer", SSL_MODES) in SSL_MODES[3:] and not tls:
        tls = {"check_hostname": False}
    options = {
        "charset": "utf8mb4",
        "connect_timeout": int(DEADLINES["connect_timeout"]),
        "isolation_level": "read committed",
        "init_command": limits.mysql(),
        **parts["options"],
    }
    return {**options, "ssl": tls} if tls else options
