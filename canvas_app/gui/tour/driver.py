"""Driver: opens a window with folders of its own and walks through the table of steps."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from canvas_app.gui.app import Studio, application
from canvas_app.session.gallery import Thumbs
from canvas_app.session.prefs import PrefsFile

from .hands import Answers, Hands, NotSeen
from .report import Report
from .steps import STEPS

KINDS = ("CONFIG", "CACHE", "DATA", "STATE")


@contextmanager
def own_folders() -> Iterator[Path]:
    """Settings, caches and state in a folder that goes away, so that a person's are untouched."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="canvas-tour-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        for kind in KINDS:
            os.environ[f"XDG_{kind}_HOME"] = str(home / kind.lower())
        for kind in ("LOCAL_APPDATA", "APPDATA"):
            os.environ[f"WIN_PD_OVERRIDE_{kind}"] = str(home / kind.lower())
        os.environ["MESA_SHADER_CACHE_DISABLE"] = "true"  # it would outlive the folder
        try:
            yield home
        finally:
            os.environ.clear()
            os.environ.update(before)


def run(out: Path) -> int:
    """The whole tour; 0 only if every step truly happened. Pictures and files go to `out`."""
    out = out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    app = application(["canvas-app"])
    with own_folders() as home:
        prefs = PrefsFile(home / "settings")
        prefs.change(prefs.prefs.but(folder=str(out)))
        studio = Studio(app, prefs=prefs, thumbs=Thumbs(home / "thumbs"), asks=Answers(out))
        try:
            return _walk(app, studio, out)
        finally:
            studio.close()


def _walk(app: QApplication, studio: Studio, out: Path) -> int:
    report = Report(out, len(STEPS))
    screen = app.primaryScreen().availableGeometry()
    studio.window.resize(min(1440, screen.width()), min(900, screen.height()))
    studio.window.show()
    studio.window.activateWindow()
    studio.greet()
    hands = Hands(studio, out)
    for place, (name, step) in enumerate(STEPS, 1):
        hands.prefix = f"{place:02d}-{name.replace(' ', '-')}"
        try:
            found = step(hands)
            hands.expect(not hands.faults, f"nothing may go wrong: {hands.faults[:1]}")
        except NotSeen as missing:
            report.failed(place, name, str(missing), hands.shot())
            return 1
        report.happened(place, name, found, hands.shot())
    report.end()
    return 0
