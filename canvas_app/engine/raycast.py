"""Raycast: a still of a volume, composited along rays from the eye. No OpenGL.

Colours are interpolated in linear light, weighted by their opacity, front to back: Porter and Duff's
"over" (1984) with the opacities of a step after Beer and Lambert. Light comes from the upper left behind
the eye and falls on the slopes of opacity (Levoy, "Display of surfaces from volume data", 1988).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from canvas_app.core.camera import Camera
from canvas_app.core.errors import CanvasError
from canvas_app.core.opacity import REFERENCE
from canvas_app.core.view import Size

from .colour import to_srgb

Frame = tuple[float, ...]
STEP = 0.75  # voxels between samples of a ray
_OPAQUE = 0.995
_ROWS = 1 << 17  # rays that are followed at once
MOST_VOXELS = 1 << 28


@dataclass(frozen=True, slots=True)
class Lighting:
    """ambient: light everywhere, 0 to 1; the rest comes from the lamp. gloss: strength of highlights.
    density: factor of all opacity."""

    ambient: float = 0.55
    gloss: float = 0.15
    density: float = 1.0


PLAIN = Lighting(ambient=1.0, gloss=0.0)
LIT = Lighting()


def still(
    rgba: NDArray[np.uint8],
    frame: Frame,
    camera: Camera,
    size: Size,
    *,
    lighting: Lighting = LIT,
    device: str = "cpu",
) -> Generator[float, None, NDArray[np.float32]]:
    """sRGB levels and opacity (h, w, 4), not premultiplied, of voxels (d, h, w, 4) in a box of world
    bounds (x0, x1, y0, y1, z0, z1), rows from the top. Yields how far it is.

    Raises:
        CanvasError: the volume is larger than stills are made of.
    """
    d, h, w, _ = rgba.shape
    if d * h * w > MOST_VOXELS:
        raise CanvasError(
            f"A still of {w} x {h} x {d} voxels takes too much memory.",
            hint="Take 512 or less; the picture may have any size.",
        )
    volume = _prepared(rgba, camera, lighting, frame).to(device)
    picture = np.zeros((size[1], size[0], 4), np.float32)
    rays = _Rays(frame, camera, size, (d, h, w))
    rows = max(1, _ROWS // size[0])
    with torch.inference_mode():
        for top in range(0, size[1], rows):
            bottom = min(size[1], top + rows)
            start, way, lengths = rays.of(top, bottom)
            done = yield from _followed(volume, start, way, lengths, rays, (top, bottom, size[1]))
            picture[top:bottom] = done.reshape(bottom - top, size[0], 4).cpu().numpy()
    return picture


class _Rays:
    """Where the rays of a picture enter the box and how long they run in it, in texture coordinates."""

    def __init__(
        self, frame: Frame, camera: Camera, size: Size, shape: tuple[int, int, int]
    ) -> None:
        bounds = torch.tensor(frame, dtype=torch.float64).reshape(3, 2)
        self.middle, self.half = bounds.mean(1), (bounds[:, 1] - bounds[:, 0]) / 2
        self._size = size
        self._axes = torch.from_numpy(camera.axes())
        radius = float(self.half.norm())
        slope = np.tan(np.radians(camera.field / 2))
        self._eye = radius / max(np.sin(np.radians(camera.field / 2)), 1e-9)
        self._slope, self._reach = float(slope / camera.zoom), radius / camera.zoom
        self._parallel = camera.field < 0.5
        spacing = (2 * self.half / torch.tensor(shape[::-1])).min()
        self.step = float(spacing) * STEP
        self.parts = self.step * REFERENCE / float(2 * self.half.max())

    def of(self, top: int, bottom: int) -> tuple[Tensor, Tensor, Tensor]:
        """Entry points (n, 3) in -1..1, the way of a step, and how many steps each ray runs."""
        w, h = self._size
        u = (torch.arange(w, dtype=torch.float64) + 0.5 - w / 2) / (min(w, h) / 2)
        v = (h / 2 - torch.arange(top, bottom, dtype=torch.float64) - 0.5) / (min(w, h) / 2)
        v, u = torch.meshgrid(v, u, indexing="ij")
        u, v = u.reshape(-1, 1), v.reshape(-1, 1)
        right, up, away = self._axes
        if self._parallel:
            origin = (u * right + v * up) * self._reach - away * 4 * self.half.norm()
            way = away.expand_as(origin)
        else:
            origin = (-away * self._eye).expand(len(u), 3)
            way = away + (u * right + v * up) * self._slope
            way = way / way.norm(dim=1, keepdim=True)
        safe = torch.where(way.abs() < 1e-12, torch.full_like(way, 1e-12), way)
        sides = torch.stack([(-self.half - origin) / safe, (self.half - origin) / safe])
        near, far = sides.amin(0).amax(1).clamp(min=0), sides.amax(0).amin(1)
        start = (origin + way * (near[:, None] + self.step / 2)) / self.half
        counts = ((far - near) / self.step).clamp(min=0).ceil()
        return start.float(), (way * self.step / self.half).float(), counts


def _prepared(rgba: NDArray[np.uint8], camera: Camera, light: Lighting, frame: Frame) -> Tensor:
    """Premultiplied linear light and opacity, (1, 4, d, h, w), shaded where a lamp shines."""
    levels = torch.from_numpy(np.ascontiguousarray(np.moveaxis(rgba, -1, 0))).float().div_(255)
    colours, seen = levels[:3], levels[3].mul_(light.density).clamp_(0, 1)
    low = colours <= 0.04045
    linear = torch.where(low, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    if light.ambient < 1 or light.gloss > 0:
        shade, shine = _lamp(seen, camera, light, frame)
        linear = (linear * shade + shine).clamp_(0, 1)
    return torch.cat([linear * seen, seen[None]])[None]


def _lamp(seen: Tensor, camera: Camera, light: Lighting, frame: Frame) -> tuple[Tensor, Tensor]:
    """The light on each voxel, and its highlight: as far as its opacity has a slope."""
    right, up, away = (torch.from_numpy(a).float() for a in camera.axes())
    lamp = -away + 0.55 * up - 0.45 * right
    lamp = lamp / lamp.norm()
    soft = F.avg_pool3d(seen[None, None], 3, 1, 1, count_include_pad=False)[0, 0]
    slopes = [_slope(soft, axis) for axis in range(3)]  # of single voxels they would be steps
    slopes[1] = -slopes[1]  # rows run downwards
    size = (slopes[0] ** 2 + slopes[1] ** 2 + slopes[2] ** 2).sqrt_()
    facing = -(slopes[2] * lamp[0] + slopes[1] * lamp[1] + slopes[0] * lamp[2]) / (size + 1e-6)
    sure = (size * 24).clamp_(0, 1)  # of the direction: flat fog has none
    lit = facing.clamp(0, 1)
    shade = light.ambient + (1 - light.ambient) * (1 - sure + sure * lit * 1.3)
    return shade, light.gloss * sure * lit**16


def _slope(t: Tensor, axis: int) -> Tensor:
    out = torch.zeros_like(t)
    n = t.shape[axis]
    if n > 2:
        inner = (t.narrow(axis, 2, n - 2) - t.narrow(axis, 0, n - 2)) * 0.5
        out.narrow(axis, 1, n - 2).copy_(inner)
    return out


def _followed(
    volume: Tensor,
    start: Tensor,
    way: Tensor,
    counts: Tensor,
    rays: _Rays,
    where: tuple[int, int, int],
) -> Generator[float, None, Tensor]:
    """All rays of some rows to their ends: (n, 4) sRGB levels and opacity."""
    top, bottom, height = where
    total = torch.zeros((len(start), 4), device=volume.device)
    flip = torch.tensor([1.0, -1.0, 1.0])  # rows of the array run downwards
    alive = (counts > 0).nonzero()[:, 0]
    most = int(counts.max()) if len(counts) else 0
    for k in range(most):
        if k % 8 == 0:
            clear = total[alive.to(total.device), 3].cpu() < _OPAQUE
            alive = alive[clear & (counts[alive] > k)]
            yield (top + (bottom - top) * k / most) / height
        if not len(alive):
            break
        at = (start[alive] + way[alive] * k) * flip
        grid = at.to(volume.device).view(1, 1, 1, -1, 3)
        found = F.grid_sample(volume, grid, align_corners=False, padding_mode="zeros")[0, :, 0, 0]
        inside = (counts[alive] > k).to(volume.device)
        alpha = found[3].clamp(0, 1 - 1e-6) * inside
        seen = 1 - (1 - alpha) ** rays.parts
        part = found[:3] * (seen / alpha.clamp(min=1e-6))
        index = alive.to(total.device)
        left = 1 - total[index, 3]
        total[index] += torch.cat([part, seen[None]]).T * left[:, None]
    light = total[:, :3] / total[:, 3:].clamp(min=1e-6)
    return torch.cat([to_srgb(light.T.clamp(0, 1)).T, total[:, 3:]], 1)
