"""Checks of the data: what they ask, how they run, what they found."""

from database.consistency import generic, runs  # noqa: F401  their checks
from database.consistency.runner import register

__all__ = ["register"]
