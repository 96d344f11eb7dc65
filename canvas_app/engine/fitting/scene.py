"""Scene: a target laid out on a device: where its samples are in the world, and what shall be there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import X, Y, Z
from canvas_app.engine.field import Field

from .places import places_of
from .targets import Target

Rect = tuple[int, int, int, int]  # left, top, width, height in pixels
Sieve = tuple[int, int, int]  # every how many-th pixel there is, from which column and which row on
_MOST_KEPT = 2**28  # bytes of features that are computed once and kept


@dataclass(frozen=True, slots=True)
class Lattice:
    """Coordinates of the columns (w,) and rows (h,) of the picture, where inputs are x and y."""

    x: Tensor
    y: Tensor


class Scene:
    """Features, wanted values and weights of all samples in raster order, on one device.

    height: rows, those of all slabs of a volume one below the other. slabs: how many there are.
    """

    def __init__(self, artwork: Artwork, target: Target, field: Field) -> None:
        self.count = math.prod(target.axes)
        self.width, self.slabs = target.size[0], self.count // math.prod(target.size)
        self.height = self.count // self.width
        self._field, device = field, field.device
        self._places = places_of(target.axes, artwork.home, target.frame)
        # The largest coordinate of a signal, world units; all else lies about -1..1.
        self.reach = max(1.0, float(self._places.us.abs().max())) if len(target.axes) == 1 else 1.0
        planes = np.ascontiguousarray(np.moveaxis(target.pixels, -1, 0))
        planes = planes.reshape(target.channels, -1)
        self.values = torch.from_numpy(planes).to(device)
        self.weight = _weight(target, device)
        self.valid = None if self.weight is None else self.weight.cpu().nonzero()[:, 0]
        self.lattice = self._lattice(artwork)
        self._features: Tensor | None = None
        if 4 * sum(field.inputs.groups) * self.count <= _MOST_KEPT:
            self._features = self._made(torch.arange(self.count))

    def along_axes(self, artwork: Artwork) -> list[Tensor] | None:
        """Float32 coordinates of the samples along each axis, slowest first, as the network reads them;
        None where what it reads first are not plain x[, y[, z]]."""
        places = self._places
        plain = artwork.inputs[: len(places.axes)] == (X(), Y(), Z())[: len(places.axes)]
        if not plain or artwork.space or places.turn != (1.0, 0.0):
            return None
        x, y = places.us + places.centre[0], places.vs + places.centre[1]
        return [t.float() for t in (places.zs, y, x)[-len(places.axes) :]]

    @property
    def features_kept(self) -> bool:
        """Whether what the network reads was computed once and is kept."""
        return self._features is not None

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

    def window(
        self, rect: Rect, sieve: Sieve | None = None
    ) -> tuple[Float[Tensor, "c n"], Tensor | None]:
        """Values and weights of a window, in raster order. sieve: of what it leaves of the picture."""
        values = self._cut(self.values, rect, sieve)
        weight = None if self.weight is None else self._cut(self.weight[None], rect, sieve)[0]
        return values, weight

    def window_features(self, rect: Rect, sieve: Sieve | None = None) -> Float[Tensor, "f n"]:
        """What the network reads in a window, in raster order."""
        if self._features is not None:
            return self._cut(self._features, rect, sieve)
        left, top, width, height = rect
        every, across, down = sieve or (1, 0, 0)
        rows = (down + every * torch.arange(top, top + height))[:, None] * self.width
        columns = across + every * torch.arange(left, left + width)
        return self._made((rows + columns[None]).reshape(-1))

    def _cut(self, planes: Tensor, rect: Rect, sieve: Sieve | None = None) -> Tensor:
        left, top, width, height = rect
        whole = planes.view(len(planes), self.height, self.width)
        if sieve is not None:
            every, across, down = sieve
            whole = whole[:, down::every, across::every]
        return whole[:, top : top + height, left : left + width].reshape(len(planes), -1)

    def _made(self, index: Tensor) -> Tensor:
        device = self._field.device
        x, y, z = (t.float().to(device) for t in self._places.at(index))
        px, py, _ = self._field.space.apply(x, y, 0.0)
        return self._field.inputs.apply(px, py, 0.0, z=z)

    def _lattice(self, artwork: Artwork) -> Lattice | None:
        places = self._places
        plain = artwork.inputs[:2] == (X(), Y()) and not artwork.space and len(places.axes) == 2
        if not plain or places.turn != (1.0, 0.0):
            return None
        x, y = places.us + places.centre[0], places.vs + places.centre[1]
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
