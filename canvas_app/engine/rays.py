"""Rays: from the eye through each pixel into a box, and how long they run in it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from canvas_app.core.camera import Camera
from canvas_app.core.opacity import REFERENCE
from canvas_app.core.view import Size
from canvas_app.core.volume import WHOLE, Clip

Frame = tuple[float, ...]


class Through(NamedTuple):
    """A place on a camera's lens, in the unit disc, and which part of a step comes before the first
    sample: of many pictures together each has its own, so that samples may lie far apart."""

    x: float
    y: float
    phase: float


STEP, FINE = 0.75, 0.5  # voxels between samples of a ray; of stills


class Rays:
    """The rays of a picture of a box with world bounds (x0, x1, y0, y1, z0, z1), of which `clip` is shown.

    Places are texture coordinates: -1 to 1 in the box along x, y (rising) and z. shape: slabs, rows,
    columns. apart: voxels between samples. through: a place on the lens, turned for each pixel by an
    angle of its own, so that few places blur smoothly; None: a pinhole.
    """

    def __init__(
        self, frame: Frame, camera: Camera, size: Size, shape: tuple[int, int, int],
        clip: Clip = WHOLE, apart: float = STEP, through: Through | None = None,
    ) -> None:  # fmt: skip
        bounds = torch.tensor(frame, dtype=torch.float64).reshape(3, 2)
        self.half = (bounds[:, 1] - bounds[:, 0]) / 2
        parts = 2 * torch.tensor(clip, dtype=torch.float64).reshape(3, 2) - 1
        self.low, self.high = parts[:, 0], parts[:, 1]
        self._size = size
        self._axes = torch.from_numpy(camera.axes())
        radius = float(self.half.norm())
        slope = np.tan(np.radians(camera.field / 2))
        self._eye = radius / max(np.sin(np.radians(camera.field / 2)), 1e-9)
        self._slope, self._reach = float(slope / camera.zoom), radius / camera.zoom
        self._parallel = camera.field < 0.5
        self._through, self._aperture = through, camera.aperture
        self._sharp = (4 * radius if self._parallel else self._eye) - camera.focus * radius
        spacing = (2 * self.half / torch.tensor(shape[::-1])).min()
        self.step = float(spacing) * apart
        self.parts = self.step * REFERENCE / float(2 * self.half.max())

    def of(self, top: int, bottom: int) -> tuple[Tensor, Tensor, Tensor]:
        """Entry points (3, n), the way of a step (3, n), and how many steps each ray runs (n,)."""
        origin, way = self._from_eye(top, bottom)
        safe = torch.where(way.abs() < 1e-12, torch.full_like(way, 1e-12), way)
        low, high = self.low * self.half, self.high * self.half
        sides = torch.stack([(low - origin) / safe, (high - origin) / safe])
        near, far = sides.amin(0).amax(1).clamp(min=0), sides.amax(0).amin(1)
        phase = 0.5 if self._through is None else self._through.phase
        start = (origin + way * (near[:, None] + self.step * phase)) / self.half
        counts = ((far - near) / self.step + 0.5 - phase).clamp(min=0).ceil()
        return start.float().T, (way * self.step / self.half).float().T, counts.float()

    def on_planes(self, top: int, bottom: int, places: Tensor) -> tuple[Tensor, Tensor]:
        """Where each ray meets the nearest of three planes across x, y and z in the box, (3, n), and
        whether it meets one, (n,). places: of the planes, -1 to 1."""
        origin, way = self._from_eye(top, bottom)
        safe = torch.where(way.abs() < 1e-12, torch.full_like(way, 1e-12), way)
        far = (places * self.half - origin) / safe
        met = (origin[:, None] + way[:, None] * far[..., None]) / self.half
        inside = (met.abs() <= 1 + 1e-6).all(-1) & (far > 0)
        far = torch.where(inside, far, torch.full_like(far, torch.inf))
        nearest = far.argmin(1)
        return met[torch.arange(len(met)), nearest].float().T, inside.any(1)

    def _from_eye(self, top: int, bottom: int) -> tuple[Tensor, Tensor]:
        """Origins and unit ways (n, 3) in world units from the middle of the box."""
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
        if self._through is not None:
            origin, way = self._bent(origin, way, top, bottom)
        return origin, way / way.norm(dim=1, keepdim=True)

    def _bent(self, origin: Tensor, way: Tensor, top: int, bottom: int) -> tuple[Tensor, Tensor]:
        """Rays through another place of the lens, to where they meet what is sharp. ways: (n, 3), 1 along
        the axis of the camera."""
        assert self._through is not None
        turn = _turns(self._size[0], top, bottom)
        x, y, _ = self._through
        sine, cosine = turn.sin(), turn.cos()
        right, up, _ = self._axes
        shift = (x * cosine - y * sine) * right + (x * sine + y * cosine) * up
        shift = shift * self._aperture  # what lies a radius from the focus moves by so many radii
        meet = origin + way * self._sharp
        way = way - shift if self._parallel else way - shift * (self._eye / self._sharp)
        return meet - way * self._sharp, way


def _turns(wide: int, top: int, bottom: int) -> Tensor:
    """Angles (n, 1) of pixels, unlike those of their neighbours: interleaved gradient noise after
    Jimenez, "Next generation post processing" (2014)."""
    y, x = torch.meshgrid(
        torch.arange(top, bottom, dtype=torch.float64),
        torch.arange(wide, dtype=torch.float64),
        indexing="ij",
    )
    mixed = (0.06711056 * x + 0.00583715 * y).frac() * 52.9829189
    return (2 * torch.pi * mixed.frac()).reshape(-1, 1)
