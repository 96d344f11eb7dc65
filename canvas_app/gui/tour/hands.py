"""Hands: mouse, wheel and keys on a running window, and eyes for what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QTabBar, QWidget

from canvas_app.core.artwork import Artwork
from canvas_app.gui.app import Studio
from canvas_app.session.session import Notice

from .shots import portrait

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
ENOUGH = 4  # samples of a pixel by a shader that a picture is judged with
SAMPLE = "sample.png"  # a picture to fit, the same in every tour
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

    def picture_to_fit(self, window: QMainWindow, folder: Path) -> Path | None:
        """What a preset showed: the same each time, unlike what Random draws."""
        return self.folder / SAMPLE

    def file_to_save(self, window: QMainWindow, suggestion: Path) -> Path | None:
        """Where the tour saves."""
        return self.folder / "tour.json"

    def other_to_open(
        self, window: QMainWindow, title: str, folder: Path, kinds: str
    ) -> Path | None:
        """Nothing: no step asks for it."""
        return None

    def other_to_save(
        self, window: QMainWindow, title: str, suggestion: Path, kinds: str
    ) -> Path | None:
        """In the tour's folder, under the name that is suggested."""
        return self.folder / suggestion.name

    def keep_changes(self, window: QMainWindow, title: str) -> bool | None:
        """Discard."""
        return False


class Hands:
    """A person at the window: every step of the tour acts through one of these."""

    def __init__(self, studio: Studio, out: Path) -> None:
        self.studio = studio
        self.session = studio.session
        self.out = out
        self.prefix = ""  # of the pictures of the step under way
        self.notices: list[str] = []
        self.faults: list[str] = []
        self.session.notice.connect(self._hear)

    # Eyes and ears

    def _hear(self, notice: Notice) -> None:
        self.notices.append(notice.title)
        if notice.tier == "error":
            self.faults.append(f"{notice.title}: {notice.body}")

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
        """Wait until the picture is complete and painted; a shader goes on gathering samples."""
        QTest.qWait(30)
        self.land()
        self.wait(self._drawn, "the complete picture")
        QTest.qWait(60)

    def _drawn(self) -> bool:
        viewport = self.studio.viewport
        by_shader = viewport.report.renderer == "shader" and viewport.report.samples >= ENOUGH
        return viewport.complete or (viewport.sharp and by_shader)

    def land(self) -> None:
        """Wait until the picture has stopped moving by itself."""
        self.wait(lambda: not self.studio.host.navigator.moving, "the end of the movement", 10)

    def pixels(self) -> NDArray[np.uint8]:
        """What the canvas shows, (h, w, 3)."""
        return image_array(self.studio.host.grab().toImage())

    def expect(self, truth: object, what: str) -> None:
        """A condition that must hold now."""
        if not truth:
            raise NotSeen(what)

    def expect_change(self, before: NDArray[np.uint8], least: float = 1.0) -> float:
        """The picture must be another than before; by how many steps of 8 bits it is."""
        self.settle()
        change = difference(before, self.pixels())
        self.expect(change > least, f"the picture did not change ({change:.2f} steps)")
        return change

    def find(self, kind: type[W], name: str = "") -> W:
        """A part of the window by its kind and, if given, its name."""
        found = self.studio.window.findChild(kind, name) if name else None
        found = found or (None if name else self.studio.window.findChild(kind))
        if not isinstance(found, kind):
            raise NotSeen(f"there is no {name or kind.__name__}")
        return found

    def shot(self, name: str = "") -> Path:
        """Keep a picture of the window and of all that lies over it."""
        path = self.out / f"{self.prefix}{f'-{name}' if name else ''}.png"
        portrait(self.studio.window).save(str(path))
        return path

    # The mouse

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press and let go, through the window, as the system would deliver it."""
        self.expect(not widget.visibleRegion().isEmpty(), f"{widget.objectName()} is out of sight")
        place = at if at is not None else widget.rect().center()
        top = widget.window()
        QTest.mouseClick(top.windowHandle(), LEFT, PLAIN, widget.mapTo(top, place))
        QTest.qWait(10)

    def draw(self, widget: QWidget, start: QPoint, end: QPoint, steps: int = 12) -> None:
        """Press at one place of a widget, move to another and let go."""
        top = widget.window()
        handle = top.windowHandle()
        QTest.mousePress(handle, LEFT, PLAIN, widget.mapTo(top, start))
        for k in range(1, steps + 1):
            at = start + (end - start) * (k / steps)
            QTest.mouseMove(handle, widget.mapTo(top, at), 8)
        # A hand that rests before it lets go flings nothing.
        QTest.mouseRelease(handle, LEFT, PLAIN, widget.mapTo(top, end), 110)

    def drag(self, start: QPoint, end: QPoint, steps: int = 12) -> None:
        """Draw the picture from one place of the canvas to another."""
        self.draw(self.studio.host, start, end, steps)

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
        self.land()

    def tab(self, title: str) -> None:
        """Press the tab of a panel."""
        for bar in self.studio.window.findChildren(QTabBar):
            for place in range(bar.count()):
                if bar.tabText(place) == title and bar.isVisible():
                    self.click(bar, bar.tabRect(place).center())
                    QTest.qWait(40)
                    return
        raise NotSeen(f"there is no tab {title}")

    def reveal(self, widget: QWidget) -> None:
        """Scroll a panel until a part of it is in sight."""
        parent = widget.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None:
            parent.ensureWidgetVisible(widget, 0, 40)
        self.wait(lambda: not widget.visibleRegion().isEmpty(), widget.objectName(), 5)

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

    # The keys

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        """Strike a key with the canvas in focus."""
        host = self.studio.host
        self.studio.window.activateWindow()
        host.setFocus()
        self.wait(lambda: QApplication.focusWidget() is host, "the focus of the canvas")
        QTest.keyClick(self.studio.window.windowHandle(), key, keys)
        QTest.qWait(20)
        self.land()

    def write(self, widget: QWidget, words: str) -> None:
        """Type into a field that has the focus."""
        self.wait(lambda: QApplication.focusWidget() is widget, "the focus of the field", 5)
        QTest.keyClicks(widget, words, PLAIN, 5)


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
