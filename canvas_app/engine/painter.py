"""Painter: a request made ready. Tiles to raw values, raw values to pixels, and what live work keeps.

It decides nothing about order and size: `render` does. Falls back to the CPU when memory runs out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from canvas_app.core.artwork import Artwork, Statistics
from canvas_app.core.errors import CanvasError
from canvas_app.core.look import Look

from .arithmetic import needs_float64
from .device import CPU, GRAIN, choose
from .family import Covering
from .field import Lens, build, statistics
from .finish import develop, quantised
from .head import exposed, placed, reads, sloped
from .levels import Exposure, expose, exposure, normalise
from .request import Pixels, Rect, RenderRequest
from .samples import Samples
from .sampling import CARD_SAMPLES, Tile, neighbourhood, points, tile_samples, tiles
from .shade import plain_levels, shade
from .side_by_side import cores, side_by_side

GLANCE_ROWS = 48
CPU_NOTICE = "Not enough graphics memory: this picture is made on the processor, which is slower."
DEEP_NOTICE = "This graphics chip has no double precision: deep views are made on the processor."

_NO_MEMORY = "There is not enough memory for this field."
_LESS = "Close other programs, or lower its width or its number of inputs."


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass over the picture."""

    stride: int
    samples: int


@dataclass(slots=True)
class Kept:
    """Raw values of a live picture, stage by stage, and the glance that sets its exposure."""

    request: RenderRequest
    slopes: bool
    glance: Tensor | None
    stages: list[tuple[Stage, list[tuple[Tile, Tensor]]]] = field(default_factory=list)

    def serves(self, request: RenderRequest) -> bool:
        """Whether `request` differs from the kept one in its look alone."""
        mine, other = self.request, request
        same_field = mine.artwork.drawn_by() == other.artwork.drawn_by()
        same_latent = mine.artwork.latent == other.artwork.latent
        same_frame = (mine.view, mine.size, mine.rect) == (other.view, other.size, other.rect)
        enough = self.slopes or not sloped(other.artwork.look)
        alone = other.over is None
        return alone and bool(self.stages) and same_field and same_latent and same_frame and enough


class Painter:
    """A request made ready: evaluates tiles and turns their values into pixels."""

    def __init__(self, request: RenderRequest, kept: Kept | None = None) -> None:
        self.request = request
        self.slopes = sloped(request.artwork.look) if kept is None else kept.slopes
        self.statistics: Statistics = statistics(request.artwork)
        self.notice = ""
        self._device = request.device
        self._lens: Lens | None = None
        self.wide = needs_float64(request.artwork.reference, request.view, request.size)
        if self.wide and choose(self._device).type == "mps":
            self._device, self.notice = "cpu", DEEP_NOTICE
        self._gaps = has_gaps(request.artwork)
        self.depth = float(np.log2(request.artwork.reference.height / request.view.height))
        if kept is None:
            self._ready()
        self.glance = kept.glance if kept is not None else self._glance()
        self.exposure = self._exposure()

    def painted(self, rect: Rect, stage: Stage) -> Iterator[tuple[Tile, Tensor, Pixels]]:
        """Each tile of a stage with its raw values and pixels, in order, on all cores."""

        def work(tile: Tile) -> tuple[Tile, Tensor, Pixels]:
            planes = self.values(tile)
            return tile, planes, self.paint(tile, planes)

        return side_by_side(work, list(self._tiles(rect, stage)), self._workers(), self._drop)

    def _tiles(self, rect: Rect, stage: Stage) -> Iterator[Tile]:
        stride, samples = stage.stride, stage.samples
        if choose(self._device).type != "cpu":
            return tiles(rect, stride, samples, CARD_SAMPLES)
        most = tile_samples(rect, stride, samples, self._workers(), slopes=self.slopes)
        return tiles(rect, stride, samples, most)

    def repainted(self, parts: list[tuple[Tile, Tensor]]) -> Iterator[tuple[Tile, Pixels]]:
        """Each kept tile with its new pixels, in order, on all cores."""
        return side_by_side(lambda p: (p[0], self.paint(*p)), parts, self._workers(), self._drop)

    def _drop(self) -> None:
        if self._lens is not None:
            self._lens.drop()

    def _workers(self) -> int:
        return cores() if choose(self._device).type == "cpu" else 1

    def values(self, tile: Tile) -> Float[Tensor, "c n"]:
        """Raw values at all points of a tile, and whether there are any where a field has gaps."""
        r = self.request
        x, y = points(tile, r.view, r.size, slopes=self.slopes)
        planes = self._evaluate(x, y)
        if not self._gaps:
            return planes
        there = self._ready().covered(x.to(planes.device), y.to(planes.device))
        return torch.cat([planes, there[None].to(planes.dtype)])

    def paint(self, tile: Tile, planes: Float[Tensor, "c n"]) -> Pixels:
        """The pixels of a tile from its raw values."""
        with torch.inference_mode():
            return self._paint(tile, planes)

    def _paint(self, tile: Tile, planes: Tensor) -> Pixels:
        r, look = self.request, self.request.artwork.look
        h, w = tile.shape
        there = None
        if self._gaps:
            planes, there = planes[:-1], self._there(tile, planes[-1:])
        samples = self._samples(tile, planes, look)
        columns = torch.tensor(tile.columns, dtype=torch.float64, device=planes.device)
        rows = torch.tensor(tile.rows, dtype=torch.float64, device=planes.device)
        levels = plain_levels(samples, look) if tile.samples == 1 else None
        if levels is not None:
            levels = levels[..., : h * w].reshape(3, h, w)
            pixels = quantised(levels, columns, rows, look.finish, r.bits)
        else:
            linear = shade(samples, look)[..., : h * w].reshape(3, h, w)
            linear = _mixed(linear, there, tile.samples)
            pixels = develop(linear, columns, rows, r.size, look.finish, r.bits)
        out: Pixels = pixels.cpu().numpy().astype(depth_of(r), copy=False)
        return out if there is None else _with_alpha(out, _averaged(there, tile.samples)[0])

    def _there(self, tile: Tile, plane: Tensor) -> Tensor:
        """1 where the field has something to show, else 0, at the samples alone: (1, h, w)."""
        return neighbourhood(tile, plane, slopes=self.slopes).centre

    def _samples(self, tile: Tile, planes: Tensor, look: Look) -> Samples:
        r = self.request
        near = neighbourhood(tile, self._levels(planes), slopes=self.slopes)
        values = _flat(near.centre)
        none = values.new_zeros(()).expand_as(values)
        dx, dy = (_flat(d) for d in near.slopes()) if self.slopes else (none, none)
        x, y = self._places(tile, planes) if placed(look) else (none[0], none[0])
        return Samples(
            values,
            dx,
            dy,
            x,
            y,
            step=r.view.height / (r.size[1] * tile.samples),
            reference=r.artwork.reference.height,
            depth=self.depth,
            line=256.0 / (r.size[1] * tile.samples),
            angle=r.view.angle,
        )

    @torch.inference_mode()
    def levels(self, x: Float[Tensor, " n"], y: Float[Tensor, " n"]) -> Float[Tensor, "c n"]:
        """V at world points (float64), after levels and the exposure of this view."""
        return self._levels(self._evaluate(x, y))

    def _levels(self, planes: Tensor) -> Tensor:
        look = self.request.artwork.look
        levels = normalise(planes[: reads(look)], self.statistics, look.levels)
        return levels if self.exposure is None else expose(levels, self.exposure)

    def _places(self, tile: Tile, planes: Tensor) -> tuple[Tensor, Tensor]:
        """World coordinates of the samples themselves, float64, for heads that read them."""
        where = torch.stack(points(tile, self.request.view, self.request.size, slopes=False))
        x, y = _flat(where.view(2, *tile.shape)).to(planes.device)
        return x, y

    def _evaluate(self, x: Tensor, y: Tensor) -> Tensor:
        try:
            lens = self._ready()
            if not self.wide:  # not every device has float64
                x, y = x.float(), y.float()
            return lens.values(x.to(lens.device), y.to(lens.device))
        except torch.OutOfMemoryError:
            if self._on_cpu():
                raise CanvasError(_NO_MEMORY, hint=_LESS) from None
        self._device, self._lens, self.notice = "cpu", None, CPU_NOTICE
        return self._ready().values(x, y)

    def _on_cpu(self) -> bool:
        return self._lens is not None and self._lens.device == CPU

    def _ready(self) -> Lens:
        if self._lens is None:
            built = build(self.request.artwork, self._device)
            self._lens = built.through(self.request.view, self.request.artwork.latent, self.wide)
        return self._lens

    def _glance(self) -> Tensor | None:
        """Raw values of the whole view on a coarse grid: the same whatever part is asked for."""
        if self.depth <= 0:
            return None
        w, h = self.request.size
        size = (max(1, min(4 * GLANCE_ROWS, round(GLANCE_ROWS * w / h))), GLANCE_ROWS)
        grid = torch.from_numpy(self.request.view.grid(size)).reshape(-1, 2)
        return self._evaluate(grid[:, 0].contiguous(), grid[:, 1].contiguous())

    def _exposure(self) -> Exposure | None:
        look = self.request.artwork.look
        if self.glance is None or not exposed(look.head):
            return None
        levels = normalise(self.glance[: reads(look)], self.statistics, look.levels)
        return exposure(levels, look.levels, self.depth)


def _flat(planes: Float[Tensor, "c h w"]) -> Float[Tensor, "c 1 n"]:
    """Planes as one long row each, padded to whole grains: see device.GRAIN."""
    c, h, w = planes.shape
    count = h * w
    if count % GRAIN == 0 and planes.is_contiguous():
        return planes.view(c, 1, count)
    out = planes.new_empty((c, 1, -(-count // GRAIN) * GRAIN))
    out[:, 0, :count].view(c, h, w).copy_(planes)
    out[:, 0, count:] = 0
    return out


def _averaged(linear: Float[Tensor, "c hn wn"], n: int) -> Float[Tensor, "c h w"]:
    """The mean of n x n samples for each pixel, always added in the same order."""
    if n == 1:
        return linear
    total = linear[:, ::n, ::n].clone()
    for i in range(n * n - 1):
        down, across = divmod(i + 1, n)
        total += linear[:, down::n, across::n]
    return total.mul_(1.0 / (n * n))


def _mixed(linear: Tensor, there: Tensor | None, n: int) -> Tensor:
    """The mean of the samples of each pixel that have something to show."""
    if there is None or n == 1:
        return _averaged(linear, n)
    return _averaged(linear * there, n) / _averaged(there, n).clamp(min=1e-6)


def _with_alpha(pixels: Pixels, share: Float[Tensor, "h w"]) -> Pixels:
    """Pixels (h, w, 4): as opaque as the share of their samples that have something to show."""
    most = np.iinfo(pixels.dtype).max
    alpha = (share.cpu().numpy() * most + 0.5).astype(pixels.dtype)
    shown: Pixels = pixels * (alpha > 0)[..., None]
    return np.concatenate([shown.astype(pixels.dtype), alpha[..., None]], -1)


def has_gaps(artwork: Artwork) -> bool:
    """Whether a picture of an artwork may be transparent in places."""
    return isinstance(artwork.field, Covering) and not artwork.field.complete


def depth_of(request: RenderRequest) -> type[np.uint8] | type[np.uint16]:
    """The type of the levels a request asks for."""
    return np.uint16 if request.bits == 16 else np.uint8
