"""Progress of long work: a bar on a terminal, plain lines otherwise."""

import time
from collections.abc import Iterable, Iterator
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
STRIDE = 1000  # items between two looks at the clock
PAUSE = 5.0  # seconds between two plain lines


def track(
    items: Iterable[T], label: str, total: int | None, *, stream: TextIO
) -> Iterator[T]:
    """Yield the items and show on the stream how many are done.

    `total` is None where nobody knows it yet.
    """
    if stream.isatty():
        yield from _with_bar(items, label, total, stream)
    else:
        yield from _with_lines(items, label, total, stream)


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
