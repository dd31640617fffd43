"""Somebody with cookies who asks a server of this machine, at the least cost.

It shares the machine with what it measures, so it reads no more of an answer than it
has to, and opens a connection for each request as the usual web server in front does.
"""

import re
import socket
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

TIMEOUT = 60  # seconds for one answer
HOPS = 4
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
HIDDEN = re.compile(r"<input\b[^>]*\btype=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r"\b(name|value)=\"([^\"]*)\"")


class Failed(Exception):
    """A page did not answer as it should; the message is a sentence."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    path: str
    status: int
    head: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str:
        """Return the first header of this name, or nothing."""
        found = re.search(rf"(?im)^{re.escape(name)}:[ ]*(.*?)\r?$", self.head)
        return found[1] if found else ""

    def hidden(self, action: str) -> dict[str, str]:
        """Return the hidden fields of the page's form that leads to `action`."""
        for form in FORM.findall(self.text):
            if f'action="{action}"' in form:
                fields = (dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(form))
                return {
                    field["name"]: unescape(field.get("value", "")) for field in fields
                }
        raise Failed(f"{self.path} ({self.status}) has no form for {action}.")


class Visitor:
    """Asks 127.0.0.1 at this port, and keeps its cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})

    def get(self, path: str) -> Answer:
        """Read a page. Raises Failed for anything but 200."""
        return self._asked("GET", path, b"", (200,))

    def follow(self, path: str) -> list[Answer]:
        """Read a page, and what leads there: the page comes last."""
        answers = [self._asked("GET", path, b"", (200, 302))]
        while answers[-1].status == 302 and len(answers) < HOPS:
            path = answers[-1].header("Location")
            answers.append(self._asked("GET", path, b"", (200, 302)))
        return answers

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form. Raises Failed for anything but a redirect."""
        return self._asked("POST", path, urlencode(fields).encode(), (302,))

    def _asked(
        self, method: str, path: str, body: bytes, expected: tuple[int, ...]
    ) -> Answer:
        head, _line, rest = self._raw(method, path, body).partition(b"\r\n\r\n")
        lines = head.decode("latin-1")
        status = int(lines[9:12] or 0)
        if status not in expected:
            raise Failed(f"{method} {path} answered {status}, not {expected[0]}.")
        if "\nSet-Cookie:" in lines:
            for cookie in re.findall(r"\nSet-Cookie: ([^=]+)=([^;]*)", lines):
                self.cookies[cookie[0]] = cookie[1]
        return Answer(path, status, lines, rest)

    def _raw(self, method: str, path: str, body: bytes) -> bytes:
        lines = [f"{method} {path} HTTP/1.0", f"Host: 127.0.0.1:{self.port}"]
        lines += ["User-Agent: Mozilla/5.0 (X11; Linux) Bench/1", "Accept: text/html"]
        if self.cookies:
            pairs = (f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {'; '.join(pairs)}")
        if method == "POST":
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(body)}")
        request = "\r\n".join([*lines, "", ""]).encode() + body
        chunks = []
        try:
            address = ("127.0.0.1", self.port)
            with socket.create_connection(address, timeout=TIMEOUT) as line:
                line.sendall(request)
                while chunk := line.recv(262_144):
                    chunks.append(chunk)
        except OSError as error:
            raise Failed(f"{method} {path} got no answer: {error}.") from error
        if not chunks:
            raise Failed(f"{method} {path} got no answer: the server hung up.")
        return b"".join(chunks)
