"""The project's own files, and what each imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["database", "accounts", "shop", "orders", "config"]  # lowest first


def sources(*folders: str) -> list[Path]:
    """Return our Python files, migrations left out: those are written by a machine."""
    return sorted(
        path
        for folder in folders or (*FLOORS, "tests")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def imported(source: str, *, for_types: bool = True) -> Iterator[str]:
    """Yield the modules and names that a file imports, also where it does so late."""
    tree = ast.parse(source)
    if not for_types:
        tree.body = [one for one in tree.body if not _is_for_types(one)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
