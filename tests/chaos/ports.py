"""A port that nobody listens on."""

import random
import socket

# Below those that the system gives to clients: while the database is stopped, one of
# its own clients would take its port.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """Return a port that this machine can listen on."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
