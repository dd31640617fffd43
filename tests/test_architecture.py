"""The rules of the tree that no linter knows, and that each of them can fail."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["database", "accounts", "shop", "orders", "config"]  # lowest first
TOP_LEVEL = {*FLOORS, "templates", "tests", "docs"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_VIEW = 40


def sources(*folders: str) -> list[Path]:
    """Return our Python files, migrations left out: those are written by a machine."""
    return sorted(
        path
        for folder in folders or (*FLOORS, "tests")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def too_long(source: str, most: int) -> list[str]:
    return [
        node.name
        for node in functions(ast.parse(source))
        if node.end_lineno - node.lineno + 1 > most
    ]


def imports_upwards(package: str, source: str) -> list[str]:
    """Return the modules that a file of `package` imports from a higher floor."""
    higher = {*FLOORS[FLOORS.index(package) + 1 :], "tests"}
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return [name for name in names if name.partition(".")[0] in higher]


def keys_upwards(model: type[models.Model], app_label: str) -> list[str]:
    """Return the foreign keys that point to a higher floor; the user may be named."""
    higher = FLOORS[FLOORS.index(app_label) + 1 :]
    return [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label in higher
        and field.related_model._meta.label != "accounts.User"
    ]


def loose_signatures(source: str) -> list[str]:
    """Return public functions whose arguments are not keyword-only or not typed."""
    loose = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        if not any("retry_on_conflict" in ast.unparse(d) for d in node.decorator_list):
            continue
        untyped = any(argument.annotation is None for argument in node.args.kwonlyargs)
        if node.args.args or untyped or node.returns is None:
            loose.append(node.name)
    return loose


def writes_rows(source: str) -> list[str]:
    """Return calls that write rows, which belong into services and models."""
    verbs = {"create", "save", "update", "delete", "bulk_create", "get_or_create"}
    return [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in verbs
        and "objects" in ast.unparse(node.func)
    ]


def test_files_and_functions_are_short():
    long = {}
    for path in sources():
        source = path.read_text()
        found = too_long(source, LONGEST_FUNCTION)
        if len(source.splitlines()) > LONGEST_FILE or found:
            long[str(path.relative_to(ROOT))] = found

    assert long == {}


@pytest.mark.parametrize("package", FLOORS)
def test_imports_point_downwards(package):
    upwards = {
        str(path): imports_upwards(package, path.read_text())
        for path in sources(package)
    }

    assert {path: names for path, names in upwards.items() if names} == {}


@pytest.mark.parametrize("package", FLOORS[:-1])
def test_foreign_keys_point_downwards(package):
    owned = apps.get_app_config(package).get_models()

    assert {model: keys_upwards(model, package) for model in owned} == {
        model: [] for model in apps.get_app_config(package).get_models()
    }


def test_public_services_are_keyword_only_and_typed():
    loose = {
        str(path): loose_signatures(path.read_text())
        for path in sources()
        if "services" in path.parts
    }

    assert loose
    assert {path: names for path, names in loose.items() if names} == {}


def test_views_and_commands_write_no_rows():
    paths = [
        path
        for path in sources(*FLOORS)
        if "views" in path.parts or path.name == "views.py" or "commands" in path.parts
    ]

    assert paths
    assert {
        p.name: writes_rows(p.read_text()) for p in paths if writes_rows(p.read_text())
    } == {}


def test_views_are_short():
    paths = [p for p in sources(*FLOORS) if "views" in p.parts or p.name == "views.py"]

    assert [too_long(path.read_text(), LONGEST_VIEW) for path in paths] == [[]] * len(
        paths
    )


def test_constraints_and_indexes_are_named_for_what_they_guard():
    names = [
        (model._meta.db_table, rule.name)
        for app in FLOORS[:-1]
        for model in apps.get_app_config(app).get_models()
        for rule in (*model._meta.constraints, *model._meta.indexes)
    ]

    loose = [name for table, name in names if name.split("_")[0] != table.split("_")[0]]
    assert names
    assert loose == []


def test_the_top_level_holds_what_the_card_names():
    folders = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir() and not path.name.startswith((".", "_"))
    }

    assert folders - {"media", "staticfiles", "var"} == TOP_LEVEL


# --- each rule fails on a planted violation -----------------------------------------


def test_a_planted_upward_import_is_found():
    source = "from orders.models import Order\n"

    assert imports_upwards("shop", source) == ["orders.models"]
    assert imports_upwards("config", source) == []


def test_a_planted_upward_key_is_found():
    line = apps.get_model("orders", "Line")

    assert keys_upwards(line, "accounts") == ["order", "product"]


def test_a_planted_long_function_is_found():
    source = "def long():\n" + "    pass\n" * 60

    assert too_long(source, 60) == ["long"]


def test_a_planted_positional_service_is_found():
    source = "@retry_on_conflict()\ndef pay(order, *, amount):\n    pass\n"

    assert loose_signatures(source) == ["pay"]


def test_a_planted_write_in_a_view_is_found():
    source = "def view(request):\n    Order.objects.create(number=1)\n"

    assert writes_rows(source) == ["Order.objects.create"]


def broken_tags(source: str) -> list[int]:
    """Return the lines on which a tag has no name: browsers show it as text."""
    return [
        number
        for number, line in enumerate(source.splitlines(), start=1)
        if re.search(r"</?(\s|$)", re.sub(r"{%.*?%}", "", line))
    ]


def test_no_tag_is_torn_from_its_name():
    torn = {
        str(path.relative_to(ROOT)): broken_tags(path.read_text())
        for path in (ROOT / "templates").rglob("*.html")
    }

    assert {name: lines for name, lines in torn.items() if lines} == {}


def test_a_planted_torn_tag_is_found():
    assert broken_tags('<p>\n<\na class="x">\n</\na>\n') == [2, 4]


def test_import_linter_fails_on_a_planted_violation(tmp_path):
    """Run the linter on a copy in which each contract is broken once."""
    for folder in FLOORS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "shop" / "planted.py").write_text("import orders.models\n")
    (tmp_path / "orders" / "status.py").write_text("import orders.models\n")
    (tmp_path / "shop" / "search.py").write_text("import shop.services\n")
    (tmp_path / "accounts" / "risk.py").write_text("import accounts.models\n")

    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"], cwd=tmp_path, capture_output=True, text=True
    )

    assert done.returncode == 1
    broken = re.findall(r"^(.+) BROKEN$", done.stdout, re.MULTILINE)
    assert broken == [
        "Apps: arrows one way",
        "Inside orders",
        "Inside shop",
        "Inside accounts",
    ]
