"""A worker of the lane for operations whose runs note when they begin and end:
`python -m tests.concurrency.noting_worker FILE SECONDS_OF_A_RUN`.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from database.models import OutboxMessage  # noqa: E402
from database.ops.command import Result  # noqa: E402
from database.ops.operation import Operation, register  # noqa: E402
from database.runs import worker  # noqa: E402

FILE, SECONDS = Path(sys.argv[1]), float(sys.argv[2])
# Ten seconds instead of five minutes until a dead worker's message comes again.
OutboxMessage.LEASE = timedelta(seconds=10)


def note(word: str) -> None:
    """Write a line whole: several processes write to the file."""
    with FILE.open("ab", buffering=0) as file:
        file.write(f"{word} {os.getpid()} {time.time()}\n".encode())


def run(**options: Any) -> Result:
    note("begin")
    time.sleep(SECONDS)
    note("end")
    return Result(verdict="Well.")


register(
    Operation(name="noting", title="Noting", description="Notes.", run=run, long=True)
)
worker.PAUSE = 0.1
note("start")
call_command(
    "deliver_outbox", "--forever", "--lane", "ops", "--quiet", "--fail-on", "never"
)
