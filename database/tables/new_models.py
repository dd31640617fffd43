"""Lets `migrate` render a new model alone: half of its work on a new database.

While migrations run, Django keeps a class for each model as it was at that point. To
add a model it makes anew all that are related to it, by however many steps: nearly
all, as most of a shop is related to its users. But nothing was related to a new model
before, so its own class is all that is needed until something else is changed. Before
that happens every class is made again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState

Change = Callable[..., Any]


@contextmanager
def rendered_alone() -> Iterator[None]:
    """Render new models alone within the block."""
    others = ("reload_model", "reload_models", "remove_model")
    before: dict[str, Change] = {
        name: getattr(ProjectState, name) for name in ("add_model", "clone", *others)
    }
    after = {name: _all_rendered_before(before[name]) for name in others}
    after["add_model"] = _add(before["add_model"])
    after["clone"] = _clone(before["clone"])
    try:
        for name, change in after.items():
            setattr(ProjectState, name, change)
        yield
    finally:
        for name, change in before.items():
            setattr(ProjectState, name, change)


def _add(add_model: Change) -> Change:
    def add(state: ProjectState, model_state: Any) -> None:
        apps = state.__dict__.pop("apps", None)
        add_model(state, model_state)
        if apps is not None:
            apps.render_multiple([model_state])
            state.__dict__.update(apps=apps, lacks_relations=True)

    return add


def _clone(clone: Change) -> Change:
    """Return what copies a state; the copy renders all if somebody asks it for them."""

    def cloned(state: ProjectState) -> ProjectState:
        copy = clone(state)
        if "lacks_relations" in state.__dict__:
            copy.__dict__.pop("apps", None)
        return copy

    return cloned


def _all_rendered_before(change: Change) -> Change:
    def changed(state: ProjectState, *args: Any, **options: Any) -> None:
        if state.__dict__.pop("lacks_relations", False):
            state.__dict__.pop("apps", None)
        change(state, *args, **options)

    return changed
