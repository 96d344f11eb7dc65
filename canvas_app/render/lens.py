"""Lens: parts of a picture, and pictures through other places of a camera's lens, as projections for VTK.

The arithmetic of the lens is that of `engine.rays`: what is in focus stays where it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.camera import Camera
from canvas_app.core.view import Size

Matrix = NDArray[np.float64]
Rect = tuple[int, int, int, int]  # left, bottom, width, height, in pixels


def places(count: int) -> list[tuple[float, float]]:
    """Spread evenly over the unit disc, a sunflower's; the first is not its middle."""
    golden = math.pi * (3 - math.sqrt(5))
    far = [math.sqrt((k + 0.5) / count) for k in range(count)]
    return [(r * math.cos(k * golden), r * math.sin(k * golden)) for k, r in enumerate(far)]


@contextmanager
def aimed(
    renderer: Any, camera: Camera, place: tuple[float, float] | None, radius: float, size: Size
) -> Iterator[Matrix]:
    """Look through a place of the lens, and get the projection of the whole picture; None: its middle.
    radius: of the ball about the box. Afterwards all is as it was."""
    eye = renderer.GetActiveCamera()
    matrix = _matrix(eye.GetProjectionTransformMatrix(size[0] / size[1], -1, 1))
    kept = eye.GetPosition(), eye.GetFocalPoint(), eye.GetViewUp()
    ground = renderer.GetBackground(), renderer.GetBackground2()
    try:
        if place is not None:
            matrix = _through(eye, camera, place, radius, matrix)
        yield matrix
    finally:
        eye.UseExplicitProjectionTransformMatrixOff()
        renderer.SetViewport(0.0, 0.0, 1.0, 1.0)
        eye.SetPosition(*kept[0])
        eye.SetFocalPoint(*kept[1])
        eye.SetViewUp(*kept[2])
        renderer.SetBackground(*ground[0])
        renderer.SetBackground2(*ground[1])


def cut(renderer: Any, matrix: Matrix, rect: Rect, size: Size) -> None:
    """Let the next picture be a part of that with this projection, in its place in the window."""
    from vtkmodules.vtkCommonMath import vtkMatrix4x4

    (x, y, w, h), (wide, high) = rect, size
    crop = np.eye(4)
    crop[0, 0], crop[1, 1] = wide / w, high / h
    crop[0, 3], crop[1, 3] = (wide - 2 * x - w) / w, (high - 2 * y - h) / h
    told = vtkMatrix4x4()
    told.DeepCopy((crop @ matrix).reshape(-1).tolist())
    eye = renderer.GetActiveCamera()
    eye.SetExplicitProjectionTransformMatrix(told)
    eye.UseExplicitProjectionTransformMatrixOn()
    renderer.SetViewport(x / wide, y / high, (x + w) / wide, (y + h) / high)
    if renderer.GetGradientBackground():  # VTK spreads it over each part
        below, above = np.array(renderer.GetBackground()), np.array(renderer.GetBackground2())
        renderer.SetBackground(*(below + (above - below) * (y / high)))
        renderer.SetBackground2(*(below + (above - below) * ((y + h) / high)))


def _through(
    eye: Any, camera: Camera, place: tuple[float, float], radius: float, matrix: Matrix
) -> Matrix:
    right, up, away = camera.axes()
    out = matrix.copy()
    if camera.field >= 0.5:
        far = radius / math.sin(math.radians(camera.field / 2))
        shift = np.array(place) * camera.aperture * far
        sharp = far - camera.focus * radius
        middle = np.array(eye.GetPosition()) + shift[0] * right + shift[1] * up
        eye.SetPosition(*middle)
        eye.SetFocalPoint(*(middle + away))
        out[0, 2] -= matrix[0, 0] * shift[0] / sharp
        out[1, 2] -= matrix[1, 1] * shift[1] / sharp
        return out
    turned = away - camera.aperture * (place[0] * right + place[1] * up)
    turned /= np.linalg.norm(turned)
    position, centre = np.array(eye.GetPosition()), np.array(eye.GetFocalPoint())
    meet = centre - away * camera.focus * radius
    eye.SetFocalPoint(*meet)
    eye.SetPosition(*(meet - turned * float((centre - position) @ away)))
    across = np.cross(turned, up)
    across /= np.linalg.norm(across)
    rise = np.cross(across, turned)
    seen = np.array([[right @ across, up @ across], [right @ rise, up @ rise]])
    out[:2, :2] = matrix[:2, :2] @ np.linalg.inv(seen)
    return out


def _matrix(made: Any) -> Matrix:
    return np.array([[made.GetElement(i, j) for j in range(4)] for i in range(4)])
