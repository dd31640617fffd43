"""`import_orders --credit-notes FILE`, killed between the orders of a batch and their
lines: `python -m tests.concurrency.dying_import FILE [--without-transaction]`.
"""

import os
import signal
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from database.rows import bulk  # noqa: E402
from orders.importing import running  # noqa: E402
from orders.models import Line  # noqa: E402

SECOND_BATCH = 2
insert = bulk.insert
batches: list[Any] = []


def insert_or_die(model: Any, *arguments: Any, **options: Any) -> None:
    """Die where the second batch has its orders and wants their lines."""
    if model is Line:
        batches.append(model)
        if len(batches) == SECOND_BATCH:
            os.kill(os.getpid(), signal.SIGKILL)
    insert(model, *arguments, **options)


bulk.insert = insert_or_die
if "--without-transaction" in sys.argv:
    running.write_batch = running.write_batch.__wrapped__
call_command("import_orders", sys.argv[1], "--credit-notes", "--quiet")
