"""Makes the small changes: mutmut's operators and three of our own, one at a time.

Left alone: what people read (texts inside `_()`, operation logs, docstrings), types,
decorators, and the bodies of classes, which the migrations' own check holds.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst import matchers
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import deep_replace
from mutmut.mutation.mutators import mutation_operators

TEXTS = ("_", "gettext", "ngettext", "gettext_lazy", "log_operation", "TypeVar")
OTHER_WAY = {
    "min": "max",
    "max": "min",
    "ROUND_HALF_UP": "ROUND_HALF_EVEN",
    "any": "all",
    "all": "any",
}


@dataclass(frozen=True)
class Mutant:
    """One small change: the lines that were and are now, and all of the new source."""

    file: str
    # The function's qualified name, or the name that the module gives a value.
    owner: str
    is_function: bool
    line: int
    was: str
    now: str
    source: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.file, self.owner, self.was, self.now


def mutants_of(file: str) -> list[Mutant]:
    """Return every change of the file that is not text, in the order of its lines."""
    before = Path(file).read_text()
    wrapper = MetadataWrapper(cst.parse_module(before))
    visitor = _Visitor()
    wrapper.visit(visitor)
    found: dict[str, Mutant] = {}
    for change in visitor.changes:
        after = deep_replace(wrapper.module, change.old, change.new)
        source = after.code  # type: ignore[union-attr]
        if source in found or not _compiles(source):
            continue
        line, was, now = _difference(before, source)
        mutant = Mutant(file, change.owner, change.is_function, line, was, now, source)
        found[source] = mutant
    return list(found.values())


@dataclass
class _Change:
    old: cst.CSTNode
    new: cst.CSTNode
    owner: str
    is_function: bool


class _Visitor(cst.CSTVisitor):
    """Walks through a module; what is inside a function belongs to that function."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[_Change] = []
        self._classes: list[str] = []
        self._functions: list[str] = []
        self._value = ""

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_left_alone(node):
            return False
        if isinstance(node, cst.ClassDef):
            self._classes.append(node.name.value)
        elif isinstance(node, cst.FunctionDef):
            self._functions.append(node.name.value)
        elif not self._functions and not self._classes and _named(node):
            self._value = _named(node)
        if self._functions or self._value:
            self._change(node)
        return True

    def on_leave(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.ClassDef) and self._classes:
            self._classes.pop()
        elif isinstance(node, cst.FunctionDef):
            self._functions.pop()
        elif not self._functions and _named(node):
            self._value = ""

    def _change(self, node: cst.CSTNode) -> None:
        owner = ".".join([*self._classes, *self._functions[:1]])
        for new in (*_theirs(node), *_ours(node)):
            self.changes.append(
                _Change(node, new, owner or self._value, bool(self._functions))
            )


def _named(node: cst.CSTNode) -> str:
    """Return the name that an assignment gives, "" where it gives none."""
    if isinstance(node, cst.Assign):
        target = node.targets[0].target
    elif isinstance(node, cst.AnnAssign):
        target = node.target
    else:
        return ""
    is_plain = isinstance(target, cst.Name) and not target.value.startswith("__")
    return target.value if is_plain else ""


def _is_left_alone(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom):
        return True
    if isinstance(node, cst.Param) and node.default:
        return True
    return _is_text(node)


def _is_text(node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Name):
        return False
    return node.func.value in TEXTS


def _theirs(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield mutmut's changes of the node, of a string the first."""
    for kind, operator in mutation_operators:
        if not isinstance(node, kind):
            continue
        found: Iterable[cst.CSTNode] = operator(node)
        if isinstance(node, cst.SimpleString):
            found = list(found)[:1]
        elif isinstance(node, cst.Call):
            found = [one for one in found if not _drops_a_text(node, one)]
        yield from found


def _drops_a_text(before: cst.Call, after: cst.CSTNode) -> bool:
    """Tell whether a change of arguments leaves out what people read."""
    kept = after.args if isinstance(after, cst.Call) else ()
    gone = [one for one in before.args if not any(one is other for other in kept)]
    return any(matchers.findall(one, matchers.Call(func=_A_TEXT)) for one in gone)


_A_TEXT = matchers.OneOf(*(matchers.Name(name) for name in TEXTS))


_JOINED = cst.Add | cst.Subtract | cst.BitOr | cst.BitAnd | cst.Or | cst.And


def _ours(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield a side of a sum or a condition alone, and names turned the other way."""
    if isinstance(node, cst.BooleanOperation | cst.BinaryOperation) and isinstance(
        node.operator, _JOINED
    ):
        yield from (_bracketed(node.left), _bracketed(node.right))
    elif isinstance(node, cst.Name) and node.value in OTHER_WAY:
        yield node.with_changes(value=OTHER_WAY[node.value])


def _bracketed(node: cst.BaseExpression) -> cst.BaseExpression:
    if node.lpar or isinstance(node, cst.Name | cst.Attribute | cst.Call):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _difference(before: str, after: str) -> tuple[int, str, str]:
    """Return the first line that changed, and the lines that were and are now."""
    old, new = before.splitlines(), after.splitlines()
    parts = [
        part
        for part in difflib.SequenceMatcher(None, old, new, False).get_opcodes()
        if part[0] != "equal"
    ]
    first, last = parts[0], parts[-1]
    was = " ".join(line.strip() for line in old[first[1] : last[2]])
    now = " ".join(line.strip() for line in new[first[3] : last[4]])
    return first[1] + 1, was, now
