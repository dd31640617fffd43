"""Puts a change into the running program, in a child that goes away with it."""

import ast
import functools
import importlib
import sys
import types
from typing import Any

from tests.mutants.generating import Mutant


def swap(mutant: Mutant) -> None:
    """Make the program the mutant. Whoever imported the function or value sees it."""
    module = importlib.import_module(mutant.file.removesuffix(".py").replace("/", "."))
    if mutant.is_function:
        function = function_of(module, mutant.owner)
        code = compile(mutant.source, module.__file__ or mutant.file, "exec")
        function.__code__ = _find(code, mutant.owner)
        return
    for name, new in _values(mutant, module).items():
        old = vars(module)[name]
        for other in list(sys.modules.values()):
            if getattr(other, "__dict__", {}).get(name) is old:
                setattr(other, name, new)


def function_of(module: Any, name: str) -> types.FunctionType:
    """Return the function of that name below properties and decorators."""
    found = module
    for part in name.split("."):
        found = vars(found)[part]
    if isinstance(found, property):
        found = found.fget
    elif isinstance(found, functools.cached_property):
        found = found.func
    elif isinstance(found, classmethod | staticmethod):
        found = found.__func__
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    return found


def _find(code: types.CodeType, name: str) -> types.CodeType:
    inner = [one for one in code.co_consts if isinstance(one, types.CodeType)]
    for one in inner:
        if one.co_qualname == name:
            return one
        if name.startswith(f"{one.co_qualname}."):
            return _find(one, name)
    raise LookupError(name)


def _values(mutant: Mutant, module: Any) -> dict[str, Any]:
    """Return the value that the changed module gives the name, and what follows."""
    tree = ast.parse(mutant.source)
    namespace, changed = dict(vars(module)), set[str]()
    for statement in tree.body:
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        name = getattr(targets[0], "id", "")
        read = {one.id for one in ast.walk(statement) if isinstance(one, ast.Name)}
        if name and (name == mutant.owner or read & changed):
            tree.body = [statement]
            exec(compile(tree, mutant.file, "exec"), namespace)
            changed.add(name)
    return {name: namespace[name] for name in changed}
