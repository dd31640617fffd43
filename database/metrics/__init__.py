"""What `/metrics` answers."""

from database.metrics import own, runs  # noqa: F401  their collectors
