"""Room for the frames of a deep call, in one piece of memory.

CPython keeps the frames of Python functions in chunks of 16 KB. It asks the kernel for
one when a call passes the border of the last, and gives it back when that call returns
(`push_chunk` and `_PyThreadState_PopFrame` in `Python/pystate.c`, since 3.11). A page
whose templates are rendered at such a border asks and gives back at every call: 1,000
page faults a page were measured, and a third of its time was spent in the kernel.

A frame that wants more than a chunk holds gets a larger one, the next power of two. So
one function outside of everything, whose frame asks for 256 KB and touches none of it,
gets 512 KB: the other half is room for all that it calls, more than Python's limit of
recursion lets frames fill. Memory that nobody touches costs nothing.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

ROOM = 256 * 1024  # bytes
_POINTER = 8  # bytes: what one place of a frame's stack takes


def in_one_chunk(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function with room for whatever it calls."""

    def call(*args: Any, **kwargs: Any) -> R:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=ROOM // _POINTER)
    return call
