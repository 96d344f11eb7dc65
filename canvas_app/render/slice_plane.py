"""SlicePlane: the picture in the plane, standing in the box in space, with a frame that hands move.

It lies over a `VolumeView` and hears the hand before it: only what begins on the frame is its own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from canvas_app.core.view import Size, View

from .volume3d import VolumeView

Rectangle = tuple[float, float, float, float]  # x0, x1, y0, y1
REACH = 8.0  # pixels between a hand and the frame that it takes
WIDE, WIDER = 2.0, 4.0
MOST = 1024  # texels of a side
_EDGES = ((0, 1), (1, 2), (2, 3), (3, 0))


class SlicePlane(QObject):
    """moved(z): a hand drags the plane; settled(): it was lifted, or took the drag back."""

    moved = Signal(float)
    settled = Signal()

    def __init__(self, view: VolumeView) -> None:
        super().__init__(view)
        self._view = view
        self._bounds: tuple[float, ...] = (-1.0, 1.0) * 3
        self._picture: _Picture | None = None
        self._frame: Any = None
        self._from: tuple[QPointF, float] | None = None
        self.z = 0.0
        view.interactor.installEventFilter(self)

    @property
    def shown(self) -> bool:
        """Whether it stands in the box."""
        return self._frame is not None

    def stand(self, bounds: tuple[float, ...], z: float, colour: str) -> None:
        """Stand in a box of world bounds (x0, x1, y0, y1, z0, z1), with a frame of this colour."""
        self.leave()
        self._bounds = bounds
        self._frame = _framed(self._rectangle, colour)
        self._renderer.AddActor(self._frame)
        self.place(z)

    def leave(self) -> None:
        """Be seen no more."""
        self.bare()
        if self._frame is not None:
            self._renderer.RemoveActor(self._frame)
            self._frame = None
            self._view.draw()

    def place(self, z: float) -> None:
        """Stand at this depth; beyond the box, at its end."""
        low, high = self._bounds[4:]
        self.z = min(high, max(low, z))
        for actor in self._actors():
            actor.SetPosition(0.0, 0.0, self.z)
        if self.shown:
            self._view.draw()

    def paint(
        self, rgba: NDArray[Any], view: View, rect: tuple[int, int, int, int], size: Size
    ) -> None:
        """Show a picture (h, w, 4) of a part of a view's frame, as far as it lies in the box."""
        if not self.shown:
            return
        left, top, wide, high = rect
        places = ((left, top + high), (left + wide, top + high), (left + wide, top), (left, top))
        corners = [view.to_world(x, y, size) for x, y in places]
        if self._picture is None:
            self._picture = _Picture(self._rectangle)
            self._renderer.AddActor(self._picture.actor)
        self._picture.show(_texels(rgba), corners)
        self._picture.actor.SetPosition(0.0, 0.0, self.z)
        self._view.draw()

    def bare(self) -> None:
        """The frame alone."""
        if self._picture is not None:
            self._renderer.RemoveActor(self._picture.actor)
            self._picture = None

    # Hands

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what begins on the frame; Esc takes a drag back."""
        if not self.shown:
            return False
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        held = self._from
        if held and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._let_go()
            self.moved.emit(held[1])
            self.settled.emit()
            return True
        return False

    def near(self, at: QPointF) -> bool:
        """Whether a place on the widget is on the frame."""
        corners = [self._seen(x, y, self.z) for x, y in _corners(self._rectangle)]
        return min(_apart(at, corners[a], corners[b]) for a, b in _EDGES) <= REACH

    def grip(self) -> QPointF:
        """A place of the frame, on the widget: the middle of its upper edge."""
        x0, x1, _, y1 = self._rectangle
        return self._seen((x0 + x1) / 2, y1, self.z)

    def _mouse(self, event: QMouseEvent) -> bool:
        kind, at = event.type(), event.position()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            if not self.near(at):
                return False
            self._from = at, self.z
            self._view.moves(True)
        elif kind == QEvent.Type.MouseMove and self._from is not None:
            begun, z = self._from
            self._drag(z, at - begun)
        elif kind == QEvent.Type.MouseMove:
            if not event.buttons():
                self._hover(self.near(at))
            return False
        elif kind == QEvent.Type.MouseButtonRelease and self._from is not None:
            self._let_go()
            self.settled.emit()
        else:
            return False
        return True

    def _drag(self, begun: float, gone: QPointF) -> None:
        """Follow the hand along the picture of the axis; where one looks along it, up is nearer."""
        x0, x1, y0, y1 = self._rectangle
        middle = (x0 + x1) / 2, (y0 + y1) / 2
        unit = 0.01 * (x1 - x0)
        way = (self._seen(*middle, begun + unit) - self._seen(*middle, begun)) / unit
        across = self._seen(x1, middle[1], begun) - self._seen(x0, middle[1], begun)
        scale = math.hypot(across.x(), across.y()) / (x1 - x0)
        if math.hypot(way.x(), way.y()) < 0.2 * scale:
            way = QPointF(0.0, -max(scale, 1.0))
        along = QPointF.dotProduct(gone, way) / QPointF.dotProduct(way, way)
        low, high = self._bounds[4:]
        self.moved.emit(min(high, max(low, begun + along)))

    def _let_go(self) -> None:
        self._from = None
        self._view.moves(False)
        self._view.draw()

    def _hover(self, on: bool) -> None:
        look = self._frame.GetProperty()
        if (look.GetLineWidth() > WIDE) != on:
            look.SetLineWidth(WIDER if on else WIDE)
            look.SetPointSize(12.0 if on else 9.0)
            cursor = Qt.CursorShape.SizeVerCursor if on else Qt.CursorShape.ArrowCursor
            self._view.interactor.setCursor(cursor)
            self._view.draw()

    @property
    def _rectangle(self) -> Rectangle:
        x0, x1, y0, y1 = self._bounds[:4]
        return x0, x1, y0, y1

    @property
    def _renderer(self) -> Any:
        return self._view.interactor.renderer

    def _actors(self) -> list[Any]:
        picture = [self._picture.actor] if self._picture is not None else []
        return picture + ([self._frame] if self._frame is not None else [])

    def _seen(self, x: float, y: float, z: float) -> QPointF:
        """Where a point of the world is on the widget."""
        renderer, widget = self._renderer, self._view.interactor
        renderer.SetWorldPoint(x, y, z, 1.0)
        renderer.WorldToDisplay()
        across, up, _ = renderer.GetDisplayPoint()
        ratio = widget.devicePixelRatioF()
        return QPointF(across / ratio, widget.height() - up / ratio)


class _Picture:
    """A quad with a texture, cut to a rectangle of the plane; it ignores lamps."""

    def __init__(self, rectangle: Rectangle) -> None:
        from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkTexture

        self._texture = vtkTexture()
        self._texture.InterpolateOn()
        self._mapper = vtkPolyDataMapper()
        for plane in _walls(rectangle):
            self._mapper.AddClippingPlane(plane)
        self.actor = vtkActor()
        self.actor.SetMapper(self._mapper)
        self.actor.SetTexture(self._texture)
        self.actor.GetProperty().SetLighting(False)

    def show(self, rgb: NDArray[np.uint8], corners: list[tuple[float, float]]) -> None:
        """A picture (h, w, 3), rows from the top, between corners from the lower left, anticlockwise."""
        self._texture.SetInputData(_image(rgb))
        self._mapper.SetInputData(_quad(corners))


def _texels(rgba: NDArray[Any]) -> NDArray[np.uint8]:
    step = -(-max(rgba.shape[:2]) // MOST)
    few = rgba[::step, ::step, :3]
    return np.ascontiguousarray(few if few.dtype == np.uint8 else few >> 8, np.uint8)


def _image(rgb: NDArray[np.uint8]) -> Any:
    from vtkmodules.util import numpy_support
    from vtkmodules.vtkCommonDataModel import vtkImageData

    bridge: Any = numpy_support
    image = vtkImageData()
    image.SetDimensions(rgb.shape[1], rgb.shape[0], 1)
    flat = np.ascontiguousarray(rgb[::-1]).reshape(-1, 3)
    image.GetPointData().SetScalars(bridge.numpy_to_vtk(flat, deep=True))
    return image


def _quad(corners: list[tuple[float, float]]) -> Any:
    import pyvista

    points = np.array([(x, y, 0.0) for x, y in corners])
    made: Any = pyvista.PolyData(points, np.array([4, 0, 1, 2, 3]))
    made.active_texture_coordinates = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    return made


def _framed(rectangle: Rectangle, colour: str) -> Any:
    """Four edges, and a grip in the middle of each."""
    import pyvista
    from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

    corners = _corners(rectangle)
    middles = [np.mean([corners[a], corners[b]], axis=0) for a, b in _EDGES]
    points = np.array([(x, y, 0.0) for x, y in [*corners, *middles]])
    made: Any = pyvista.PolyData(
        points, lines=np.array([5, 0, 1, 2, 3, 0]), verts=np.array([1, 4, 1, 5, 1, 6, 1, 7])
    )
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(made)
    actor = vtkActor()
    actor.SetMapper(mapper)
    look = actor.GetProperty()
    look.SetColor(*pyvista.Color(colour).float_rgb)
    look.SetLighting(False)
    look.SetLineWidth(WIDE)
    look.SetPointSize(9.0)
    look.SetRenderPointsAsSpheres(True)
    return actor


def _walls(rectangle: Rectangle) -> list[Any]:
    from vtkmodules.vtkCommonDataModel import vtkPlane

    x0, x1, y0, y1 = rectangle
    made = []
    for origin, normal in (
        ((x0, 0, 0), (1, 0, 0)), ((x1, 0, 0), (-1, 0, 0)),
        ((0, y0, 0), (0, 1, 0)), ((0, y1, 0), (0, -1, 0)),
    ):  # fmt: skip
        plane = vtkPlane()
        plane.SetOrigin(*origin)
        plane.SetNormal(*normal)
        made.append(plane)
    return made


def _corners(rectangle: Rectangle) -> list[tuple[float, float]]:
    x0, x1, y0, y1 = rectangle
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def _apart(at: QPointF, a: QPointF, b: QPointF) -> float:
    """Pixels between a place and the line from a to b."""
    way, gone = b - a, at - a
    length = QPointF.dotProduct(way, way)
    part = min(1.0, max(0.0, QPointF.dotProduct(gone, way) / length)) if length else 0.0
    rest = gone - way * part
    return math.hypot(rest.x(), rest.y())
