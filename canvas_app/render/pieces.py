"""Pieces: what `Solids` puts into a renderer besides rays: slices, cuts, edges, the light of a surface."""

from __future__ import annotations

from typing import Any

from canvas_app.core.volume import Volume

from .volume_shader import COLOURS

Bounds = tuple[float, ...]
_WORDS = COLOURS + "//VTK::Normal::Dec\n"
_LIT = """
  float canvas_facing = max(dot(normalVCVSOutput, canvas_lamp), 0.0);
  float canvas_lit = canvas_lights.x + (1.0 - canvas_lights.x) * canvas_facing * canvas_lights.y;
  float canvas_shine = canvas_lights.z * pow(canvas_facing + 1e-6, canvas_lights.w);
  vec3 canvas_paint = canvas_light(diffuseColor) * canvas_lit + canvas_shine;
  gl_FragData[0] = vec4(canvas_srgb(canvas_paint), opacity);
"""


def light_surface(actor: Any, look: Volume) -> None:
    """Light a surface as `engine.lamp` does: in linear light, from the same lamp."""
    prop = actor.GetShaderProperty()
    if not prop.GetNumberOfShaderReplacements():
        prop.AddFragmentShaderReplacement("//VTK::Normal::Dec", True, _WORDS, False)
        prop.AddFragmentShaderReplacement("//VTK::Light::Impl", True, _LIT, False)
    numbers = prop.GetFragmentCustomUniforms()
    seen = look.camera.axes() @ look.lamp_towards() * (1, 1, -1)  # z towards the eye
    numbers.SetUniform3f("canvas_lamp", seen.tolist())
    numbers.SetUniform4f("canvas_lights", [look.ambient, look.diffuse, look.gloss, look.polish])


def slices_of(image: Any, at: tuple[float, ...]) -> list[Any]:
    """Three planes of an image of cells, in the middle of those at world x, y and z."""
    colours = _opaque(_middles(image))
    return [_slice(colours, axis, place) for axis, place in enumerate(at)]


def _slice(colours: Any, axis: int, place: float) -> Any:
    """One plane of voxels at a world coordinate of an axis."""
    from vtkmodules.vtkRenderingCore import vtkImageActor

    origin, spacing = colours.GetOrigin()[axis], colours.GetSpacing()[axis]
    count = colours.GetDimensions()[axis]
    index = min(count - 1, max(0, round((place - origin) / spacing)))
    extent = list(colours.GetExtent())
    extent[2 * axis] = extent[2 * axis + 1] = index
    actor = vtkImageActor()
    actor.GetMapper().SetInputData(colours)
    actor.SetDisplayExtent(*extent)
    actor.SetInterpolate(True)
    return actor


def _middles(image: Any) -> Any:
    """The same voxels as points in the middle of the cells."""
    from vtkmodules.vtkCommonDataModel import vtkImageData

    points = vtkImageData()
    points.SetDimensions(*(n - 1 for n in image.GetDimensions()))
    points.SetSpacing(*image.GetSpacing())
    pairs = zip(image.GetOrigin(), image.GetSpacing(), strict=True)
    points.SetOrigin(*(low + side / 2 for low, side in pairs))
    points.GetPointData().SetScalars(image.GetCellData().GetScalars())
    return points


def _opaque(image: Any) -> Any:
    from vtkmodules.vtkImagingCore import vtkImageExtractComponents

    colours = vtkImageExtractComponents()
    colours.SetInputData(image)
    colours.SetComponents(0, 1, 2)
    colours.Update()
    return colours.GetOutput()


def cuts_at(at: list[float]) -> list[Any]:
    """Planes that leave what lies between world x0 and x1, y0 and y1, z0 and z1."""
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


def edges_of(bounds: Bounds, colour: str) -> Any:
    """The twelve edges of a box."""
    import pyvista
    from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

    mapper = vtkPolyDataMapper()
    mapper.SetInputData(pyvista.Box(bounds).extract_feature_edges())
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().SetColor(*pyvista.Color(colour).float_rgb)
    actor.GetProperty().SetLineWidth(1.0)
    return actor
