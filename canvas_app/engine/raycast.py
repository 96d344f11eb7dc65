"""Raycast: a still of a volume, along rays from the eye. No OpenGL.

Clouds: colours are interpolated in linear light, weighted by their opacity, front to back: Porter and
Duff's "over" (1984) with the opacities of a step after Beer and Lambert. Maximum: the most opaque place of
each ray. Average: the mean of each ray. Surface: the first place where opacity, which is then made of the
value (`Volume.seen_by`), passes a half. Slices: three planes. `marching.py` has what a ray gathers.
"""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size
from canvas_app.core.volume import Volume

from .backdrop import dressed
from .lamp import lit, shines
from .marching import GATHERINGS, Scene, followed, picked
from .rays import FINE, STEP, Frame, Rays, Through

_ROWS = 1 << 17  # rays that are followed at once
MOST_VOXELS = 1 << 28
LENS, FEW = 16, 8  # places of the lens that a still is taken through; where somebody waits for it
THROUGH_LENS = 1.5  # voxels between samples of each of them: they lie in different places
GLIMPSES = ((4, 2.0), (2, 1.5))  # parts of the size, and voxels from sample to sample
_PARTS = {"surface": 2, "slices": 2}  # rays along each side of a pixel, where edges are hard
Picture = NDArray[np.float32]


def still(
    rgba: NDArray[np.uint8], frame: Frame, look: Volume, size: Size, *, device: str = "cpu"
) -> Generator[float, None, Picture]:
    """sRGB levels and opacity (h, w, 4), not premultiplied, of voxels (d, h, w, 4) in a box of world
    bounds (x0, x1, y0, y1, z0, z1), rows from the top. Yields how far it is.

    Raises:
        CanvasError: the volume is larger than stills are made of.
    """
    scene = _scene(rgba, frame, look, device)
    if look.camera.aperture:
        picture = yield from _blurred(scene, frame, look, size, LENS)
    else:
        picture = yield from _cast(scene, frame, look, size, FINE, parts=_PARTS.get(look.mode, 1))
    return dressed(picture, look, frame)


def glimpses(
    rgba: NDArray[np.uint8], frame: Frame, look: Volume, size: Size, *, device: str = "cpu"
) -> Generator[float | Picture, None, None]:
    """The same, coarse first: pictures of a quarter, a half and all of the size, each when it is ready;
    numbers in between say how far the next one is."""
    scene = _scene(rgba, frame, look, device)
    yield 0.0
    for part, apart in (*GLIMPSES, (1, STEP)):
        fewer = max(1, size[0] // part), max(1, size[1] // part)
        yield dressed((yield from _cast(scene, frame, look, fewer, apart)), look, frame)
    if look.camera.aperture:
        yield dressed((yield from _blurred(scene, frame, look, size, FEW)), look, frame)


def _blurred(
    scene: Scene, frame: Frame, look: Volume, size: Size, places: int
) -> Generator[float, None, Picture]:
    """Depth of field: the mean of pictures through so many places of the lens: of levels times opacity,
    as those are what a picture is laid over its background by."""
    total = np.zeros((size[1], size[0], 4), np.float32)
    for k, place in enumerate(on_lens(places)):
        work = _cast(scene, frame, look, size, THROUGH_LENS, place)
        while True:
            try:
                yield (k + next(work)) / places
            except StopIteration as end:
                picture: Picture = end.value
                break
        total[..., :3] += picture[..., :3] * picture[..., 3:]
        total[..., 3] += picture[..., 3]
    total[..., :3] /= np.maximum(total[..., 3:], 1e-9)
    total[..., 3] /= places
    return total


def on_lens(places: int) -> list[Through]:
    """Places spread evenly over the unit disc: a sunflower's (Vogel, 1979)."""
    golden = math.pi * (3 - math.sqrt(5))
    out = []
    for k in range(places):
        far, turn = math.sqrt((k + 0.5) / places), k * golden
        phase = (0.5 + k * 0.6180339887) % 1.0
        out.append(Through(far * math.cos(turn), far * math.sin(turn), phase))
    return out


def _cast(
    scene: Scene, frame: Frame, look: Volume, size: Size, apart: float,
    through: Through | None = None, parts: int = 1,
) -> Generator[float, None, Picture]:  # fmt: skip
    width, height = size[0] * parts, size[1] * parts
    picture = np.zeros((size[1], size[0], 4), np.float32)
    rays = Rays(frame, look.camera, (width, height), scene.shape, look.clip, apart, through)
    rows = max(1, _ROWS // width // parts) * parts
    for top in range(0, height, rows):
        bottom = min(height, top + rows)
        if look.mode == "slices":
            done = picked(scene, rays.on_planes(top, bottom, scene.planes(look.slices)))
        else:
            work = followed(scene, rays, (top, bottom), GATHERINGS[look.mode](scene, rays, look))
            while True:
                try:
                    yield (top + (bottom - top) * next(work)) / height
                except StopIteration as end:
                    done = end.value
                    break
        levels = done.T.reshape(bottom - top, width, 4)
        picture[top // parts : bottom // parts] = _fewer(levels, parts).cpu().numpy()
        yield bottom / height
    return picture


def _fewer(levels: Tensor, parts: int) -> Tensor:
    """Pixels of so many rays a side: the mean of levels times opacity, over that of opacity."""
    if parts == 1:
        return levels
    h, w, _ = levels.shape
    each = levels.reshape(h // parts, parts, w // parts, parts, 4)
    seen = each[..., 3:].mean((1, 3))
    colours = (each[..., :3] * each[..., 3:]).mean((1, 3)) / seen.clamp_min(1e-9)
    return torch.cat([colours, seen], -1)


@torch.inference_mode()
def _scene(rgba: NDArray[np.uint8], frame: Frame, look: Volume, device: str) -> Scene:
    """Voxels in linear light: weighted by opacity and shaded for clouds, as they are for the rest."""
    d, h, w, _ = rgba.shape
    if d * h * w > MOST_VOXELS:
        raise CanvasError(
            f"A still of {w} x {h} x {d} voxels takes too much memory.",
            hint="Take 512 or less; the picture may have any size.",
        )
    seen = torch.from_numpy(rgba[..., 3].astype(np.float32)).div_(255)
    mean = float(seen.mean())
    if look.mode not in ("surface", "slices"):
        seen.mul_(look.density).clamp_(0, 1)
    planes = torch.empty((4, d, h, w))
    linear = _LINEAR[
        torch.from_numpy(np.ascontiguousarray(np.moveaxis(rgba[..., :3], -1, 0))).int()
    ]
    bounds = torch.tensor(frame).reshape(3, 2)
    sides = (bounds[:, 1] - bounds[:, 0]) / torch.tensor([w, h, d])
    if look.mode == "composite" and shines(look):
        light, shine = lit(seen, sides, look)
        linear.mul_(light).add_(shine).clamp_(0, 1)
    if look.mode in ("composite", "average"):
        linear.mul_(seen)
    planes[:3], planes[3] = linear, seen
    return Scene(planes[None].to(device), sides, mean, float(seen.max()))


def _linear() -> Tensor:
    """Linear light of the 256 sRGB levels (IEC 61966-2-1)."""
    levels = torch.arange(256, dtype=torch.float64) / 255
    high = ((levels + 0.055) / 1.055) ** 2.4
    return torch.where(levels <= 0.04045, levels / 12.92, high).float()


_LINEAR = _linear()
