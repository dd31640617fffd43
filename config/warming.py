"""What a web worker does before its first request, so that none has to wait for it."""

import gc
from pathlib import Path

from django.template import engines
from django.template.loader import get_template
from django.urls import get_resolver


def warm_up() -> None:
    """Read all addresses and compile all templates, then keep the collector off them.

    The 190,000 objects of a loaded shop live as long as the worker. Without `freeze`
    each full collection walks through them all, 0.1 s in which no thread answers.
    """
    _addresses = get_resolver().reverse_dict  # reading it builds it
    for name in template_names():
        get_template(name)
    gc.collect()
    gc.freeze()


def template_names() -> list[str]:
    """Return the names of the shop's own templates."""
    folders = [Path(folder) for folder in engines["django"].dirs]
    return sorted(
        path.relative_to(folder).as_posix()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    )
