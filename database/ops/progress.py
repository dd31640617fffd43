"""Progress of long work: a bar on a terminal, plain lines otherwise.

Work says how far it is by `tell()` or `track()`, without knowing who listens: the
terminal of a command, the row of a run.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

T = TypeVar("T")
# What the work is at, how much of it is done, and of how much.
Listener = Callable[[str, int, int | None], None]
STRIDE = 1000  # items between two looks at the clock
PAUSE = 5.0  # seconds between two plain lines
TOLD = 1.0  # seconds between two words to listeners
_listeners: ContextVar[tuple[Listener, ...]] = ContextVar("listeners", default=())
_stream: ContextVar[TextIO | None] = ContextVar("stream", default=None)


def tell(label: str, done: int, total: int | None = None) -> None:
    """Say to whoever listens how far the work is."""
    for listener in _listeners.get():
        listener(label, done, total)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let the listener hear what the work in this block tells."""
    token = _listeners.set((*_listeners.get(), listener))
    try:
        yield
    finally:
        _listeners.reset(token)


@contextmanager
def shown_on(stream: TextIO) -> Iterator[None]:
    """Let `track()` in this block show its progress on the stream."""
    token = _stream.set(stream)
    try:
        yield
    finally:
        _stream.reset(token)


def track(
    items: Iterable[T],
    label: str,
    total: int | None,
    *,
    stream: TextIO | None = None,
) -> Iterator[T]:
    """Yield the items and show how many are done: on the stream, and to listeners.

    `total` is None if nobody knows it yet. Without a stream it is the one that
    `shown_on()` names, if any.
    """
    stream = stream or _stream.get()
    items = _telling(items, label, total)
    if stream is None:
        yield from items
    elif stream.isatty():
        yield from _with_bar(items, label, total, stream)
    else:
        yield from _with_lines(items, label, total, stream)


def _telling(items: Iterable[T], label: str, total: int | None) -> Iterator[T]:
    told = time.monotonic() - TOLD
    for count, item in enumerate(items):
        if time.monotonic() - told >= TOLD:
            told = time.monotonic()
            tell(label, count, total)
        yield item


def _with_bar(
    items: Iterable[T], label: str, total: int | None, stream: TextIO
) -> Iterator[T]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(file=stream)) as progress:
        task = progress.add_task(label, total=total)
        count = 0
        for count, item in enumerate(items, start=1):
            yield item
            if count % STRIDE == 0:
                progress.update(task, completed=count)
        progress.update(task, completed=count, total=count)


def _with_lines(
    items: Iterable[T], label: str, total: int | None, stream: TextIO
) -> Iterator[T]:
    of = f" of {total:,}" if total else ""
    count, spoken = 0, time.monotonic()
    for count, item in enumerate(items, start=1):
        yield item
        if count % STRIDE == 0 and time.monotonic() - spoken >= PAUSE:
            spoken = time.monotonic()
            stream.write(f"{label}: {count:,}{of}\n")
    stream.write(f"{label}: {count:,}, done\n")
