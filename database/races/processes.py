"""The first steps of a process that starts anew, before Django is there.

It imports nothing that needs Django: what starts a process is read before anything is
set up in it.
"""

import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import django


def begin(line: Connection, *arguments: Any) -> None:
    """Set Django up, then run what comes first through the line.

    What comes is imported when it is read, and models exist by then.
    """
    # Ctrl-C reaches the whole group; the one who started this process ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["DB_POOL_MIN_SIZE"] = os.environ["DB_POOL_MAX_SIZE"] = "0"
    django.setup()
    work: Callable[..., None] = line.recv()
    work(line, *arguments)
