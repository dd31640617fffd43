"""What the races share."""

import pytest

from database import transactions


@pytest.fixture
def deadlocks(monkeypatch) -> list[BaseException]:
    """Collect the deadlocks that a retry would hide."""
    seen = []
    is_conflict = transactions.is_conflict

    def watch(error: BaseException) -> bool:
        if transactions.is_deadlock(error):
            seen.append(error)
        return is_conflict(error)

    monkeypatch.setattr(transactions, "is_conflict", watch)
    return seen


@pytest.fixture
def rivals(vendor) -> int:
    """How many race: SQLite lets them in one after the other, so fewer will do."""
    return 4 if vendor == "sqlite" else 10
