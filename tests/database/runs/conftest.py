"""An operation whose every step a test decides."""

from collections.abc import Callable

import pytest

from database.ops.command import Result
from database.ops.operation import Operation, Option, operations


def well(**options: object) -> Result:
    return Result(verdict="Well.")


@pytest.fixture
def operate(monkeypatch) -> Callable[..., Operation]:
    """Give `operate(run)`, which registers it as `planted` for this test only.

    Without a function the operation does nothing and says that all is well.
    """
    operations.load()

    def add(run: Callable[..., Result] = well, **more: object) -> Operation:
        entry = Operation(
            name="planted",
            title="Planted",
            description="A planted operation.",
            run=run,
            options=(Option("size", label="Size", help="A number.", kind=int),),
            **{"long": True, **more},
        )
        monkeypatch.setitem(operations._items, "planted", entry)
        return entry

    return add
