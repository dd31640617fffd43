"""Drawings by name."""

from collections.abc import Callable
from typing import Any, NamedTuple

Draw = Callable[..., Any]


class Entry(NamedTuple):
    """A drawing: what it stands on, how large it is drawn, and who draws it."""

    stage: str
    zoom: float
    function: Draw


_drawings: dict[str, Entry] = {}


def drawing(stage: str = "shelf", zoom: float = 1) -> Callable[[Draw], Draw]:
    """Enter a function under its own name, with its stage and how large it is drawn.

    Raises ValueError when the name is taken.
    """

    def enter(function: Draw) -> Draw:
        name = function.__name__
        if name in _drawings:
            raise ValueError(f"Two drawings are called {name!r}.")
        _drawings[name] = Entry(stage, zoom, function)
        return function

    return enter


def find(name: str) -> Entry:
    """Return a drawing by name; KeyError when there is none."""
    return _drawings[name]


def names() -> list[str]:
    """Return the names of all drawings."""
    return sorted(_drawings)
