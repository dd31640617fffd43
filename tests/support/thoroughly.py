"""Which cases of a parametrized test every run asks, and which only `.ci/run` does."""

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def thorough_but(every_run: Collection[Any], cases: Iterable[Any]) -> list[Any]:
    """Return the cases, all but those of every run marked as `thorough`."""
    return [
        case if case in every_run else pytest.param(case, marks=pytest.mark.thorough)
        for case in cases
    ]
