"""Locks for rules that more than one row decides."""

from typing import Any

from django.db.models import QuerySet


def lock_in_order(rows: QuerySet) -> list[Any]:
    """Lock rows until the transaction ends, and return them as they are now.

    In the order of their keys, so that two who lock the same rows queue, not deadlock.
    """
    return list(rows.select_for_update().order_by("pk"))
