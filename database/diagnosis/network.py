"""The rungs below the database: its name, its port. Each has a limit of its own."""

import socket
from pathlib import Path
from threading import Thread
from typing import Any

from django.utils.translation import gettext as _

from database.diagnosis.ladder import Fell, Ladder

NAME_TIMEOUT = 1.5  # seconds
PORT_TIMEOUT = 1.0
MOST_SKEW = 5.0  # seconds
FEWEST_SLOTS = 3

Address = tuple[Any, ...]


def resolve(host: str, port: int) -> list[Address]:
    """Return the addresses of a host. Raises Fell after 1.5 s or where none is known.

    A resolver knows no time limit, so it works in a thread that is left behind.
    """
    found: list[Any] = []

    def look_up() -> None:
        try:
            found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    thread = Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(NAME_TIMEOUT)
    if not found:
        raise Fell(
            _("Looking up the host %(host)s got no answer within %(s)s s.")
            % {"host": host, "s": NAME_TIMEOUT},
            _("Check this machine's name servers (/etc/resolv.conf)."),
            passes=True,
        )
    if isinstance(found[0], Exception):
        raise Fell(
            _("The host name %(host)s is unknown.") % {"host": host},
            _("Correct the host in DATABASE_URL, or add it to DNS."),
            passes=True,
        )
    return [(family, address) for family, _type, _proto, _name, address in found[0]]


def connect(addresses: list[Address], port: int) -> socket.socket:
    """Return a socket to the first address that answers, or raise Fell."""
    refused = False
    for family, address in addresses:
        line = socket.socket(family, socket.SOCK_STREAM)
        line.settimeout(PORT_TIMEOUT / len(addresses))
        try:
            line.connect(address)
        except OSError as error:
            line.close()
            refused = refused or isinstance(error, ConnectionRefusedError)
        else:
            line.settimeout(PORT_TIMEOUT)
            return line
    place = {"port": port}
    if refused:
        raise Fell(
            _("Nothing listens on port %(port)d there.") % place,
            _("Start the database server, or correct the port in DATABASE_URL."),
            passes=True,
        )
    raise Fell(
        _("Port %(port)d does not answer: there is a firewall, or the host is down.")
        % place,
        _("Open the port for this machine, or start the host."),
        passes=True,
    )


def connect_to_file(path: Path) -> socket.socket:
    """Return a socket to the server behind a file, or raise Fell."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(PORT_TIMEOUT)
    try:
        line.connect(str(path))
    except OSError as error:
        line.close()
        raise Fell(
            _("There is no server behind the socket %(path)s (%(why)s).")
            % {"path": path, "why": error.strerror or type(error).__name__},
            _("Start the database server, or correct the folder in DATABASE_URL."),
            passes=True,
        ) from error
    return line


class ServerLadder(Ladder):
    """The rungs of a database that is a server."""

    rungs = (
        "url",
        "dns",
        "tcp",
        "tls",
        "auth",
        "database",
        "role",
        "version",
        "clock",
        "slots",
        "extensions",
        "migrations",
    )
    reaching = ("url", "dns", "tcp", "tls", "auth", "database", "role")
    scheme = ""
    default_host = ""
    default_port = 0

    def __init__(self, entry: dict[str, Any], *, is_replica: bool = False) -> None:
        super().__init__(entry, is_replica=is_replica)
        self.port = int(entry["PORT"] or self.default_port)
        self.host = entry["HOST"] or self.default_host
        self.is_file = self.host.startswith("/")
        self.addresses: list[Address] = []
        self.line: socket.socket | None = None

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
        super().close()

    def check_url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}/{self.entry['NAME']}"

    def check_dns(self) -> str:
        if self.is_file:
            return _("a socket of this machine")
        self.addresses = resolve(self.host, self.port)
        return str(self.addresses[0][1][0])

    def check_tcp(self) -> str:
        if self.is_file:
            self.line = connect_to_file(self.socket_path())
            return str(self.socket_path())
        self.line = connect(self.addresses, self.port)
        return _("port %(port)d answers") % {"port": self.port}

    def socket_path(self) -> Path:
        """Return the file behind which the server listens, where the host is one."""
        return Path(self.host)


def judge_clock(skew: float) -> str:
    """Return the difference of the clocks in words, or raise Fell beyond 5 s."""
    if abs(skew) > MOST_SKEW:
        raise Fell(
            _("The server's clock differs from this machine's by %(skew)+.0f s.")
            % {"skew": skew},
            _("Synchronise both with NTP (timedatectl set-ntp true)."),
        )
    return f"{skew:+.3f} s"


def judge_slots(free: int) -> str:
    """Return how many connections are free, or raise Fell where hardly one is."""
    if free < FEWEST_SLOTS:
        raise Fell(
            _("Only %(free)d connections are free on the server.") % {"free": free},
            _(
                "See who is using them with manage.py pool_report; lower "
                "DB_POOL_MAX_SIZE or the number of workers, or raise "
                "max_connections."
            ),
        )
    return _("%(free)d free") % {"free": free}
