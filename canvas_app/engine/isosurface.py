"""Isosurface: where a volume crosses a level, as triangles: flying edges, closed, smoothed, reduced.

VTK's filters are used here against the rule that only `gui` and `render` know it: what is imported are
its filters on arrays, which open no window and load no OpenGL. Flying edges: Schroeder et al. (2015);
smoothing by a windowed sinc: Taubin et al. (1996); reduction by quadrics: Garland and Heckbert (1997).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError
from canvas_app.core.volume import RAMP, WHOLE, Clip, Volume

Frame = tuple[float, ...]
Points = NDArray[np.float64]
Faces = NDArray[np.int64]
MOST_VOXELS = 1 << 29


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Triangles. points: (n, 3), x, y, z; faces: (m, 3), seen from outside anticlockwise; colours: (n, 3)
    bytes or None."""

    points: Points
    faces: Faces
    colours: NDArray[np.uint8] | None = None

    @property
    def volume(self) -> float:
        """What is enclosed; negative where faces look inwards."""
        a, b, c = (self.points[self.faces[:, k]] for k in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)

    @property
    def open_edges(self) -> int:
        """Edges that do not lie between exactly two faces; none: watertight."""
        pairs = np.sort(self.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
        _, counts = np.unique(pairs, axis=0, return_counts=True)
        return int((counts != 2).sum())

    def scaled(self, longest: float) -> Mesh:
        """The mesh with its longest side so long, such as 100 mm, its least corner in the origin."""
        low = self.points.min(0)
        span = float((self.points.max(0) - low).max()) or 1.0
        return replace(self, points=(self.points - low) * (longest / span))

    def coloured(self, colour_at: Callable[[Points], NDArray[np.uint8]]) -> Mesh:
        """The mesh with a colour for each of its points."""
        return replace(self, colours=colour_at(self.points))


def isosurface(
    values: NDArray[np.float32],
    frame: Frame,
    level: float,
    *,
    smoothing: int = 0,
    reduction: float = 0.0,
    closed: bool = True,
) -> Mesh:
    """The surface round all that is above `level` in values (d, h, w), rows from the top, of a box with
    world bounds (x0, x1, y0, y1, z0, z1).

    smoothing: passes, 20 is a good number. reduction: the share of triangles to leave out, 0 to 0.99.
    closed: what reaches the box's sides is cut off flat there, so that nothing is open.

    Raises:
        CanvasError: nothing, or everything, lies above the level; or the volume is too large.
    """
    if values.size > MOST_VOXELS:
        raise CanvasError(
            f"A mesh of {values.size:,} voxels takes too much memory.", hint="Take 512 or less."
        )
    found = np.nan_to_num(np.asarray(values, np.float32), nan=-np.inf, neginf=-3e38, posinf=3e38)
    low, high = float(found.min()), float(found.max())
    if not low < level < high and not (closed and low >= level < high):
        raise CanvasError(
            f"There is no surface at {level:g}: values go from {low:g} to {high:g}.",
            hint="Take a level between them.",
        )
    points, faces = _contoured(found, frame, level, closed)
    if smoothing or reduction:
        points, faces = _refined(points, faces, smoothing, min(0.99, reduction))
    mesh = Mesh(points, faces)
    return mesh if mesh.volume >= 0 else replace(mesh, faces=mesh.faces[:, ::-1].copy())


def bounded(values: NDArray[np.float32], level: float, look: Volume) -> NDArray[np.float32]:
    """Values (d, h, w), rows from the top, whose surface at `level` is that of what a volume shows: they
    fall below it where opacity fades to the ball in the box, and beyond the clip box."""
    out, shape = values, values.shape
    places = [np.abs((np.arange(n) + 0.5) * (2 / n) - 1) for n in shape]
    if look.opacity.fade:
        far = sum(np.square(at).reshape(_along(k)) for k, at in enumerate(places))
        t = np.clip((1 - np.sqrt(np.asarray(far, np.float32))) / look.opacity.fade, 0, 1)
        seen = t * t * (3 - 2 * t)
        low = np.float32(level - RAMP)
        out = ((out - low) * seen + low).astype(np.float32)
    if look.clip != WHOLE:
        steep = max(float(np.nanmax(out)) - level, 1e-6)
        for k, (n, pair) in enumerate(zip(shape, _pairs(look.clip), strict=True)):
            at = np.arange(n) + 0.5
            ends = (
                (at - pair[0] * n) if pair[0] > 0 else None,
                (pair[1] * n - at) if pair[1] < 1 else None,
            )
            for inside in ends:
                if inside is not None:
                    cut = (level + steep * inside).astype(np.float32)
                    out = np.minimum(out, cut.reshape(_along(k)))
    return out


def _along(axis: int) -> tuple[int, ...]:
    shape = [1, 1, 1]
    shape[axis] = -1
    return tuple(shape)


def _pairs(clip: Clip) -> list[tuple[float, float]]:
    """From and to along slabs, rows (from the top) and columns."""
    x0, x1, y0, y1, z0, z1 = clip
    return [(z0, z1), (1 - y1, 1 - y0), (x0, x1)]


def _contoured(
    values: NDArray[np.float32], frame: Frame, level: float, closed: bool
) -> tuple[Points, Faces]:
    from vtkmodules.vtkCommonDataModel import vtkImageData
    from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D

    d, h, w = values.shape
    upright = values[:, ::-1]
    edge = int(closed)
    if closed:
        below = np.float32(min(float(values.min()), level) - 1.0)
        upright = _closed(np.maximum(upright, below), level)
    bounds = np.array(frame).reshape(3, 2)
    sides = (bounds[:, 1] - bounds[:, 0]) / np.array([w, h, d])
    image = vtkImageData()
    image.SetDimensions(w + 2 * edge, h + 2 * edge, d + 2 * edge)
    image.SetSpacing(*sides)
    image.SetOrigin(*(bounds[:, 0] + (0.5 - edge) * sides))
    flat = np.ascontiguousarray(upright, np.float32).reshape(-1)
    image.GetPointData().SetScalars(_bridge().numpy_to_vtk(flat, deep=True))
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image)
    edges.SetValue(0, level)
    edges.ComputeNormalsOff()
    edges.ComputeScalarsOff()
    edges.Update()
    points, faces = _arrays(edges.GetOutput())
    if closed:  # the half voxel of the cut lies within the box
        points = np.clip(points, bounds[:, 0], bounds[:, 1])
    return _welded(points, faces)


def _closed(values: NDArray[np.float32], level: float) -> NDArray[np.float32]:
    """One voxel more on every side, mirrored at the level: what is solid ends at the sides of the box."""
    out = np.pad(values, 1, mode="edge")
    for axis in range(3):
        for end in (0, -1):
            face = np.moveaxis(out, axis, 0)[end]
            face[...] = np.minimum(np.minimum(face, 2 * level - face), np.float32(level - 1e-4))
    return out


def _welded(points: Points, faces: Faces) -> tuple[Points, Faces]:
    """Points in one place made one, faces without area left out."""
    unique, index = np.unique(points.astype(np.float32), axis=0, return_inverse=True)
    joined = index.reshape(-1)[faces]
    a, b, c = joined.T
    return unique.astype(np.float64), joined[(a != b) & (b != c) & (c != a)]


def _refined(
    points: Points, faces: Faces, smoothing: int, reduction: float
) -> tuple[Points, Faces]:
    from vtkmodules.vtkFiltersCore import vtkQuadricDecimation, vtkWindowedSincPolyDataFilter

    shape = _poly(points, faces)
    if smoothing:
        sinc = vtkWindowedSincPolyDataFilter()
        sinc.SetInputData(shape)
        sinc.SetNumberOfIterations(smoothing)
        sinc.SetPassBand(0.1)
        sinc.NormalizeCoordinatesOn()
        sinc.BoundarySmoothingOff()
        sinc.Update()
        shape = sinc.GetOutput()
    if reduction:
        quadrics = vtkQuadricDecimation()
        quadrics.SetInputData(shape)
        quadrics.SetTargetReduction(reduction)
        quadrics.VolumePreservationOn()
        quadrics.Update()
        shape = quadrics.GetOutput()
    return _arrays(shape)


def _poly(points: Points, faces: Faces) -> Any:
    from vtkmodules.vtkCommonCore import vtkPoints
    from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData

    places, cells, shape = vtkPoints(), vtkCellArray(), vtkPolyData()
    places.SetData(_bridge().numpy_to_vtk(np.ascontiguousarray(points), deep=True))
    starts = np.arange(0, 3 * len(faces) + 1, 3, dtype=np.int64)
    corners = np.ascontiguousarray(faces, np.int64).reshape(-1)
    cells.SetData(
        _bridge().numpy_to_vtkIdTypeArray(starts, deep=True),
        _bridge().numpy_to_vtkIdTypeArray(corners, deep=True),
    )
    shape.SetPoints(places)
    shape.SetPolys(cells)
    return shape


def _arrays(shape: Any) -> tuple[Points, Faces]:
    if not shape.GetNumberOfPolys():
        raise CanvasError("The surface has no triangles.", hint="Take another level.")
    points = _bridge().vtk_to_numpy(shape.GetPoints().GetData()).astype(np.float64)
    faces = (
        _bridge()
        .vtk_to_numpy(shape.GetPolys().GetConnectivityArray())
        .reshape(-1, 3)
        .astype(np.int64)
    )
    return points, faces


def _bridge() -> Any:
    """VTK's own functions from and to numpy."""
    from vtkmodules.util import numpy_support

    return numpy_support
