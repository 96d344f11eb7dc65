"""Filming: a timeline made ready for the camera, and its frames as pixels.

Ready means: statistics are measured once a key and travel with the film, so that nothing flickers;
weights that are drawn from seeds are written down where the film moves from some to others.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.keyframe import Keyframe, Shot
from canvas_app.core.morphing import unlike
from canvas_app.core.timeline import Timeline
from canvas_app.core.view import Size
from canvas_app.core.weights import Weights

from .device import CPU
from .fading import mixed
from .field import build, forget, statistics
from .render import strips
from .request import Pixels, resolve
from .solid_filming import seen
from .voxels import in_space

_replace = msgspec.structs.replace


@dataclass(frozen=True, slots=True)
class Camera:
    """How frames are taken. shutter: the part of a frame's time that is seen, 0..1, in so many
    `exposures`, for motion blur. size: of the pixels; bits: 8 or 16 a channel. voxels: of the longest
    side, where the film is of what is seen in space."""

    size: Size
    supersample: int = 1
    shutter: float = 0.0
    exposures: int = 8
    device: str = "auto"
    bits: int = 8
    voxels: int = 0


def prepared(timeline: Timeline, *, solid: bool = False) -> Timeline:
    """The timeline with statistics in every key, and weights where it moves between drawn ones.

    What is scrubbed and what is exported is this one. Preparing it again changes nothing. solid: it is
    seen in space, where weights that are drawn read the third axis, too.

    Raises:
        CanvasError: an artwork cannot be built, or is flat and shall be solid.
    """
    keys = timeline.in_order
    whole = [key.artwork for key in keys if key.artwork is not None]
    base = timeline.base
    if any(a.drawn_by() != b.drawn_by() for a in whole for b in whole[:1]):
        deep = [in_space(a) if solid else a for a in whole]
        known = {id(a): _pinned(b, deep) for a, b in zip(whole, deep, strict=True)}
        keys = tuple(_with(key, known.get(id(key.artwork))) for key in keys)
    keys = tuple(_with(key, _measured(key.artwork)) for key in keys)
    return timeline.but(keys=keys, base=_measured(base))


def _with(key: Keyframe, artwork: Artwork | None) -> Keyframe:
    return key if artwork is None else _replace(key, artwork=artwork)


def _measured(artwork: Artwork | None) -> Artwork | None:
    if artwork is None or artwork.statistics is not None:
        return artwork
    return _replace(artwork, statistics=statistics(artwork))


def _pinned(artwork: Artwork, others: list[Artwork]) -> Artwork:
    """The artwork with the weights that its seed draws, where another one can so be reached."""
    if artwork.weights is not None:
        return artwork
    own = _written(artwork)
    for other in others:
        if other.drawn_by() == artwork.drawn_by() or type(other.field) is not type(artwork.field):
            continue
        if not unlike(own, other if other.weights is not None else _written(other)):
            return own
    return artwork


def _written(artwork: Artwork) -> Artwork:
    arrays = {n: p.numpy() for n, p in build(artwork, str(CPU)).parameters.items()}
    return _replace(artwork, weights=Weights(arrays), statistics=statistics(artwork))


def exposed(timeline: Timeline, frame: int, camera: Camera) -> Generator[None, None, Pixels]:
    """One frame as levels, (h, w, 4) of uint8 or uint16, straight alpha. Yields between strips, so that
    the work can be stopped.

    timeline: a prepared one.
    """
    if camera.shutter <= 0:
        return (yield from _still(timeline, timeline.time_of(frame), camera))
    times = list(_exposures(timeline, frame, camera))
    light: NDArray[np.float32] | None = None
    for t in times:
        picture = yield from _still(timeline, t, camera)
        part = _light_of(picture)
        light = part if light is None else np.add(light, part, out=light)
    assert light is not None
    return _levels_of(light * np.float32(1 / len(times)), camera.bits)


def _exposures(timeline: Timeline, frame: int, camera: Camera) -> Iterator[float]:
    """Times within the open shutter, about the frame's own; at the ends of a film that is no loop they
    stay within it."""
    gap = timeline.time_of(1) if timeline.frames > 1 else timeline.length
    for k in range(camera.exposures):
        away = ((k + 0.5) / camera.exposures - 0.5) * camera.shutter * gap
        t = timeline.time_of(frame) + away
        yield t if timeline.loop else min(max(t, 0.0), timeline.length)


def _still(timeline: Timeline, t: float, camera: Camera) -> Generator[None, None, Pixels]:
    shot = timeline.shot_at(t)
    if camera.voxels:
        return (yield from _in_space(shot, camera))
    request = resolve(
        shot.first,
        None,
        camera.size,
        supersample=camera.supersample,
        device=camera.device,
        bits=camera.bits,
        over=shot.second,
        amount=shot.amount,
    )
    whole: Pixels | None = None
    for strip in strips(request):
        if strip.rgba.shape[0] == camera.size[1]:
            whole = strip.rgba
        else:
            if whole is None:
                whole = np.empty((camera.size[1], camera.size[0], 4), strip.rgba.dtype)
            whole[strip.rect[1] : strip.rect[1] + strip.rect[3]] = strip.rgba
        yield
    for artwork in (shot.first, shot.second):
        if artwork is not None and artwork.weights is not None:
            forget(artwork)
    assert whole is not None
    return whole


def _in_space(shot: Shot, camera: Camera) -> Generator[None, None, Pixels]:
    """What is seen in space; of a fade both sides, mixed as they are in the plane."""
    if shot.second is None:
        return (yield from _solid(shot.first, camera, 1))
    first = yield from _solid(shot.first, camera, 2)
    second = yield from _solid(shot.second, camera, 2)
    return mixed(first, second, shot.amount)


def _solid(artwork: Artwork, camera: Camera, keep: int) -> Generator[None, None, Pixels]:
    """One artwork in space, of more pixels where samples are wanted. keep: voxels of so many artworks."""
    more, bits = camera.supersample, camera.bits
    size = camera.size[0] * more, camera.size[1] * more
    picture = yield from seen(
        artwork, size, camera.voxels, bits=bits, device=camera.device, keep=keep
    )
    if more == 1:
        return picture
    light = _light_of(picture)
    parts = light.reshape(camera.size[1], more, camera.size[0], more, 4)
    return _levels_of(parts.mean((1, 3)), bits)


def _light_of(levels: Pixels) -> NDArray[np.float32]:
    """sRGB levels as light, times their alpha."""
    most = np.iinfo(levels.dtype).max
    c = np.arange(most + 1, dtype=np.float64) / most
    table = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4).astype(np.float32)
    alpha = levels[..., 3:].astype(np.float32) / most
    return np.concatenate([table[levels[..., :3]] * alpha, alpha], axis=-1)


def _levels_of(light: NDArray[np.float32], bits: int) -> Pixels:
    most = 2**bits - 1
    alpha = light[..., 3:]
    c = np.clip(light[..., :3] / np.maximum(alpha, 1e-6), 0, 1)
    levels = np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055)
    whole = np.concatenate([levels, alpha], axis=-1) * most
    out: Pixels = np.rint(whole).astype(np.uint16 if bits == 16 else np.uint8)
    return out
