"""Scene: a target laid out on a device: where its pixels are in the plane, and what shall be there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import X, Y
from canvas_app.engine.field import Field

from .targets import Target

Rect = tuple[int, int, int, int]  # left, top, width, height in pixels
_MOST_KEPT = 2**28  # bytes of features that are computed once and kept


@dataclass(frozen=True, slots=True)
class Lattice:
    """Coordinates of the columns (w,) and rows (h,) of the picture, where inputs are x and y."""

    x: Tensor
    y: Tensor


class Scene:
    """Features, wanted values and weights of all pixels in raster order, on one device."""

    def __init__(self, artwork: Artwork, target: Target, field: Field) -> None:
        self.width, self.height = target.size
        self.count = self.width * self.height
        self._field = field
        view, device = artwork.home, field.device
        columns, rows = np.arange(self.width, dtype=float), np.arange(self.height, dtype=float)
        us, vs = view.axes(target.size, columns, rows)
        self._us, self._vs = torch.from_numpy(us), torch.from_numpy(vs)
        self._turn = float(np.cos(view.angle)), float(np.sin(view.angle))
        self._centre = view.x, view.y
        planes = np.ascontiguousarray(target.pixels.transpose(2, 0, 1)).reshape(target.channels, -1)
        self.values = torch.from_numpy(planes).to(device)
        self.weight = _weight(target, device)
        self.valid = None if self.weight is None else self.weight.cpu().nonzero()[:, 0]
        self.lattice = self._lattice(artwork)
        self._features: Tensor | None = None
        if 4 * sum(field.inputs.groups) * self.count <= _MOST_KEPT:
            self._features = self._made(torch.arange(self.count))

    @property
    def points(self) -> int:
        """How many pixels count."""
        return self.count if self.valid is None else len(self.valid)

    def features(self, index: Tensor | slice) -> Float[Tensor, "f n"]:
        """What the network reads at some pixels."""
        if self._features is not None:
            return self._features[:, _there(index, self._features.device)]
        if isinstance(index, slice):
            index = torch.arange(*index.indices(self.count))
        return self._made(index)

    def wanted(self, index: Tensor | slice) -> tuple[Float[Tensor, "c n"], Tensor | None]:
        """Values and weights at some pixels."""
        index = _there(index, self.values.device)
        return self.values[:, index], None if self.weight is None else self.weight[index]

    def window(self, rect: Rect) -> tuple[Float[Tensor, "c n"], Tensor | None]:
        """Values and weights of a window, in raster order."""
        values = self._cut(self.values, rect)
        return values, None if self.weight is None else self._cut(self.weight[None], rect)[0]

    def window_features(self, rect: Rect) -> Float[Tensor, "f n"]:
        """What the network reads in a window, in raster order."""
        if self._features is not None:
            return self._cut(self._features, rect)
        left, top, width, height = rect
        rows = torch.arange(top, top + height)[:, None] * self.width
        return self._made((rows + torch.arange(left, left + width)[None]).reshape(-1))

    def _cut(self, planes: Tensor, rect: Rect) -> Tensor:
        left, top, width, height = rect
        whole = planes.view(len(planes), self.height, self.width)
        return whole[:, top : top + height, left : left + width].reshape(len(planes), -1)

    def _made(self, index: Tensor) -> Tensor:
        u, v = self._us[index % self.width], self._vs[index // self.width]
        (c, s), (x0, y0) = self._turn, self._centre
        x, y = ((x0 + u * c - v * s).float(), (y0 + u * s + v * c).float())
        device = self._field.device
        px, py, _ = self._field.space.apply(x.to(device), y.to(device), 0.0)
        return self._field.inputs.apply(px, py, 0.0)

    def _lattice(self, artwork: Artwork) -> Lattice | None:
        plain = artwork.inputs[:2] == (X(), Y()) and not artwork.space
        if not plain or artwork.home.angle != 0.0:
            return None
        x, y = self._us + self._centre[0], self._vs + self._centre[1]
        device = self._field.device
        return Lattice(x.to(device, torch.float32), y.to(device, torch.float32))


def _there(index: Tensor | slice, device: torch.device) -> Tensor | slice:
    return index if isinstance(index, slice) else index.to(device, non_blocking=True)


def _weight(target: Target, device: torch.device) -> Tensor | None:
    if target.mask is None:
        return None
    weight = torch.from_numpy(np.ascontiguousarray(target.mask)).reshape(-1).to(device)
    return weight / weight.mean()


def check_channels(artwork: Artwork, target: Target) -> None:
    """A CanvasError where the field does not have as many values as the target's pixels."""
    if artwork.field.outputs != target.channels:
        raise CanvasError(
            f"The field has {artwork.field.outputs} values a point, the target {target.channels}.",
            hint="Set outputs to the target's.",
        )
