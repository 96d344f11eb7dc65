"""Stills: a picture of a volume from a camera, sampled as finely as asked and composited by the engine."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size
from canvas_app.engine.volume import whole
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.atomic import replacing
from canvas_app.io.exporter import Export, Progress
from canvas_app.io.png import international_text
from canvas_app.io.recipe import to_compact

STILLS = frozenset({".png", ".jpg", ".jpeg", ".webp"})
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


def drawn(
    request: VolumeRequest, size: Size, background: tuple[int, int, int] | None = None
) -> Generator[Progress, None, Image.Image]:
    """A still by the camera and the light of the artwork: RGBA, or RGB on a background; what the artwork
    has chosen to stand on comes first."""
    from canvas_app.engine.raycast import still

    look = request.artwork.volume
    request = replace(request, opacity=look.seen_by)
    rgba = np.empty((*request.shape, 4), np.uint8)
    for fraction in whole(request, rgba):
        yield Progress(0.5 * fraction, "Sampling")
    work = still(rgba, request.bounds, look, size)
    while True:
        try:
            yield Progress(0.5 + 0.48 * next(work), "Casting rays")
        except StopIteration as end:
            picture: np.ndarray = end.value
            break
    if look.behind is not None:
        picture = picture[..., :3]
    elif background is not None:
        seen = picture[..., 3:]
        picture = picture[..., :3] * seen + np.array(background) / 255 * (1 - seen)
    return Image.fromarray((picture * 255 + 0.5).astype(np.uint8))


def export_still(
    path: Path,
    request: VolumeRequest,
    size: Size,
    *,
    background: tuple[int, int, int] | None = (0, 0, 0),
) -> Export:
    """A picture file of a volume; PNG carries the recipe. background None: transparent.

    Raises:
        CanvasError: the format has no transparency, or the file cannot be written.
    """
    kind = _FORMATS[path.suffix.lower()]
    if background is None and request.artwork.volume.behind is None and kind == "JPEG":
        raise CanvasError("JPEG has no transparency.", hint="Write .png or .webp.")
    picture = yield from drawn(request, size, background)
    extra = {"pnginfo": _carried(request.artwork)} if kind == "PNG" else {"quality": 92}
    with replacing(path, 4 * size[0] * size[1]) as file:
        picture.save(file, kind, **extra)
        yield Progress(1.0, "Writing")
    return path


def _carried(artwork: Artwork) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add(b"iTXt", international_text(to_compact(artwork)))
    return info
