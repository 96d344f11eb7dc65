"""What every test starts from: no screen, one thread, folders of its own, and nothing left behind."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

HOME = Path(tempfile.mkdtemp(prefix="canvas-tests-"))
HERE = Path(__file__).parent
QT = ("PySide6", "shiboken6", "qtpy", "superqt", "qtawesome", "vispy", "pyvistaqt")


class WithoutQt:
    """An import hook that refuses Qt, so that the lower rooms are shown to do without it."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Refuse Qt's packages; leave all others to the hooks behind."""
        if name.partition(".")[0] in QT:
            raise ModuleNotFoundError(f"{name} is blocked: these tests run without Qt", name=name)


# Before anything heavy is imported: the variables are read once, at import.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _kind in ("CONFIG", "CACHE", "DATA", "STATE"):
    os.environ[f"XDG_{_kind}_HOME"] = str(HOME / _kind.lower())
if os.environ.get("CANVAS_WITHOUT_QT"):
    sys.meta_path.insert(0, WithoutQt())
# The same examples on each run, and no verdict on the speed of a shared machine.
settings.register_profile("canvas", derandomize=True, deadline=None, database=None)
settings.load_profile("canvas")


_displays = ExitStack()
if os.environ.get("PYTEST_XDIST_WORKER") and os.environ["QT_QPA_PLATFORM"] == "xcb":
    # Two windows on one display would take the keys from each other.
    from virtual_display import virtual_display

    os.environ["DISPLAY"] = _displays.enter_context(virtual_display())


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """The way to renew golden pictures; the Qt plugins' settings in runs that leave those out."""
    parser.addoption("--regolden", action="store_true", help="Write the golden pictures anew.")
    known = {"pytest-qt": ["qt_api"], "xvfb": ["xvfb_width", "xvfb_height", "xvfb_colordepth"]}
    for plugin, names in known.items():
        if not pluginmanager.has_plugin(plugin):
            for name in names:
                parser.addini(name, "Set for a plugin that this run leaves out.")


def pytest_unconfigure() -> None:
    """Remove the temporary home."""
    import shutil

    _displays.close()
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test settings, caches and data of its own, and a working directory to litter."""
    for kind in ("CONFIG", "CACHE", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / ".xdg" / kind.lower()))
    monkeypatch.chdir(tmp_path)


def _draws(node: pytest.Item) -> bool:
    part = node.path.relative_to(HERE).parts[0]
    return part in ("gui", "gl")


def _threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.is_alive()}


def _ended(before: set[threading.Thread], patience: float = 3.0) -> bool:
    """Whether all newer threads end within `patience` seconds."""
    until = time.monotonic() + patience
    while _threads() - before:
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    """Fail a test that leaves a thread running: a lane that was not closed, a job not stopped."""
    before = _threads()
    yield
    if not _ended(before):
        names = sorted(thread.name for thread in _threads() - before)
        pytest.fail(f"threads left running: {', '.join(names)}")


@pytest.fixture(autouse=True)
def _no_widgets_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test of the window that leaves top-level widgets behind."""
    if not _draws(request.node):
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    before = {id(widget) for widget in QApplication.topLevelWidgets()}
    gc.freeze()  # rounds look through what this test made, not through a million older objects
    yield
    for _ in range(3):  # a deleted parent may delete its children only in the next round
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
    left = [widget for widget in QApplication.topLevelWidgets() if id(widget) not in before]
    shown = [f"{type(widget).__name__} {widget.objectName()!r}" for widget in left]
    for widget in left:
        widget.deleteLater()
    if shown:
        pytest.fail(f"widgets left behind: {', '.join(shown)}")
