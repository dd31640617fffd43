"""A mail server that accepts connections and says nothing, until it is healed."""

import re
import socket
from collections import Counter
from contextlib import suppress
from threading import Lock, Thread

_ANSWERS = {
    "EHLO": b"250 mail.example\r\n",
    "HELO": b"250 mail.example\r\n",
    "MAIL": b"250 fine\r\n",
    "RCPT": b"250 fine\r\n",
    "RSET": b"250 fine\r\n",
    "NOOP": b"250 fine\r\n",
    "QUIT": b"221 goodbye\r\n",
}


class MailServer:
    """Listens on a port of its own. `arrived` counts mails by their Message-ID."""

    def __init__(self) -> None:
        self.arrived: Counter[str] = Counter()
        self.asked = 0
        self._hangs = True
        self._lock = Lock()
        self._left_waiting: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        Thread(target=self._accept, name="mail server", daemon=True).start()

    def heal(self) -> None:
        """Answer from now on; who was left waiting is cut off."""
        with self._lock:
            self._hangs = False
            for connection in self._left_waiting:
                connection.close()

    def close(self) -> None:
        self.heal()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                with self._lock:
                    self.asked += 1
                    if self._hangs:
                        self._left_waiting.append(connection)
                        continue
                Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 mail.example\r\n")
            for line in lines:
                verb = line[:4].decode("ascii", "replace").strip().upper()
                if verb != "DATA":
                    connection.sendall(_ANSWERS.get(verb, b"500 what?\r\n"))
                    continue
                connection.sendall(b"354 go on\r\n")
                self._take(lines)
                connection.sendall(b"250 taken\r\n")

    def _take(self, lines) -> None:
        """Read a mail up to the dot, and count it."""
        letter = b""
        for line in lines:
            if line == b".\r\n":
                break
            letter += line
        name = re.search(rb"^message-id:\s*(\S+)", letter, re.IGNORECASE | re.MULTILINE)
        with self._lock:
            self.arrived[name[1].decode() if name else ""] += 1
