"""What a table can be refused for. The sentences are fit for people."""

from database.errors import KontorError


class UnreadableSheet(KontorError):
    """The file as a whole cannot be read."""


class UnreadableCell(KontorError):
    """One cell cannot be read; the sentence quotes it, the caller knows its line."""


def shown(text: str, most: int = 40) -> str:
    """Return a cell as a sentence quotes it: on one line, and not too long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[:most]}…"
