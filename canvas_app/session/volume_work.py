"""Volume work: volumes, meshes and stills in space as files, for the render queue."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from canvas_app.core.artwork import Artwork
from canvas_app.core.spec import Spec, knob
from canvas_app.engine.voxels import Shape, VolumeRequest, What, in_space
from canvas_app.io.exporter import Progress

STILLS = frozenset({".png", ".jpg", ".jpeg", ".webp"})
OPAQUE = frozenset({".jpg", ".jpeg"})  # what has no transparency stands on black
MESHES = frozenset({".stl", ".ply", ".obj", ".glb"})
COLOURS = frozenset({".tif", ".tiff"})
PAGES = frozenset({".html"})
PAGE_SIDE = 96  # voxels: what a phone turns without effort, in a file that can be sent


@dataclass(frozen=True)
class SolidOptions:
    """How a volume is written. side: voxels of the longest side; size: of a still, in pixels; longest:
    millimetres of a mesh's longest side; ground: what is behind a still, None: nothing; smoothing, in
    passes, and reduction, a share of its triangles: of a mesh."""

    side: int = 128
    size: tuple[int, int] = (1280, 960)
    longest: float = 100.0
    ground: tuple[int, int, int] | None = None
    smoothing: int = 20
    reduction: float = 0.0


class Outlet(Spec):
    """What a person chooses of files before they are written; no file knows it."""

    width: Annotated[int, knob(ge=1, le=16_384, log=True, unit="px", doc="Of a still")] = 1280
    height: Annotated[int, knob(ge=1, le=16_384, log=True, unit="px", doc="Of a still")] = 960
    longest: Annotated[
        float, knob(ge=0.1, le=10_000, log=True, unit="mm", doc="Longest side of meshes and voxels")
    ] = 100.0
    smoothing: Annotated[int, knob(ge=0, le=100, doc="Of a mesh, in passes")] = 20
    reduction: Annotated[float, knob(ge=0, le=0.99, doc="Share of triangles to leave out")] = 0.0

    def options(self, side: int) -> SolidOptions:
        """For a volume of so many voxels."""
        return SolidOptions(
            side, (self.width, self.height), self.longest,
            smoothing=self.smoothing, reduction=self.reduction,
        )  # fmt: skip


def shape_of(artwork: Artwork, side: int) -> tuple[Shape, tuple[float, ...] | None]:
    """Slabs, rows, columns, and the box of a volume that was fitted; else a cube at home."""
    from canvas_app.io.fitted_arrays import samples_of

    known = samples_of(artwork)
    if known is None or len(known.axes) != 3 or known.frame is None:
        return (side, side, side), None
    lengths = [b - a for a, b in zip(known.frame[::2], known.frame[1::2], strict=True)]
    w, h, d = (max(1, round(side * n / max(lengths))) for n in lengths)
    return (d, h, w), known.frame


def solid_file(
    path: Path, artwork: Artwork, options: SolidOptions
) -> Generator[Progress, None, Path]:
    """Write what the ending of `path` says: voxels, a mesh at the artwork's level, or a still.

    Raises:
        CanvasError: the field is flat, or nothing is written by that ending, or the disk is full.
    """
    from canvas_app.io.volumes.files import VolumeOptions, volume_exporter_for
    from canvas_app.io.volumes.stills import export_still

    work = in_space(artwork)
    ending = path.suffix.lower()
    shape, frame = shape_of(work, _side(ending, options))
    opacity = work.volume.opacity
    if ending in STILLS:
        request = VolumeRequest(work, shape, "rgba", opacity, frame=frame)
        opaque = ending in OPAQUE and options.ground is None
        ground = (0, 0, 0) if opaque else options.ground
        return (yield from export_still(path, request, options.size, background=ground))
    write = volume_exporter_for(path)
    what: What = "value" if ending in MESHES else "rgb" if ending in COLOURS else "rgba"
    request = VolumeRequest(work, shape, what, opacity, frame=frame)
    bits: VolumeOptions = VolumeOptions(
        8 if ending in COLOURS else 32, options.longest, work.volume.level,
        options.smoothing, options.reduction,
    )  # fmt: skip
    return (yield from write(path, request, bits))


def check(path: Path) -> None:
    """A CanvasError where nothing is written by this ending."""
    from canvas_app.io.volumes.files import volume_exporter_for

    if path.suffix.lower() not in STILLS:
        volume_exporter_for(path)


def detail(path: Path, artwork: Artwork, options: SolidOptions) -> str:
    """The line below the name."""
    (d, h, w), _ = shape_of(artwork, _side(path.suffix.lower(), options))
    said = f"{w} × {h} × {d} voxels"
    if path.suffix.lower() in STILLS:
        return f"{options.size[0]:,} × {options.size[1]:,} · {said}"
    return f"mesh of {said}" if path.suffix.lower() in MESHES else said


def _side(ending: str, options: SolidOptions) -> int:
    return min(PAGE_SIDE, options.side) if ending in PAGES else options.side


__all__ = ["MESHES", "STILLS", "SolidOptions", "check", "detail", "shape_of", "solid_file"]
