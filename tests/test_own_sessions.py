"""What cannot be tried through PgBouncer is named where people read of it."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def reasons() -> set[str]:
    """Return why tests are left out: the text in each mark `own_session`."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text()
        if "own_session" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            is_mark = isinstance(node, ast.Call) and isinstance(
                node.func, ast.Attribute
            )
            if is_mark and node.func.attr == "own_session":
                found.add(ast.literal_eval(node.args[0]))
    return found


def test_every_reason_stands_in_the_documentation_and_no_other():
    lines = (ROOT / "docs" / "connections.md").read_text().splitlines()
    start = lines.index("| left out because | what it means for the shop |")
    rows = lines[start + 2 : lines.index("", start)]

    assert {row.split("|")[1].strip() for row in rows} == reasons()
