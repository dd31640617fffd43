"""Reading a page as a browser does."""

from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.found[str(given["name"])] = given.get("value") or ""


def hidden_fields(response: Any) -> dict[str, str]:
    """Return the hidden fields of a page, by name."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.found
