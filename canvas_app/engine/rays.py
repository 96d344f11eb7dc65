"""Rays: from the eye through each pixel into a box, and how long they run in it."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from canvas_app.core.camera import Camera
from canvas_app.core.opacity import REFERENCE
from canvas_app.core.view import Size
from canvas_app.core.volume import WHOLE, Clip

Frame = tuple[float, ...]
STEP, FINE = 0.75, 0.5  # voxels between samples of a ray; of stills


class Rays:
    """The rays of a picture of a box with world bounds (x0, x1, y0, y1, z0, z1), of which `clip` is shown.

    Places are texture coordinates: -1 to 1 in the box along x, y (rising) and z. shape: slabs, rows,
    columns. apart: voxels between samples.
    """

    def __init__(
        self, frame: Frame, camera: Camera, size: Size, shape: tuple[int, int, int],
        clip: Clip = WHOLE, apart: float = STEP,
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
        start = (origin + way * (near[:, None] + self.step / 2)) / self.half
        counts = ((far - near) / self.step).clamp(min=0).ceil()
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
            return origin, away.expand_as(origin)
        way = away + (u * right + v * up) * self._slope
        return (-away * self._eye).expand(len(u), 3), way / way.norm(dim=1, keepdim=True)
