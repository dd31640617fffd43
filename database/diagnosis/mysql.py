"""The ladder of MariaDB and MySQL."""

from datetime import UTC, datetime

import pymysql
from django.utils.translation import gettext as _

from database.diagnosis import refusals
from database.diagnosis.ladder import Fell
from database.diagnosis.network import ServerLadder, judge_clock, judge_slots

LOGIN_TIMEOUT = 2  # seconds
LEAST_VERSIONS = {"MariaDB": (10, 6), "MySQL": (8, 0, 11)}


class MysqlLadder(ServerLadder):
    """The same rungs. The greeting, TLS and the login are one conversation here.

    So the login uses the line of the rung before: lines that are opened and dropped
    count against this host, and after a hundred of them the server refuses it.
    """

    scheme = "mysql"
    default_host = "127.0.0.1"
    default_port = 3306
    table_question = (
        "SELECT COUNT(*) FROM information_schema.tables "
        "WHERE table_schema = DATABASE() AND table_name = '{name}'"
    )

    def check_tls(self) -> str:
        """Log in; the server's number tells on which rung it was refused."""
        entry, options = self.entry, self.entry["OPTIONS"]
        connection = pymysql.connect(
            host=self.host,
            port=self.port,
            user=entry["USER"] or None,
            password=entry["PASSWORD"],
            database=entry["NAME"] or None,
            charset="utf8mb4",
            ssl=options.get("ssl"),
            connect_timeout=LOGIN_TIMEOUT,
            read_timeout=LOGIN_TIMEOUT,
            write_timeout=LOGIN_TIMEOUT,
            autocommit=True,
            defer_connect=True,
        )
        try:
            connection.connect(self.line)
        except pymysql.Error as error:
            number, words = (*error.args, "", "")[:2]
            number = number if isinstance(number, int) else 0
            raise refusals.mysql(number, str(words), entry) from error
        # The connection closes its line itself from here on.
        self.connection, self.line = connection, None
        return _("encrypted") if connection._secure else _("not asked for")

    def check_auth(self) -> str:
        (user,) = self.ask("SELECT CURRENT_USER()")
        return _("as %(user)s") % {"user": user}

    def check_database(self) -> str:
        (name,) = self.ask("SELECT DATABASE()")
        return str(name)

    def check_role(self) -> str:
        (read_only,) = self.ask("SELECT @@GLOBAL.read_only")
        if read_only:
            raise Fell(
                _("The server is read-only, like a replica."),
                _("Set DATABASE_URL to the primary, or: SET GLOBAL read_only = 0;"),
                passes=True,
            )
        return _("takes writes")

    def check_version(self) -> str:
        (text,) = self.ask("SELECT VERSION()")
        kind = "MariaDB" if "MariaDB" in text else "MySQL"
        digits = text.split("-")[0].split(".")
        number = tuple(int(part) for part in digits if part.isdigit())
        least = LEAST_VERSIONS[kind]
        if number < least:
            raise Fell(
                _("The server is %(kind)s %(version)s; the shop needs %(least)s.")
                % {
                    "kind": kind,
                    "version": ".".join(digits),
                    "least": ".".join(map(str, least)),
                },
                _("Upgrade the server."),
            )
        return f"{kind} {'.'.join(digits)}"

    def check_clock(self) -> str:
        (there,) = self.ask("SELECT UTC_TIMESTAMP(6)")
        here = datetime.now(UTC).replace(tzinfo=None)
        return judge_clock((there - here).total_seconds())

    def check_slots(self) -> str:
        most = self.ask("SELECT @@GLOBAL.max_connections")[0]
        used = self.ask("SHOW GLOBAL STATUS LIKE 'Threads_connected'")[1]
        return judge_slots(int(most) - int(used))

    def check_extensions(self) -> str:
        return _("none needed")
