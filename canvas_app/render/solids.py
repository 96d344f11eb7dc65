"""Solids: what VTK draws of a volume: voxels, a surface, three slices, the box about them.

`image_of` and `surface_of` copy much memory: they may, and should, run on a background thread.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.camera import Camera
from canvas_app.core.view import Size
from canvas_app.core.volume import WHOLE, Mode, Volume

from .pieces import cuts_at, edges_of, light_surface, slices_of
from .volume_shader import dress, tell

Bounds = tuple[float, ...]
STEP = 0.75  # voxels between samples of a ray
_TOLD = "mean and greatest opacity"
_SUBVOLUME = 0x2000  # VTK's flag for "inside all six planes"


def image_of(rgba: NDArray[np.uint8], bounds: Bounds) -> Any:
    """Voxels (d, h, w, 4), rows from the top, in a box (x0, x1, y0, y1, z0, z1), as VTK wants them."""
    from vtkmodules.vtkCommonDataModel import vtkImageData

    d, h, w, _ = rgba.shape
    sides = np.array(bounds[1::2]) - np.array(bounds[::2])
    image = vtkImageData()  # of cells: they fill the box to its sides, as voxels do
    image.SetDimensions(w + 1, h + 1, d + 1)
    image.SetSpacing(*(sides / (w, h, d)))
    image.SetOrigin(*bounds[::2])
    flat = np.ascontiguousarray(rgba[:, ::-1]).reshape(-1, 4)
    image.GetCellData().SetScalars(_copied(flat))
    seen = rgba[..., 3]
    told = _copied(np.array([seen.mean() / 255, seen.max() / 255]))
    told.SetName(_TOLD)
    image.GetFieldData().AddArray(told)
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
        self._parts: Bounds = WHOLE
        self._shown: list[Any] = []
        self._mapper: Any = None
        self._volume: Any = None
        self._box: Any = None
        self._rays = self._apart = 1.0
        self._look = Volume()
        self._dressed: tuple[str, bool] | None = None

    def show_voxels(self, image: Any, bounds: Bounds, mode: Mode) -> None:
        """Rays through voxels whose fourth byte is opacity; what was drawn by rays is drawn on, by the
        same shader."""
        from vtkmodules.vtkRenderingCore import vtkVolume
        from vtkmodules.vtkRenderingVolumeOpenGL2 import vtkOpenGLGPUVolumeRayCastMapper

        self._look = self._look.but(mode=mode)
        if self._volume is None:
            self._put(bounds)
            self._mapper = vtkOpenGLGPUVolumeRayCastMapper()
            self._mapper.SetAutoAdjustSampleDistances(0)
            self._volume = vtkVolume()
            self._volume.SetMapper(self._mapper)
            self._volume.SetProperty(_property())
            self._add(self._volume)
        self._bounds = bounds
        self._mapper.SetInputData(image)
        self.rays(self._rays, self._apart)
        self.light(self._look)
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
        self._mapper = mapper
        self._add(actor)
        self.light(self._look)
        self.clip(self._parts)

    def show_slices(self, image: Any, bounds: Bounds, at: tuple[float, float, float]) -> None:
        """Three planes of voxels, opaque."""
        self._put(bounds)
        for plane in slices_of(image, at):
            self._add(plane)

    def light(self, look: Volume) -> None:
        """Lit, and as dense, as it says; the mode of what is shown, and the camera, stay."""
        self._dress(look.but(mode=self._look.mode, camera=self._look.camera))

    def _dress(self, look: Volume) -> None:
        self._look = look
        if self._volume is not None:
            self._light_voxels()
        elif self._mapper is not None:
            light_surface(self._shown[0], self._look)

    def clip(self, parts: Bounds) -> None:
        """Show nothing beyond (x0, x1, y0, y1, z0, z1), parts of the box."""
        self._parts = parts
        mapper = self._mapper
        if mapper is None:
            return
        low, high = np.array(self._bounds[::2]), np.array(self._bounds[1::2])
        planes = [
            float(low[k // 2] + part * (high[k // 2] - low[k // 2])) for k, part in enumerate(parts)
        ]
        if self._volume is not None:
            mapper.SetCropping(tuple(parts) != WHOLE)
            mapper.SetCroppingRegionPlanes(*planes)
            mapper.SetCroppingRegionFlags(_SUBVOLUME)
            return
        mapper.RemoveAllClippingPlanes()
        for plane in cuts_at(planes) if tuple(parts) != WHOLE else ():
            mapper.AddClippingPlane(plane)

    @property
    def bounds(self) -> Bounds:
        """Of the box, in world units."""
        return self._bounds

    @property
    def radius(self) -> float:
        """Of the ball about the box."""
        return float(np.linalg.norm(np.subtract(self._bounds[1::2], self._bounds[::2]))) / 2

    @property
    def by_rays(self) -> bool:
        """Whether rays draw what is shown."""
        return self._volume is not None

    @property
    def apart(self) -> tuple[float, float]:
        """How far apart rays are, in pixels, and how many times further samples along them."""
        return self._rays, self._apart

    def rays(self, apart: float, along: float = 1.0) -> None:
        """Cast rays so many pixels apart, with samples so many times further from each other."""
        self._rays, self._apart = apart, along
        if self._volume is not None:
            self._mapper.SetImageSampleDistance(apart)
            self._mapper.SetSampleDistance(self._step())
            self._tell()

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
        self._dress(self._look.but(camera=camera))  # the lamp may go with it

    def outline(self, colour: str) -> None:
        """Draw the edges of the box; an empty colour hides them."""
        if self._box is not None:
            self._renderer.RemoveActor(self._box)
            self._box = None
        if colour:
            self._box = edges_of(self._bounds, colour)
            self._renderer.AddActor(self._box)

    def show_outline(self, on: bool) -> None:
        """Let the edges be seen, where there are any, or not for a while."""
        if self._box is not None:
            self._box.SetVisibility(on)

    def _step(self) -> float:
        """World units from sample to sample of a ray."""
        return STEP * self._apart * float(min(self._mapper.GetInput().GetSpacing()))

    def _light_voxels(self) -> None:
        lamp = self._look.ambient < 1 or self._look.gloss > 0
        if (self._look.mode, lamp) != self._dressed:
            self._dressed = self._look.mode, lamp
            dress(self._volume.GetShaderProperty(), *self._dressed)
        self._tell()

    def _tell(self) -> None:
        image = self._mapper.GetInput()
        told = image.GetFieldData().GetArray(_TOLD)
        low, high = np.array(self._bounds[::2]), np.array(self._bounds[1::2])
        tell(
            self._volume.GetShaderProperty(), self._look, np.array(image.GetSpacing()), high - low,
            self._step(), (told.GetValue(0), told.GetValue(1)),
        )  # fmt: skip

    def _put(self, bounds: Bounds) -> None:
        for thing in self._shown:
            self._renderer.RemoveViewProp(thing)
        self._shown, self._mapper, self._bounds = [], None, bounds
        self._volume = self._dressed = None

    def _add(self, thing: Any) -> None:
        self._renderer.AddViewProp(thing)
        self._shown.append(thing)


def _property() -> Any:
    """Bytes as they are: the shader makes of them what is seen."""
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
    return look
