"""The project's own source as trees, read once for all house rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "canvas_app"


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """All Python files below the named folders of the checkout, sorted."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(path for path in found if "__pycache__" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name(path: Path) -> str:
    """How a file is called in a message: from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def dotted(node: ast.AST) -> str:
    """`a.b.c` for an attribute or name, empty for any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (left := dotted(node.value)):
        return f"{left}.{node.attr}"
    return ""


def imported(module: ast.Module) -> Iterator[str]:
    """Every module imported absolutely anywhere in a file."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def calls(module: ast.Module) -> Iterator[ast.Call]:
    """Every call in a file."""
    yield from (node for node in ast.walk(module) if isinstance(node, ast.Call))


def decorators(module: ast.Module) -> Iterator[str]:
    """The decorators of a file's top-level functions and classes, without their arguments."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for mark in node.decorator_list:
                yield dotted(mark.func if isinstance(mark, ast.Call) else mark)


def undocumented(module: ast.Module) -> Iterator[str]:
    """Public functions, classes and methods without a docstring.

    Exempt are what a reader finds elsewhere: setters beside their property, overloads, and the event
    handlers and overrides of Qt, whose camelCase names are Qt's and documented there.
    """
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield node.name
            if isinstance(node, ast.ClassDef):
                yield from (f"{node.name}.{method}" for method in _bare_methods(node))


def _bare_methods(node: ast.ClassDef) -> Iterator[str]:
    for item in node.body:
        if not isinstance(item, ast.FunctionDef) or ast.get_docstring(item):
            continue
        marks = {dotted(mark).rpartition(".")[2] for mark in item.decorator_list}
        foreign = item.name != item.name.lower()
        if not (item.name.startswith("_") or foreign or marks & {"setter", "overload", "override"}):
            yield item.name
