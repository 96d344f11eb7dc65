"""Film frames: the pictures of a film as bytes an encoder takes, padded where it must be."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from canvas_app.core.timeline import Timeline
from canvas_app.core.view import Size
from canvas_app.engine.request import Pixels

from .film import Codec, FilmOptions

if TYPE_CHECKING:  # torch comes with it, and waits for a film
    from canvas_app.engine.filming import Camera

SAMPLES = 16  # pictures of a film that its colours are chosen from


def camera_of(options: FilmOptions, bits: int = 8, size: Size | None = None) -> Camera:
    """How the frames of a film are taken."""
    from canvas_app.engine.filming import Camera

    return Camera(
        size or options.size,
        options.supersample,
        options.shutter,
        options.exposures,
        options.device,
        bits,
        options.voxels,
    )


def fed(picture: Pixels, size: Size, *, alpha: bool) -> memoryview:
    """A frame as the bytes of `pixels_in`: the last row and column repeated up to `size`; what can be
    seen through is laid on black, unless the film keeps that."""
    if not alpha:
        picture = _on_black(picture)
    h, w = picture.shape[:2]
    if (w, h) != size:
        picture = np.pad(picture, ((0, size[1] - h), (0, size[0] - w), (0, 0)), mode="edge")
    return np.ascontiguousarray(picture).data.cast("B")


def pixels_in(codec: Codec, *, alpha: bool) -> str:
    """ffmpeg's name of what `fed` gives."""
    if codec.bits == 16:
        return "rgba64le"
    return "rgba" if alpha else "rgb0"


def _on_black(picture: Pixels) -> Pixels:
    most = np.iinfo(picture.dtype).max
    clear = picture[..., 3] < most
    if not clear.any():
        return picture
    out = picture.copy()
    share = out[..., 3:].astype(np.float32) / most
    out[..., :3] = np.rint(out[..., :3] * share)
    out[..., 3] = most
    return out


class Reeling:
    """The frames of one film, each drawn once. `first` keeps those of the trial for the film itself."""

    def __init__(self, timeline: Timeline, camera: Camera) -> None:
        self.timeline = timeline
        self.camera = camera
        self._kept: dict[int, Pixels] = {}

    def drawn(self, frame: int, *, keep: bool = False) -> Generator[None, None, Pixels]:
        """One frame; yields between strips."""
        if frame in self._kept:
            yield  # it is a step of the film all the same
            return self._kept[frame] if keep else self._kept.pop(frame)
        from canvas_app.engine.filming import exposed

        picture = yield from exposed(self.timeline, frame, self.camera)
        if keep:
            self._kept[frame] = picture
        return picture
