"""The rules of the tree that no linter knows, and that each of them can fail."""

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.support.tree import FLOORS, ROOT, imported, sources

TOP_LEVEL = {*FLOORS, "templates", "tests", "docs"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_VIEW = 40


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
    return [name for name in imported(source) if name.partition(".")[0] in higher]


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


def retrying(source: str) -> list[str]:
    """Return the public functions that run again on a conflict: all are services."""
    return [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and any("retry_on_conflict" in ast.unparse(d) for d in node.decorator_list)
    ]


def services() -> dict[str, Callable[..., Any]]:
    """Return what apps offer as services, and whatever runs again on a conflict."""
    found = {}
    for app in FLOORS:
        if (ROOT / app / "services").is_dir():
            offered = importlib.import_module(f"{app}.services")
            found |= {f"{app}.{n}": getattr(offered, n) for n in offered.__all__}
    for path in sources(*FLOORS):
        if names := retrying(path.read_text()):
            dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            module = importlib.import_module(dotted)
            found |= {f"{dotted}.{name}": getattr(module, name) for name in names}
    return found


def is_loose(service: Callable[..., Any]) -> bool:
    """Tell whether an argument may be given by its place, or has no type."""
    signature = inspect.signature(service)
    named = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
    parts = signature.parameters.values()
    types = [signature.return_annotation, *(part.annotation for part in parts)]
    return inspect.Signature.empty in types or any(p.kind not in named for p in parts)


def misnamed(
    named: list[tuple[str, str]], tables: Collection[str] | None = None
) -> list[str]:
    """Return the names that do not begin with their table, or with a part of its name.

    A part is taken only where `tables` are given, and it is the name of none of them.
    """
    wrong = []
    for table, name in named:
        app, _, model = table.partition("_")
        its_app, part = name.split("_")[:2]
        is_part = (
            tables is not None
            and its_app == app
            and part in model
            and f"{app}_{part}" not in tables
        )
        if not name.startswith(f"{table}_") and not is_part:
            wrong.append(name)
    return wrong


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
    found = services()

    assert "orders.place_order" in found
    assert "orders.life.expiring.expire_order" in found
    assert [name for name, service in found.items() if is_loose(service)] == []


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


def test_constraints_are_named_for_their_table():
    """In an error of a database the name is all there is: it has to say where."""
    named = [
        (model._meta.db_table, constraint.name)
        for app in FLOORS[:-1]
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    ]

    assert named
    assert misnamed(named) == []


def test_indexes_are_named_for_their_table():
    """In 30 characters: a part of the model's name may stand for it, if it is no other.

    Slow queries and the index report name an index alone.
    """
    tables = {
        model._meta.db_table
        for app in FLOORS[:-1]
        for model in apps.get_app_config(app).get_models()
    }
    named = [
        (model._meta.db_table, index.name)
        for app in FLOORS[:-1]
        for model in apps.get_app_config(app).get_models()
        for index in model._meta.indexes
    ]

    assert named
    assert misnamed(named, tables) == []


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

    assert imports_upwards("shop", source) == ["orders.models", "orders.models.Order"]
    assert imports_upwards("config", source) == []


def test_a_planted_upward_key_is_found():
    line = apps.get_model("orders", "Line")

    assert keys_upwards(line, "accounts") == ["order", "product"]


def test_a_planted_long_function_is_found():
    source = "def long():\n" + "    pass\n" * 60

    assert too_long(source, 60) == ["long"]


def test_a_planted_positional_service_is_found():
    def by_place(order: int) -> None: ...
    def untyped(*, order) -> None: ...
    def silent(*, order: int): ...
    def sound(*, order: int, **checkout: Any) -> None: ...

    planted = "@retry_on_conflict()\ndef pay(order):\n    pass\ndef other(): ...\n"
    assert retrying(planted) == ["pay"]
    assert list(map(is_loose, [by_place, untyped, silent, sound])) == [True] * 3 + [
        False
    ]


def test_a_planted_name_of_another_table_is_found():
    tables = {"orders_return", "orders_returnline", "orders_outboxmessage"}
    line, other = "orders_returnline", "orders_return_newest"

    assert misnamed([(line, other), (line, f"{line}_once")]) == [other]
    assert misnamed([(line, other)], tables) == [other]
    assert misnamed([("orders_outboxmessage", "orders_outbox_lane")], tables) == []
    assert misnamed([("orders_outboxmessage", "shop_outbox_lane")], tables) == [
        "shop_outbox_lane"
    ]


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
