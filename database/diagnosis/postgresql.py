"""The ladder of PostgreSQL, climbed outside of the pool: a pool hides every cause."""

import socket
import ssl
import struct
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.utils.translation import gettext as _

from database.diagnosis import refusals
from database.diagnosis.ladder import Fell
from database.diagnosis.network import ServerLadder, judge_clock, judge_slots
from database.monitoring.writability import ROOM
from database.pools import line
from database.transactions import CAUSES, REMEDIES, trouble_of_code

LOGIN_TIMEOUT = 1.5  # seconds
LEAST_VERSION = 150_000
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)


class PostgresqlLadder(ServerLadder):
    scheme = "postgresql"
    default_host = "/var/run/postgresql"
    default_port = 5432
    table_question = "SELECT (to_regclass('{name}') IS NOT NULL)::int"

    @property
    def tls(self) -> str:
        return str(self.entry["OPTIONS"].get("sslmode", "prefer"))

    def socket_path(self) -> Path:
        return Path(self.host) / f".s.PGSQL.{self.port}"

    def check_tls(self) -> str:
        """Ask the server for TLS ourselves: the driver tells it as any failed login."""
        assert self.line is not None  # noqa: S101
        with self.line as server:
            if self.is_file or self.tls == "disable":
                return _("not asked for")
            try:
                server.sendall(_SSL_REQUEST)
                answer = server.recv(1)
                if answer == b"S" and self.tls.startswith("verify"):
                    self._shake_hands(server)
            except TimeoutError as error:
                raise _silent(self.port) from error
            except ssl.SSLCertVerificationError as error:
                raise Fell(
                    _("The server's certificate is not trusted: %(why)s.")
                    % {"why": error.verify_message},
                    _(
                        "Set DB_SSL_CA to the certificate of the authority, and use "
                        "the host name that is in the server's certificate."
                    ),
                ) from error
            except OSError as error:
                raise _no_postgresql(self.port) from error
        if answer not in {b"S", b"N"}:
            raise _no_postgresql(self.port)
        if answer == b"S":
            return _("offered")
        if self.tls in {"allow", "prefer"}:
            return _("not offered, and not required")
        raise Fell(
            _("The server speaks no TLS, and sslmode=%(mode)s requires it.")
            % {"mode": self.tls},
            _(
                "Switch TLS on in the server (ssl = on, with a certificate), or set "
                "DB_SSL_MODE=prefer if the network is private."
            ),
        )

    def _shake_hands(self, server: socket.socket) -> None:
        authority = self.entry["OPTIONS"].get("sslrootcert")
        context = ssl.create_default_context(cafile=authority)
        context.check_hostname = self.tls == "verify-full"
        context.wrap_socket(server, server_hostname=self.host).close()

    def check_auth(self) -> str:
        """Log in, and let the server's own code say which rung refused it."""
        entry = {**self.entry, "HOST": self.host, "PORT": self.port}
        info = line.conninfo(entry, name="shop-ops:diagnose", limit=2000)
        connection, code, words = line.log_in(info, timeout=LOGIN_TIMEOUT)
        if connection is None:
            raise refusals.postgresql(code, words, entry)
        self.connection = psycopg.Connection(connection)
        self.connection.autocommit = True
        return _("as %(user)s") % {"user": self.connection.info.user}

    def check_database(self) -> str:
        return str(self.connection.info.dbname)

    def check_role(self) -> str:
        in_recovery, read_only = self.ask(
            "SELECT pg_is_in_recovery(), current_setting('transaction_read_only')"
        )
        if self.is_replica and in_recovery:
            return _("a replica, to read")
        if self.is_replica:
            raise Fell(
                _("This server is not a replica: it accepts writes of its own."),
                _(
                    "Take it out of DATABASE_REPLICA_URLS, or rebuild it from the "
                    "primary."
                ),
            )
        if in_recovery:
            raise Fell(
                _(
                    "The server is in recovery: it follows a primary and takes no "
                    "writes."
                ),
                _(
                    "Set DATABASE_URL to the primary, and put this server in "
                    "DATABASE_REPLICA_URLS. If it should take over: pg_ctl promote."
                ),
                passes=True,
            )
        if read_only == "on":
            raise Fell(
                _("The role or the database is read-only."),
                "ALTER ROLE … RESET default_transaction_read_only; "
                "ALTER DATABASE … RESET default_transaction_read_only;",
            )
        return self._rights()

    def _rights(self) -> str:
        """Tell whether the role may write rows, or make the tables it needs."""
        if self.has_table("orders_order"):
            (may,) = self.ask(
                "SELECT has_table_privilege('orders_order', 'INSERT') AND "
                "has_table_privilege('orders_order', 'UPDATE')"
            )
            grant = (
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public"
            )
        else:
            (may,) = self.ask("SELECT has_schema_privilege('public', 'CREATE')")
            grant = "GRANT CREATE ON SCHEMA public"
        user = self.connection.info.user
        if not may:
            raise Fell(
                _("The role %(user)s may not write.") % {"user": user},
                f'{grant} TO "{user}";',
            )
        self._find_room()
        return _("may write")

    def _find_room(self) -> None:
        """Let the server write a file: a full disk is known to who writes alone."""
        try:
            self.connection.execute("; ".join(ROOM))
        except psycopg.OperationalError as error:
            trouble = trouble_of_code(error.sqlstate)
            if trouble is None:
                raise
            raise Fell(
                str(CAUSES.get(trouble, trouble.value)),
                str(REMEDIES.get(trouble, "")),
                passes=True,
            ) from error

    def check_version(self) -> str:
        number = self.connection.info.server_version
        if number < LEAST_VERSION:
            raise Fell(
                _("The server is PostgreSQL %(version)d; the shop needs 15.")
                % {"version": number // 10_000},
                _("Upgrade the server: pg_upgradecluster, or a dump and a restore."),
            )
        return f"PostgreSQL {number // 10_000}.{number % 10_000}"

    def check_clock(self) -> str:
        before = datetime.now(UTC)
        (there,) = self.ask("SELECT clock_timestamp()")
        here = before + (datetime.now(UTC) - before) / 2
        return judge_clock((there - here).total_seconds())

    def check_slots(self) -> str:
        (free,) = self.ask(
            "SELECT current_setting('max_connections')::int "
            "- current_setting('superuser_reserved_connections')::int "
            "- (SELECT sum(numbackends) FROM pg_stat_database)"
        )
        return judge_slots(int(free))

    def check_extensions(self) -> str:
        """Ask for what the migrations create: a fresh server may lack the packages."""
        wanted = sorted(_extensions())
        cursor = self.connection.execute("SELECT name FROM pg_available_extensions")
        missing = set(wanted) - {name for (name,) in cursor}
        if missing:
            raise Fell(
                _("The server has no extension %(names)s.")
                % {"names": ", ".join(sorted(missing))},
                _("Install the server's contrib package."),
            )
        return ", ".join(wanted) or _("none needed")


def _no_postgresql(port: int) -> Fell:
    return Fell(
        _("The program on port %(port)d is not PostgreSQL.") % {"port": port},
        _("Correct the port in DATABASE_URL."),
        passes=True,
    )


def _silent(port: int) -> Fell:
    """Return what a stopped server is named by: the kernel takes connections for it."""
    return Fell(
        _("Port %(port)d accepts connections, but nothing answers.") % {"port": port},
        _(
            "Check the server: it is stopped (T in the list of processes), is "
            "waiting for its storage, or is not PostgreSQL. Start or fix it, or "
            "correct the port in DATABASE_URL."
        ),
        passes=True,
    )


def _extensions() -> set[str]:
    """Return the extensions that our migrations create."""
    from django.contrib.postgres.operations import CreateExtension
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {
        operation.name
        for migration in loader.disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, CreateExtension)
    }
