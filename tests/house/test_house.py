"""House rules that no linter knows: sizes, names, banned calls, docstrings, one thing a file."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from .source import (
    PACKAGE,
    ROOT,
    calls,
    decorators,
    dotted,
    imported,
    name,
    python_files,
    tree,
    undocumented,
)

LONGEST = 400
LONGER_WITH_REASON: dict[str, str] = {}  # file -> why it may be longer
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib"}
UNSAFE_CALLS = {"eval", "exec", "torch.load", "torch.save", "torch.manual_seed", "np.random.seed"}
CROSSINGS = {"QThread", "invokeMethod", "QueuedConnection", "processEvents", "moveToThread"}
CROSSING = "canvas_app/gui/main_thread.py"


def test_no_file_is_long() -> None:
    """A file answers one question; past 400 lines it answers two."""
    lengths = {
        name(p): len(p.read_text().splitlines())
        for p in python_files("canvas_app", "tests", "packaging")
    }
    long = {
        file: n for file, n in lengths.items() if n > LONGEST and file not in LONGER_WITH_REASON
    }
    assert long == {}


def test_the_list_of_long_files_is_current() -> None:
    """No excuse outlives its file."""
    assert [file for file in LONGER_WITH_REASON if not (ROOT / file).exists()] == []


def test_a_name_says_what_is_in_the_room() -> None:
    """No file or folder is called utils or the like."""
    vague = [name(p) for p in python_files("canvas_app") if VAGUE & {p.stem, p.parent.name}]
    assert vague == []


def test_files_never_execute() -> None:
    """No pickle and its kin, no eval, no torch.load: opening a file runs nothing from it."""
    for path in python_files("canvas_app"):
        found = {module.partition(".")[0] for module in imported(tree(path))} & UNSAFE_MODULES
        found |= {dotted(call.func) for call in calls(tree(path))} & UNSAFE_CALLS
        assert found == set(), name(path)


def test_no_array_file_may_hold_objects() -> None:
    """numpy.load unpickles when told to; nobody tells it to."""
    for path in python_files("canvas_app"):
        for call in calls(tree(path)):
            allowed = [k for k in call.keywords if k.arg == "allow_pickle"]
            assert all(isinstance(k.value, ast.Constant) and not k.value.value for k in allowed), (
                name(path)
            )


def test_one_crossing_to_the_main_thread() -> None:
    """Only gui/main_thread.py knows how closures reach the thread of the window."""
    for path in python_files("canvas_app"):
        if name(path) == CROSSING:
            continue
        words = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        words |= {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
        assert words & CROSSINGS == set(), name(path)


def test_every_module_says_what_it_is() -> None:
    """The first line of each file tells what the room is for."""
    silent = [
        name(p) for p in python_files("canvas_app", "packaging") if not ast.get_docstring(tree(p))
    ]
    assert silent == []


def test_everything_public_is_documented() -> None:
    """Public functions, classes and methods open with a claim."""
    bare = {name(p): list(undocumented(tree(p))) for p in python_files("canvas_app", "packaging")}
    assert {file: names for file, names in bare.items() if names} == {}


@pytest.mark.parametrize(
    ("folder", "decorator"),
    [
        ("engine/families", "family"),
        ("io/exporters", "exporter"),
        ("io/films", "film_format"),
        ("gui/panels", "panel"),
    ],
)
def test_each_file_of_a_registry_registers_one_thing(folder: str, decorator: str) -> None:
    """To add one is to add a file; a file there that adds none is lost."""
    files = [p for p in (PACKAGE / folder).glob("*.py") if p.stem != "__init__"]
    assert files, f"canvas_app/{folder} is empty"
    counts = {p.stem: list(decorators(tree(p))).count(decorator) for p in files}
    assert {stem: n for stem, n in counts.items() if n != 1} == {}


def test_tests_of_lower_rooms_know_no_qt() -> None:
    """What these rooms promise is shown without a window."""
    for path in python_files(
        *(f"tests/{room}" for room in ("core", "engine", "io", "jobs", "session"))
    ):
        found = {module.partition(".")[0] for module in imported(tree(path))}
        assert found & {"PySide6", "vispy", "pytestqt", "superqt"} == set(), name(path)


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    """A test runs or it is not there."""
    marks = {"skip", "skipif", "xfail", "importorskip"}
    for path in python_files("tests"):
        used = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        allowed = {"skipif"} if "cuda" in used else set()
        assert used & marks - allowed == set(), name(Path(path))
