"""Tour: drives the real window with real mouse and key events, and believes only what it sees.

`STEPS` is a table; each step acts, waits until it truly happened, and says what was checked. A
screenshot is kept after each. Later work adds rows.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from canvas_app.core.artwork import Artwork
from canvas_app.io.load import load
from canvas_app.session.prefs import PrefsFile

from .app import Studio, application
from .export_dialog import ExportDialog
from .panels.gallery import GalleryPanel

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
PATIENCE = 60.0  # seconds for anything to happen


class NotSeen(Exception):
    """What a step waited for did not happen."""


@dataclass
class Answers:
    """Stands where the person would: gives every file question the tour's own file."""

    folder: Path

    def file_to_open(self, window: QMainWindow, folder: Path) -> Path | None:
        """The recipe the tour saved."""
        return self.folder / "tour.json"

    def file_to_save(self, window: QMainWindow, suggestion: Path) -> Path | None:
        """Where the tour saves."""
        return self.folder / "tour.json"

    def keep_changes(self, window: QMainWindow, title: str) -> bool | None:
        """Discard."""
        return False


class Hands:
    """Mouse, wheel and keys on a running window, and eyes for what comes of it."""

    def __init__(self, studio: Studio, out: Path) -> None:
        self.studio = studio
        self.session = studio.session
        self.out = out
        self.notices: list[str] = []
        self.session.notice.connect(lambda notice: self.notices.append(notice.title))

    def wait(self, happened: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Let the program run until something happened."""
        clock = QElapsedTimer()
        clock.start()
        while not happened():
            if clock.elapsed() > seconds * 1000:
                told = f" It said: {self.notices[-1]}" if self.notices else ""
                raise NotSeen(f"{what} did not happen within {seconds:.0f} s.{told}")
            QTest.qWait(10)

    def settle(self) -> None:
        """Wait until the picture is complete and painted."""
        QTest.qWait(30)
        self.wait(lambda: self.studio.viewport.complete, "the complete picture")
        QTest.qWait(60)

    def pixels(self) -> NDArray[np.uint8]:
        """What the canvas shows, (h, w, 3)."""
        return image_array(self.studio.host.grab().toImage())

    def expect(self, truth: object, what: str) -> None:
        """A condition that must hold now."""
        if not truth:
            raise NotSeen(what)

    def find(self, kind: type[W], name: str) -> W:
        """A part of the window by its name."""
        found = self.studio.window.findChild(kind, name)
        if not isinstance(found, kind):
            raise NotSeen(f"there is no {name}")
        return found

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press and let go, through the window, as the system would deliver it."""
        place = at if at is not None else widget.rect().center()
        top = widget.window()
        QTest.mouseClick(top.windowHandle(), LEFT, PLAIN, widget.mapTo(top, place))

    def drag(self, start: QPoint, end: QPoint, steps: int = 12) -> None:
        """Draw the picture from one place of the canvas to another."""
        host, window = self.studio.host, self.studio.window
        handle = window.windowHandle()
        QTest.mousePress(handle, LEFT, PLAIN, host.mapTo(window, start))
        for k in range(1, steps + 1):
            at = start + (end - start) * (k / steps)
            QTest.mouseMove(handle, host.mapTo(window, at), 8)
        QTest.mouseRelease(handle, LEFT, PLAIN, host.mapTo(window, end))

    def wheel(self, at: QPoint, notches: int) -> None:
        """Turn the wheel over a place of the canvas; positive goes in."""
        host, window = self.studio.host, self.studio.window
        inside = QPointF(host.mapTo(window, at))
        outside = QPointF(host.mapToGlobal(at))
        for _ in range(abs(notches)):
            event = QWheelEvent(
                inside, outside, QPoint(), QPoint(0, 120 if notches > 0 else -120),
                Qt.MouseButton.NoButton, PLAIN, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QCoreApplication.sendEvent(window.windowHandle(), event)
            QTest.qWait(15)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        """Strike a key with the canvas in focus."""
        host = self.studio.host
        self.studio.window.activateWindow()
        host.setFocus()
        self.wait(lambda: QApplication.focusWidget() is host, "the focus of the canvas")
        QTest.keyClick(self.studio.window.windowHandle(), key, keys)
        QTest.qWait(20)

    def drop(self, path: Path) -> None:
        """Let a file fall on the canvas."""
        host = self.studio.host
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        at, copy = QPointF(host.rect().center()), Qt.DropAction.CopyAction
        enter = QDragEnterEvent(at.toPoint(), copy, data, LEFT, PLAIN)
        QCoreApplication.sendEvent(host, enter)
        self.expect(enter.isAccepted(), "the canvas did not accept the file")
        QCoreApplication.sendEvent(host, QDropEvent(at, copy, data, LEFT, PLAIN))


def image_array(image: QImage) -> NDArray[np.uint8]:
    """A Qt image as an array (h, w, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGBX8888)
    flat = np.frombuffer(image.constBits(), np.uint8)
    shaped = flat.reshape(image.height(), image.bytesPerLine() // 4, 4)
    return shaped[:, : image.width(), :3].copy()


def difference(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Mean absolute difference of two pictures, in 8-bit steps."""
    if a.shape != b.shape:
        return 255.0
    return float(np.abs(a.astype(np.int16) - b).mean())


def bare(artwork: Artwork) -> Artwork:
    """An artwork without what saving adds: home view and written-down statistics."""
    return artwork.but(home=artwork.reference).but(statistics=None)


def first_picture(h: Hands) -> str:
    """The window opens with a picture."""
    h.settle()
    seen = h.pixels()
    h.expect(len(np.unique(seen.reshape(-1, 3), axis=0)) > 200, "the canvas is empty")
    return f"{h.session.shown.title}, {seen.shape[1]} × {seen.shape[0]} pixels"


def open_preset(h: Hands) -> str:
    """A click in the gallery puts another artwork on the canvas."""
    panel = h.find(GalleryPanel, "gallery")
    h.wait(lambda: panel.count() > 1, "the gallery")
    place = next(k for k in range(panel.count()) if panel.card(k).artwork != h.session.shown)
    panel.grid.scrollTo(panel.grid.thumbs.index(place, 0))
    h.wait(lambda: panel.picture(place) is not None, "its thumbnail")
    before, old = h.pixels(), h.session.shown
    cell = panel.grid.visualRect(panel.grid.thumbs.index(place, 0)).center()
    h.click(panel.grid.viewport(), cell)
    h.wait(lambda: h.session.shown != old, "the preset")
    h.settle()
    h.expect(difference(before, h.pixels()) > 1, "the picture did not change")
    return f"{h.session.shown.title}, one of {panel.count()}"


def pan(h: Hands) -> str:
    """A drag moves the picture with the hand."""
    before, view = h.pixels(), h.session.view
    middle = h.studio.host.rect().center()
    h.drag(middle, middle + QPoint(120, 60))
    width, height = h.studio.host.width(), h.studio.host.height()
    wanted = view.panned(120, 60, (width, height))
    h.expect(abs(h.session.view.x - wanted.x) < 1e-9, "the view is not where the hand let go")
    h.settle()
    after = h.pixels()
    ratio = h.studio.host.devicePixelRatioF()
    dx, dy = round(120 * ratio), round(60 * ratio)
    inner = slice(80, -80), slice(140, -140)
    moved = np.roll(before, (dy, dx), (0, 1))[inner]
    h.expect(difference(moved, after[inner]) < difference(before[inner], after[inner]), "no slide")
    return "120 px right, 60 px down"


def zoom(h: Hands) -> str:
    """The wheel zooms and holds the point under the pointer still."""
    at = QPoint(h.studio.host.width() // 3, h.studio.host.height() // 3)
    x, y = h.studio.host.world(QPointF(at))
    before, height = h.pixels(), h.session.view.height
    h.wheel(at, 6)
    size = (h.studio.host.width(), h.studio.host.height())
    px, py = h.session.view.to_frame(x, y, size)
    error = max(abs(px - at.x()), abs(py - at.y()))
    h.expect(h.session.view.height < height / 2.9, "the view did not go in")
    h.expect(error < 0.5, f"the point moved by {error:.2f} px")
    h.settle()
    h.expect(difference(before, h.pixels()) > 1, "the picture did not change")
    return f"×{height / h.session.view.height:.1f}, the point stayed within {error:.3f} px"


def rotate(h: Hands) -> str:
    """] turns the picture 15 degrees."""
    before, angle = h.pixels(), h.session.view.angle
    h.key(Qt.Key.Key_BracketRight)
    h.wait(lambda: h.session.view.angle != angle, "a turn", 5)
    turned = float(np.degrees(h.session.view.angle - angle))
    h.expect(abs(abs(turned) - 15) < 1e-6, f"turned by {turned:.2f} degrees")
    h.settle()
    h.expect(difference(before, h.pixels()) > 1, "the picture did not change")
    return f"{abs(turned):.0f}° clockwise"


def home(h: Hands) -> str:
    """Home returns; Alt+Left goes back to where one was."""
    QTest.qWait(700)
    away = h.session.view
    h.key(Qt.Key.Key_Home)
    h.wait(lambda: h.session.view == h.session.shown.home, "going home", 5)
    h.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    h.wait(lambda: h.session.view == away, "the view before", 5)
    h.key(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    h.wait(lambda: h.session.view == h.session.shown.home, "forward", 5)
    h.settle()
    return "home, back and forward"


def random(h: Hands) -> str:
    """G draws a new field."""
    before, old = h.pixels(), h.session.artwork
    h.key(Qt.Key.Key_G)
    h.wait(lambda: h.session.artwork != old, "a random field")
    h.settle()
    h.expect(difference(before, h.pixels()) > 1, "the picture did not change")
    return h.session.artwork.title


def undo_redo(h: Hands) -> str:
    """Ctrl+Z and Ctrl+Shift+Z."""
    new, steps = h.session.artwork, h.session.history.at
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    h.key(Qt.Key.Key_Z, control)
    h.wait(lambda: h.session.artwork != new, "undo", 5)
    h.expect(h.session.history.at == steps - 1, "undo is not one step")
    h.settle()
    between = h.pixels()
    h.key(Qt.Key.Key_Z, control | shift)
    h.wait(lambda: h.session.artwork == new, "redo", 5)
    h.settle()
    h.expect(difference(between, h.pixels()) > 1, "the picture did not change")
    return f"{h.session.history.at} steps kept"


def save(h: Hands) -> str:
    """Ctrl+S writes the recipe."""
    path = h.out / "tour.json"
    h.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    h.wait(lambda: h.session.path == path and not h.session.modified, "saving")
    h.expect(bare(load(path).artwork) == bare(h.session.artwork), "the file holds something else")
    return f"{path.name}, {path.stat().st_size} bytes"


def export(h: Hands) -> str:
    """The export dialog writes a picture in the background."""
    path = h.out / "tour.png"
    path.unlink(missing_ok=True)
    h.studio.desk.remember(h.studio.prefs.prefs.but(folder=str(h.out)))
    h.wheel(h.studio.host.rect().center(), 2)
    h.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    h.wait(lambda: h.studio.window.findChild(ExportDialog, "export"), "the dialog", 5)
    dialog = h.find(ExportDialog, "export")
    dialog.name.setText(path.name)
    dialog.width_box.setValue(960)
    dialog.height_box.setValue(600)
    QTest.qWait(100)
    dialog.grab().save(str(h.out / "export-dialog.png"))
    h.click(dialog.go)
    h.wait(path.exists, "the picture")
    h.wait(lambda: not h.studio.lanes.files.jobs, "the end of the export")
    with path.open("rb") as file:
        h.expect(file.read(8) == b"\x89PNG\r\n\x1a\n", "it is no PNG")
    QTest.qWait(150)
    return f"{path.name}, 960 × 600, {path.stat().st_size:,} bytes"


def drop_back(h: Hands) -> str:
    """The exported picture, dropped on another artwork, is the artwork again."""
    work, view = h.session.artwork, h.session.view
    h.studio.toasts.clear()
    h.settle()
    before = h.pixels()
    control = Qt.KeyboardModifier.ControlModifier
    h.key(Qt.Key.Key_Z, control)
    h.wait(lambda: h.session.artwork != work, "undo", 5)
    h.key(Qt.Key.Key_Home)
    h.settle()
    h.drop(h.out / "tour.png")
    h.wait(lambda: bare(h.session.artwork) == bare(work), "the artwork of the picture")
    h.expect(h.session.view == view, "the view is not the picture's")
    h.studio.toasts.clear()
    h.settle()
    change = difference(before, h.pixels())
    h.expect(change < 1, f"the picture differs by {change:.2f} steps")
    return f"equal recipe, equal view, pixels differ by {change:.3f} of 255"


STEPS: tuple[tuple[str, Callable[[Hands], str]], ...] = (
    ("first picture", first_picture),
    ("open a preset", open_preset),
    ("pan", pan),
    ("zoom", zoom),
    ("rotate", rotate),
    ("home", home),
    ("random", random),
    ("undo and redo", undo_redo),
    ("save", save),
    ("export", export),
    ("drop back", drop_back),
)


def run(out: Path) -> int:
    """The whole tour; 0 only if every step truly happened. Pictures and files go to `out`."""
    out = out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    app = application(["canvas-app"])
    with tempfile.TemporaryDirectory(prefix="canvas-tour-") as settings:
        studio = Studio(app, prefs=PrefsFile(Path(settings)), asks=Answers(out))
        try:
            return _walk(app, studio, out)
        finally:
            studio.close()


def _walk(app: QApplication, studio: Studio, out: Path) -> int:
    screen = app.primaryScreen().availableGeometry()
    studio.window.resize(min(1440, screen.width()), min(900, screen.height()))
    studio.window.show()
    if studio.host.canvas is None:
        _say(f"no picture can be shown here: {studio.host.message and studio.host.message.text()}")
        return 1
    hands = Hands(studio, out)
    for place, (name, step) in enumerate(STEPS, 1):
        shot = out / f"{place:02d}-{name.replace(' ', '-')}.png"
        try:
            found = step(hands)
        except NotSeen as missing:
            studio.window.grab().save(str(shot))
            _say(f"{place:2d} {name}: FAILED. {missing} ({shot})")
            return 1
        studio.window.grab().save(str(shot))
        _say(f"{place:2d} {name}: {found} ({shot.name})")
    _say(f"All {len(STEPS)} steps happened. Pictures are in {out}.")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
