"""Writing rows in a thread beside, while the next are made."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context

from django.db import connections

HandOver = Callable[[Callable[[], None]], None]


@contextmanager
def written_beside(*, using: str = "default") -> Iterator[HandOver]:
    """Give a function that hands a piece of writing to a thread beside.

    The thread writes on this thread's connection, and so in its transaction, which
    nothing else may use in the block. One piece waits for the one before: handing over
    raises what went wrong there, as does the end of the block. An error in the block,
    or Ctrl-C, waits until the thread has let go of the connection.
    """
    connection = connections[using]
    last: Future[None] | None = None

    def write(piece: Callable[[], None]) -> None:
        # Connections belong to threads: here this one stands for the thread's own.
        connections[using] = connection
        try:
            piece()
        finally:
            del connections[using]

    def hand_over(piece: Callable[[], None]) -> None:
        nonlocal last
        if last:
            last.result()
        last = thread.submit(copy_context().run, write, piece)

    connection.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="writer") as thread:
            yield hand_over
            if last:
                last.result()
    finally:
        connection.dec_thread_sharing()
