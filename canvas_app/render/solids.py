"""Solids: what VTK draws of a volume: voxels, a surface, three slices, the box about them.

`image_of` and `surface_of` copy much memory: they may, and should, run on a background thread.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.camera import Camera
from canvas_app.core.opacity import REFERENCE
from canvas_app.core.view import Size

Bounds = tuple[float, ...]
WHOLE: Bounds = (0.0, 1.0, 0.0, 1.0, 0.0, 1.0)
_SUBVOLUME = 0x2000  # VTK's flag for "inside all six planes"


def image_of(rgba: NDArray[np.uint8], bounds: Bounds) -> Any:
    """Voxels (d, h, w, 4), rows from the top, in a box (x0, x1, y0, y1, z0, z1), as VTK wants them."""
    from vtkmodules.vtkCommonDataModel import vtkImageData

    d, h, w, _ = rgba.shape
    sides = np.array(bounds[1::2]) - np.array(bounds[::2])
    spacing = sides / (w, h, d)
    image = vtkImageData()
    image.SetDimensions(w, h, d)
    image.SetSpacing(*spacing)
    image.SetOrigin(*(np.array(bounds[::2]) + spacing / 2))
    flat = np.ascontiguousarray(rgba[:, ::-1]).reshape(-1, 4)
    image.GetPointData().SetScalars(_copied(flat))
    return image


def surface_of(
    points: NDArray[np.float64], faces: NDArray[np.int64], colours: NDArray[np.uint8] | None
) -> Any:
    """Triangles with a colour for each of their points, and normals to be lit by."""
    import pyvista

    made: Any = pyvista.PolyData.from_regular_faces(points, faces.astype(int))
    found = made.compute_normals(cell_normals=False, split_vertices=False)
    if colours is not None:
        found.GetPointData().SetScalars(_copied(np.ascontiguousarray(colours)))
    return found


def _copied(numbers: NDArray[Any]) -> Any:
    from vtkmodules.util import numpy_support

    bridge: Any = numpy_support
    return bridge.numpy_to_vtk(numbers, deep=True)


class Solids:
    """The things in a renderer. One kind is to be seen at a time, in its box."""

    def __init__(self, renderer: Any) -> None:
        self._renderer = renderer
        self._bounds: Bounds = (-1.0, 1.0) * 3
        self._parts = WHOLE
        self._shown: list[Any] = []
        self._mapper: Any = None
        self._box: Any = None
        self._rays = 1.0

    def show_voxels(self, image: Any, bounds: Bounds, mode: str) -> None:
        """Rays through voxels whose fourth byte is opacity."""
        from vtkmodules.vtkRenderingCore import vtkVolume
        from vtkmodules.vtkRenderingVolumeOpenGL2 import vtkOpenGLGPUVolumeRayCastMapper

        self._put(bounds)
        spacing = min(image.GetSpacing())
        mapper = vtkOpenGLGPUVolumeRayCastMapper()
        mapper.SetInputData(image)
        mapper.SetAutoAdjustSampleDistances(0)
        mapper.SetSampleDistance(0.75 * spacing)
        mapper.SetImageSampleDistance(self._rays)
        if mode == "maximum":
            mapper.SetBlendModeToMaximumIntensity()
        volume = vtkVolume()
        volume.SetMapper(mapper)
        volume.SetProperty(_property(bounds))
        self._mapper = mapper
        self._add(volume)
        self.clip(self._parts)

    def show_surface(self, surface: Any, bounds: Bounds) -> None:
        """Triangles, lit."""
        from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

        self._put(bounds)
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(surface)
        mapper.SetColorModeToDirectScalars()
        actor = vtkActor()
        actor.SetMapper(mapper)
        look = actor.GetProperty()
        look.SetAmbient(0.25)
        look.SetSpecular(0.25)
        look.SetSpecularPower(25)
        self._mapper = mapper
        self._add(actor)
        self.clip(self._parts)

    def show_slices(self, image: Any, bounds: Bounds, at: tuple[float, float, float]) -> None:
        """Three planes of voxels, opaque."""
        self._put(bounds)
        for axis, place in enumerate(at):
            self._add(_slice(image, axis, place))

    def clip(self, parts: tuple[float, ...]) -> None:
        """Show nothing beyond (x0, x1, y0, y1, z0, z1), parts of the box."""
        self._parts = parts
        mapper = self._mapper
        if mapper is None:
            return
        low, high = np.array(self._bounds[::2]), np.array(self._bounds[1::2])
        planes = [
            float(low[k // 2] + part * (high[k // 2] - low[k // 2])) for k, part in enumerate(parts)
        ]
        if hasattr(mapper, "SetCropping"):
            mapper.SetCropping(parts != WHOLE)
            mapper.SetCroppingRegionPlanes(*planes)
            mapper.SetCroppingRegionFlags(_SUBVOLUME)
            return
        mapper.RemoveAllClippingPlanes()
        for plane in _planes(planes) if parts != WHOLE else ():
            mapper.AddClippingPlane(plane)

    def rays(self, apart: float) -> None:
        """Cast rays so many pixels apart."""
        self._rays = apart
        if self._mapper is not None and hasattr(self._mapper, "SetImageSampleDistance"):
            self._mapper.SetImageSampleDistance(apart)

    def look_from(self, camera: Camera, size: Size) -> None:
        """As `engine.raycast` does: zoom 1 shows the whole box, however it is turned."""
        low, high = np.array(self._bounds[::2]), np.array(self._bounds[1::2])
        middle, radius = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
        _, up, away = camera.axes()
        narrow = max(1.0, size[1] / size[0])
        eye = self._renderer.GetActiveCamera()
        parallel = camera.field < 0.5
        eye.SetParallelProjection(parallel)
        if parallel:
            distance = 4 * radius
            eye.SetParallelScale(radius / camera.zoom * narrow)
        else:
            half = math.radians(camera.field / 2)
            distance = radius / math.sin(half)
            eye.SetViewAngle(math.degrees(2 * math.atan(math.tan(half) / camera.zoom * narrow)))
        eye.SetFocalPoint(*middle)
        eye.SetPosition(*(middle - away * distance))
        eye.SetViewUp(*up)
        self._renderer.ResetCameraClippingRange()

    def outline(self, colour: str) -> None:
        """Draw the edges of the box; an empty colour hides them."""
        if self._box is not None:
            self._renderer.RemoveActor(self._box)
            self._box = None
        if colour:
            self._box = _edges(self._bounds, colour)
            self._renderer.AddActor(self._box)

    def _put(self, bounds: Bounds) -> None:
        for thing in self._shown:
            self._renderer.RemoveViewProp(thing)
        self._shown, self._mapper, self._bounds = [], None, bounds

    def _add(self, thing: Any) -> None:
        self._renderer.AddViewProp(thing)
        self._shown.append(thing)


def _property(bounds: Bounds) -> Any:
    """Colours as they are; the fourth byte is the opacity of 1/128 of the longest side."""
    from vtkmodules.vtkCommonDataModel import vtkPiecewiseFunction
    from vtkmodules.vtkRenderingCore import vtkVolumeProperty

    ramp = vtkPiecewiseFunction()
    ramp.AddPoint(0, 0.0)
    ramp.AddPoint(255, 1.0)
    look = vtkVolumeProperty()
    look.IndependentComponentsOff()
    look.ShadeOff()
    look.SetInterpolationTypeToLinear()
    look.SetScalarOpacity(ramp)
    longest = max(b - a for a, b in zip(bounds[::2], bounds[1::2], strict=True))
    for component in range(4):  # set for the first alone, the others take it to be 1
        look.SetScalarOpacityUnitDistance(component, longest / REFERENCE)
    return look


def _slice(image: Any, axis: int, place: float) -> Any:
    """One plane of voxels at a world coordinate of an axis."""
    from vtkmodules.vtkRenderingCore import vtkImageActor

    origin, spacing = image.GetOrigin()[axis], image.GetSpacing()[axis]
    count = image.GetDimensions()[axis]
    index = min(count - 1, max(0, round((place - origin) / spacing)))
    extent = list(image.GetExtent())
    extent[2 * axis] = extent[2 * axis + 1] = index
    actor = vtkImageActor()
    actor.GetMapper().SetInputData(_opaque(image))
    actor.SetDisplayExtent(*extent)
    actor.SetInterpolate(True)
    return actor


def _opaque(image: Any) -> Any:
    from vtkmodules.vtkImagingCore import vtkImageExtractComponents

    colours = vtkImageExtractComponents()
    colours.SetInputData(image)
    colours.SetComponents(0, 1, 2)
    colours.Update()
    return colours.GetOutput()


def _planes(at: list[float]) -> list[Any]:
    from vtkmodules.vtkCommonDataModel import vtkPlane

    made = []
    for k, place in enumerate(at):
        plane = vtkPlane()
        origin, normal = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
        origin[k // 2], normal[k // 2] = place, 1.0 if k % 2 == 0 else -1.0
        plane.SetOrigin(*origin)
        plane.SetNormal(*normal)
        made.append(plane)
    return made


def _edges(bounds: Bounds, colour: str) -> Any:
    import pyvista
    from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

    mapper = vtkPolyDataMapper()
    mapper.SetInputData(pyvista.Box(bounds).extract_feature_edges())
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().SetColor(*pyvista.Color(colour).float_rgb)
    actor.GetProperty().SetLineWidth(1.0)
    return actor
