"""Which database serves a query: asked by Django for each one."""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from database.replicas.reads import current_reads

# A session that was ended must not come back from a replica that has not heard of it.
ALWAYS_PRIMARY = {"sessions.session"}


class ReplicaRouter:
    """Reads of requests and jobs go where they may; everything else to the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        reads = current_reads()
        if reads is None or model._meta.label_lower in ALWAYS_PRIMARY:
            return DEFAULT_DB_ALIAS
        return reads.place()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Rows of primary and replica are the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db not in settings.REPLICAS
