"""The rooms of each app: their order, and that no two need each other."""

import re
import shutil
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support.tree import FLOORS, ROOT, imported

CONTRACTS = [
    "Apps: arrows one way",
    "Inside config",
    "Inside orders",
    "Inside shop",
    "Inside accounts",
    "Inside database",
]


def arrows(folder: Path, root: Path = ROOT) -> dict[str, set[str]]:
    """Return {room: rooms it imports} of a folder; a loose module counts as one."""
    dotted = ".".join(folder.relative_to(root).parts)
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*.py"):
        room = path.relative_to(folder).parts[0].removesuffix(".py")
        if room in {"migrations", "__init__"}:
            continue
        others = found.setdefault(room, set())
        for name in imported(path.read_text(), for_types=False):
            if name.startswith(f"{dotted}."):
                others.add(name.removeprefix(f"{dotted}.").split(".")[0])
        others.discard(room)
    return {room: others & set(found) for room, others in found.items()}


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of rooms that need each other, each sorted."""
    order = TopologicalSorter(graph)
    try:
        order.prepare()
    except CycleError as error:
        return [sorted(set(error.args[1]))]
    return []


@pytest.mark.parametrize("package", FLOORS)
def test_no_two_rooms_need_each_other(package):
    """Neither rooms of an app nor rooms or modules within a room."""
    inner = {path.parent for path in (ROOT / package).rglob("*/__init__.py")}
    found = {
        str(folder.relative_to(ROOT)): cycles(arrows(folder))
        for folder in {ROOT / package, *inner}
    }

    assert {folder: rooms for folder, rooms in found.items() if rooms} == {}


@pytest.mark.parametrize(
    ("package", "most"),
    [("database", 12), ("accounts", 9), ("shop", 12), ("orders", 10)],
)
def test_few_modules_lie_outside_the_rooms(package, most):
    loose = [path.name for path in (ROOT / package).glob("[!_]*.py")]

    assert len(loose) <= most, sorted(loose)


def test_planted_rooms_that_need_each_other_are_found(tmp_path):
    for room, other in (("mails", "models"), ("models", "mails")):
        (tmp_path / "shop" / room).mkdir(parents=True)
        planted = tmp_path / "shop" / room / "row.py"
        planted.write_text(f"from shop.{other} import row")

    assert cycles(arrows(tmp_path / "shop", tmp_path)) == [["mails", "models"]]


@pytest.fixture
def linted(tmp_path):
    """Return what plants files in a copy, and names the contracts that it breaks."""
    for folder in FLOORS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)

    def lint(planted):
        for name, source in planted.items():
            (tmp_path / name).write_text(source)
        linter = Path(sys.executable).with_name("lint-imports")
        done = subprocess.run(
            [linter, "--no-cache"], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 1
        return re.findall(r"^(.+) BROKEN$", done.stdout, re.MULTILINE)

    return lint


def test_import_linter_fails_on_a_planted_violation(linted):
    assert (
        linted(
            {
                "shop/money.py": "import orders.models\n",
                "config/logs.py": "import config.settings\n",
                "orders/status.py": "import orders.models\n",
                "shop/search.py": "import shop.views\n",
                "accounts/visits/risk.py": "import accounts.models\n",
                "database/registry.py": "import database.models\n",
            }
        )
        == CONTRACTS
    )


def test_import_linter_fails_on_a_room_that_no_contract_places(linted):
    planted = {f"{app}/planted.py": "" for app in FLOORS}

    assert linted(planted) == CONTRACTS[1:]
