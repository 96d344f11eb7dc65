"""VolumeView: voxels, surfaces and slices in space. Holds a pyvistaqt interactor; main thread only.

The hand is ours, not VTK's: every gesture becomes a `Camera`, the one that stills are drawn by, so what
one sees is what is exported. What changes is drawn at once with few rays; the fine picture comes in pieces
once nothing has changed for a moment, and lies over it as a veil.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from canvas_app.core.axes import ink_on, marks
from canvas_app.core.camera import Camera
from canvas_app.core.volume import Mode, Volume

from .rest_picture import RestPicture
from .solids import Bounds, Solids
from .volume_pace import VolumePace
from .volume_veil import VolumeVeil

REST_MS = 250  # after a notch of the wheel, or a key
STILL_MS = 90  # without a change: then the fine picture begins
ALL = (1.0, 1.0)  # a ray for every pixel, all its samples
TURN = 0.4  # degrees of a pixel
NOTCH = 1.15
_VIEWS = {Qt.Key.Key_1: (0.0, 0.0), Qt.Key.Key_3: (90.0, 0.0), Qt.Key.Key_7: (0.0, 90.0)}


def turned(camera: Camera, right: float, down: float) -> Camera:
    """The camera after the hand dragged the box by so many pixels."""
    azimuth = math.remainder(camera.azimuth - TURN * right, 360.0)
    return camera.but(
        azimuth=azimuth, elevation=min(90.0, max(-90.0, camera.elevation + TURN * down))
    )


def zoomed(camera: Camera, factor: float) -> Camera:
    """The camera after going nearer by a factor."""
    return camera.but(zoom=min(100.0, max(0.01, camera.zoom * factor)))


def home(camera: Camera) -> Camera:
    """Where volumes begin to be looked at, through the same lens."""
    return Camera().but(aperture=camera.aperture, focus=camera.focus)


def keyed(camera: Camera, key: Qt.Key) -> Camera | None:
    """The camera after a key was pressed; None: the key is for somebody else."""
    steps = {
        Qt.Key.Key_Left: (-25, 0), Qt.Key.Key_Right: (25, 0),
        Qt.Key.Key_Up: (0, -25), Qt.Key.Key_Down: (0, 25),
    }  # fmt: skip
    if key in steps:
        return turned(camera, *steps[key])
    if key in _VIEWS:
        azimuth, elevation = _VIEWS[key]
        return camera.but(azimuth=azimuth, elevation=elevation, roll=0.0)
    if key == Qt.Key.Key_5:
        return camera.but(field=30.0 if camera.field < 0.5 else 0.0)
    if key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        return zoomed(camera, NOTCH if key == Qt.Key.Key_Plus else 1 / NOTCH)
    return home(camera) if key == Qt.Key.Key_Home else None


class VolumeView(QWidget):
    """A picture of a box in space that hands turn.

    turned(camera): a hand moved it; settled(): the hand was lifted.
    """

    turned = Signal(object)
    settled = Signal()

    def __init__(self, parent: QWidget) -> None:
        from pyvistaqt import QtInteractor

        super().__init__(parent)
        self.setObjectName("volume-view")
        self.camera = Camera()
        self._from: tuple[QPointF, Camera] | None = None
        # No timer of its own, and no multisampling, which costs as much again in software.
        self.interactor: Any = QtInteractor(self, auto_update=False, multi_samples=0)
        self.interactor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.interactor.installEventFilter(self)
        self.solids = Solids(self.interactor.renderer)
        self.pace, self._began, self._moving = VolumePace(), 0.0, False
        self._drawn = ALL  # what the picture on screen was made of
        self._scene, self._ground = Volume(), "#000000"
        self.fine = RestPicture(self.interactor)
        self.veil = VolumeVeil(self)
        self.fine.changed.connect(lambda: self.veil.show_image(self.fine.image))
        self._rest = self._once(REST_MS, self._at_rest)
        self._still = self._once(STILL_MS, self._refine)
        self.interactor.renderer.AddObserver("StartEvent", self._on_start)
        self.interactor.renderer.AddObserver("EndEvent", self._on_end)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.interactor)
        self.setFocusProxy(self.interactor)

    @property
    def rested(self) -> bool:
        """Whether the picture is as fine as it gets."""
        return not (self._moving or self._still.isActive() or self.fine.busy)

    def show_voxels(self, image: Any, bounds: Bounds, mode: Mode) -> None:
        """Voxels made by `solids.image_of`. mode: "composite", "maximum" or "average"."""
        self.pace.forget()
        self.solids.show_voxels(image, bounds, mode)
        self._look()

    def show_surface(self, surface: Any, bounds: Bounds) -> None:
        """A surface made by `solids.surface_of`."""
        self.solids.show_surface(surface, bounds)
        self._look()

    def show_slices(self, image: Any, bounds: Bounds, at: tuple[float, float, float]) -> None:
        """Three planes through voxels, at world x, y, z."""
        self.solids.show_slices(image, bounds, at)
        self._look()

    def clip(self, parts: tuple[float, ...]) -> None:
        """Leave out what lies beyond (x0, x1, y0, y1, z0, z1), as parts of the box, 0 to 1."""
        self.solids.clip(parts)
        self.draw()

    def light(self, look: Volume) -> None:
        """Light, density and highlights; opacity is a matter of the voxels."""
        self.solids.light(look)
        self.draw()

    def look_from(self, camera: Camera) -> None:
        """Look from there."""
        if camera != self.camera:
            self.camera = camera
            self._look()

    def set_ground(self, colour: str) -> None:
        """What is behind the box where the volume chose nothing, as "#rrggbb"."""
        self._ground = colour
        self.stand(self._scene)

    def stand(self, look: Volume) -> None:
        """On the background that it chose, with its axes."""
        self._scene = look
        above, below = look.behind or (self._ground, self._ground)
        self.interactor.set_background(below, top=above if above != below else None)
        self._mark()
        self.draw()

    def draw(self) -> None:
        """Draw in the next turn of the main loop, finer once nothing changes. `render` would draw twice."""
        self.fine.stop()
        self.interactor.update()
        if not self._moving:
            self._still.start()

    def close_view(self) -> None:
        """Free what lies on the graphics card."""
        self._still.stop()
        self.fine.stop()
        self.interactor.removeEventFilter(self)
        self.interactor.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the hand's gestures; VTK sees none of them."""
        if isinstance(event, QMouseEvent):
            self._mouse(event)
            return True
        if isinstance(event, QWheelEvent):
            self._nudge(zoomed(self.camera, NOTCH ** (event.angleDelta().y() / 120)))
            self.settled.emit()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() == QEvent.Type.Resize:
            self.veil.setGeometry(self.interactor.geometry())
            self._look()
        return False

    def _mouse(self, event: QMouseEvent) -> None:
        kind, at = event.type(), event.position()
        if kind == QEvent.Type.MouseButtonPress:
            self._from = at, self.camera
            self.moves(True)
        elif kind == QEvent.Type.MouseMove and self._from is not None:
            begun, camera = self._from
            gone = at - begun
            if event.buttons() & Qt.MouseButton.RightButton:
                self._move(zoomed(camera, math.exp(-gone.y() / 200)))
            else:
                self._move(turned(camera, gone.x(), gone.y()))
        elif kind == QEvent.Type.MouseButtonRelease:
            self._from = None
            self._at_rest()
            self.settled.emit()
        elif kind == QEvent.Type.MouseButtonDblClick:
            self._move(home(self.camera))
            self.settled.emit()

    def _key(self, event: QKeyEvent) -> bool:
        camera = keyed(self.camera, Qt.Key(event.key()))
        if camera is None:
            return False
        self._nudge(camera)
        self.settled.emit()
        return True

    def _nudge(self, camera: Camera) -> None:
        """One of perhaps many small moves; a finer picture comes after the last."""
        self.moves(True)
        self._rest.start()
        self._move(camera)

    def _at_rest(self) -> None:
        if self._from is None:
            self.moves(False)
            if self.fine.image is None:
                self.draw()

    def _move(self, camera: Camera) -> None:
        self.look_from(camera)
        self.turned.emit(camera)

    def moves(self, moving: bool) -> None:
        """Whether a hand, or a flight, moves it: nothing finer is begun then."""
        self._moving = moving
        if moving:
            self._still.stop()

    def _once(self, ms: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(then)
        return timer

    def _on_start(self, *_: object) -> None:
        self._began = time.perf_counter()

    def _on_end(self, *_: object) -> None:
        """Learn from the picture just drawn: the next is as fine as there is time for."""
        if self.fine.drawing:
            return
        self.interactor.render_window.WaitForCompletion()  # software draws behind one's back
        self._drawn = self.solids.apart
        self.pace.told(time.perf_counter() - self._began, *self._drawn)
        self.solids.rays(*self.pace.moving())

    def _refine(self) -> None:
        """Begin the fine picture, where what is on screen is not as fine."""
        sharp = self._drawn == ALL or not self.solids.by_rays
        if self._moving or not self.isVisible() or (sharp and not self.camera.aperture):
            return
        coarse = self.solids.apart
        if not sharp and coarse == ALL:  # there is time for the whole after all
            self.draw()
            return
        self.solids.rays(*ALL)
        solids = self.solids

        def after() -> None:
            solids.rays(*coarse)
            solids.show_outline(True)

        blur = partial(solids.show_outline, False)  # a line of a pixel would be a fan of lines
        self.fine.start(self.camera, solids.radius, sharp, blur, after)

    def _look(self) -> None:
        size = max(1, self.interactor.width()), max(1, self.interactor.height())
        self.solids.look_from(self.camera, size)
        self._mark()
        self.draw()

    def _mark(self) -> None:
        """Axes, as the camera sees them."""
        look = self._scene.but(camera=self.camera)
        size = max(1, self.interactor.width()), max(1, self.interactor.height())
        ink = ink_on(look.behind or (self._ground, self._ground))
        self.veil.show_marks(marks(look, self.solids.bounds, size, ink))
