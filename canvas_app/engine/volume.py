"""Volume: a field on a grid in space, in slabs of bounded memory, identical however it is cut.

Work is a generator: it yields parts in order, and None while one is under way. See `voxels.py` for what
is asked and where voxels lie.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from canvas_app.core.errors import CanvasError
from canvas_app.core.look import Look, Relief

from .colour import to_srgb
from .device import GRAIN, choose
from .field import Lens, build, statistics
from .head import placed, reads, sloped
from .levels import normalise
from .opacity import halo, opacities, within
from .samples import Samples
from .shade import plain_levels, shade
from .side_by_side import cores, side_by_side
from .voxels import Part, Values, VolumeRequest

_PIECE, _CARD_PIECE = 1 << 15, 1 << 21


def sample(request: VolumeRequest) -> Iterator[Part | None]:
    """All voxels in parts, slab by slab and from the top; None while a part is under way.

    Raises:
        CanvasError: the field cannot be built, or reads no third axis, or there is no such device.
    """
    yield from _Sampler(request).parts()


def whole(request: VolumeRequest, into: Values) -> Iterator[float]:
    """The same into one array (d, h, w, c), such as a memory map; yields how far it is."""
    fraction = 0.0
    for part in sample(request):
        if part is not None:
            d, h = part.values.shape[:2]
            slab, row = part.at
            into[slab : slab + d, row : row + h] = part.values
            fraction = part.fraction
        yield fraction


def sampled(request: VolumeRequest) -> Values:
    """The whole volume in memory, (d, h, w, c)."""
    out: Values = np.empty((*request.shape, request.channels), request.dtype)
    for _ in whole(request, out):
        pass
    return out


class _Sampler:
    """A request made ready."""

    def __init__(self, request: VolumeRequest) -> None:
        if not request.artwork.solid:
            raise CanvasError(
                "This field is flat: it reads no third axis.", hint="Add the input z."
            )
        self._request, work = request, request.artwork
        self._look = plain_look(work.look)
        self._painted = request.what in ("rgba", "rgb", "both")
        self._slopes = int(self._painted and sloped(self._look))
        self._halo = halo(request.opacity) if request.what == "rgba" else 0
        self._statistics = None if request.what == "raw" else statistics(work)
        self._device = choose(request.device)
        self._lens: Lens = build(work, request.device).through(work.reference, work.latent, False)
        on_cpu = self._device.type == "cpu"
        self._workers, self._piece = (cores(), _PIECE) if on_cpu else (1, _CARD_PIECE)
        self._kept = work.channels if request.what == "raw" else self._read()

    def _read(self) -> int:
        opacity = self._request.opacity
        asked = self._request.channel if self._request.what in ("value", "both") else 0
        by_value = opacity.channel if opacity.style == "value" else 0
        every = self._request.artwork.channels
        painted = (reads(self._look) or every) if self._painted else 1
        return min(every, max(asked + 1, by_value + 1, painted))

    def parts(self) -> Iterator[Part | None]:
        """The voxels in order."""
        d, h, _ = self._request.shape
        slabs, rows = self._thick()
        done, total = 0, d * h
        for slab in range(0, d, slabs):
            for row in range(0, h, rows):
                box = slice(slab, min(d, slab + slabs)), slice(row, min(h, row + rows))
                values = yield from self._part(*box)
                done += values.shape[0] * values.shape[1]
                yield Part((slab, row), values, done / total)

    def _thick(self) -> tuple[int, int]:
        """Slabs and rows of a part that the budget allows; at least one row of one slab."""
        d, h, w = self._request.shape
        edge = 2 * (self._halo + self._slopes)
        each = (w + edge) * (4 * self._kept + (16 if self._painted else 4) + 8)
        room = self._request.budget * 3 // 4
        slabs = min(d, room // (each * (h + edge)) - 2 * self._halo)
        if slabs >= 1:
            return min(slabs, max(1, -(-d // 4))) if d > 8 else slabs, h
        rows = room // (each * (1 + 2 * self._halo)) - edge
        if rows < 1:
            raise CanvasError(
                f"One row of this volume takes more than the budget of {self._request.budget / 1e6:.0f} MB.",
                hint="Allow more, or take smaller sides.",
            )
        return 1, min(h, rows)

    def _part(self, slabs: slice, rows: slice) -> Generator[None, None, Values]:
        """One part: values with a halo, colours with less of one, then opacity."""
        edge, near = self._halo + self._slopes, self._halo
        zs = np.arange(slabs.start - near, slabs.stop + near)
        ys = np.arange(rows.start - edge, rows.stop + edge)
        xs = np.arange(-edge, self._request.shape[2] + edge)
        values = torch.empty((self._kept, len(zs), len(ys), len(xs)), device=self._device)

        def evaluate(task: tuple[slice, slice]) -> None:
            with torch.inference_mode():
                values[:, task[0], task[1]] = self._values(zs[task[0]], ys[task[1]], xs)

        for _ in side_by_side(
            evaluate, self._tasks(values.shape[1:]), self._workers, self._lens.drop
        ):
            yield None
        if not self._painted:
            return self._plain(values)
        slope = self._slopes
        shape = (3, len(zs), len(ys) - 2 * slope, len(xs) - 2 * slope)
        colours = torch.empty(shape, device=self._device)

        def paint(task: tuple[slice, slice]) -> None:
            with torch.inference_mode():
                colours[:, task[0], task[1]] = self._colours(values, *task, ys, xs)

        for _ in side_by_side(paint, self._tasks(shape[1:]), self._workers, self._lens.drop):
            yield None
        with torch.inference_mode():
            return self._levels(values, colours, slabs, rows)

    def _tasks(self, shape: tuple[int, ...]) -> list[tuple[slice, slice]]:
        """Slices and rows of a block cut into pieces of about equal size."""
        d, h, w = shape
        most = max(1, self._piece // w)
        if most >= h:
            step = max(1, most // h)
            return [(slice(a, min(d, a + step)), slice(0, h)) for a in range(0, d, step)]
        return [
            (slice(a, a + 1), slice(b, min(h, b + most)))
            for a in range(d)
            for b in range(0, h, most)
        ]

    def _values(self, zs: NDArray[Any], ys: NDArray[Any], xs: NDArray[Any]) -> Tensor:
        x0, x1, y0, y1, z0, z1 = self._request.bounds
        d, h, w = self._request.shape
        x = torch.from_numpy(x0 + (xs + 0.5) * ((x1 - x0) / w))
        y = torch.from_numpy(y1 - (ys + 0.5) * ((y1 - y0) / h))
        z = torch.from_numpy(z0 + (zs + 0.5) * ((z1 - z0) / d))
        shape = (len(z), len(y), len(x))
        grid = (x.view(1, 1, -1), y.view(1, -1, 1), z.view(-1, 1, 1))
        where = [t.float().to(self._device).expand(shape).reshape(-1) for t in grid]
        raw = self._lens.values(where[0], where[1], where[2])[: self._kept]
        if self._statistics is not None:
            flat = _grained(raw)
            raw = normalise(flat, self._statistics, self._look.levels)[:, : raw.shape[1]]
        return raw.reshape(-1, *shape)

    def _colours(
        self, values: Tensor, slabs: slice, rows: slice, ys: NDArray[Any], xs: NDArray[Any]
    ) -> Tensor:
        """sRGB levels 0 to 1 of some slices and rows of a block."""
        s, look = self._slopes, self._look
        near = values[:, slabs, rows.start : rows.stop + 2 * s]
        centre = near[:, :, s : near.shape[2] - s, s : near.shape[3] - s] if s else near
        flat = _grained(centre.reshape(len(values), -1))[:, None]
        dx = dy = flat.new_zeros(()).expand_as(flat)
        if s:
            across = (near[:, :, 1:-1, 2:] - near[:, :, 1:-1, :-2]) * 0.5
            up = (near[:, :, :-2, 1:-1] - near[:, :, 2:, 1:-1]) * 0.5
            dx, dy = (_grained(t.reshape(len(values), -1))[:, None] for t in (across, up))
        x, y = self._places(ys[s:][rows], xs[s : len(xs) - s], centre.shape[1:])
        _, _, y0, y1, _, _ = self._request.bounds
        step = (y1 - y0) / self._request.shape[1]
        reference = self._request.artwork.reference.height
        samples = Samples(
            flat, dx, dy, x, y, step=step, reference=reference, depth=0.0,
            line=256.0 * step / reference,
        )  # fmt: skip
        count = centre[0].numel()
        return _srgb(samples, look)[:, 0, :count].reshape(3, *centre.shape[1:])

    def _places(
        self, ys: NDArray[Any], xs: NDArray[Any], shape: tuple[int, ...]
    ) -> tuple[Tensor, Tensor]:
        """World x and y of a block's voxels, for looks that read them."""
        x0, x1, y0, y1, _, _ = self._request.bounds
        _, h, w = self._request.shape
        x = torch.from_numpy(x0 + (xs + 0.5) * ((x1 - x0) / w)).to(self._device, torch.float32)
        y = torch.from_numpy(y1 - (ys + 0.5) * ((y1 - y0) / h)).to(self._device, torch.float32)
        if not placed(self._look):
            return (x.new_zeros(()).expand(1, _grains(math.prod(shape))),) * 2
        both = (x.view(1, 1, -1), y.view(1, -1, 1))
        found = [_grained(t.expand(shape).reshape(1, -1)) for t in both]
        return found[0], found[1]

    def _radii(self, slabs: slice, rows: slice) -> Tensor:
        """Distance from the middle, 1 on the ellipsoid that fills the box."""
        ends = (slabs, rows, slice(0, self._request.shape[2]))
        square = torch.zeros((1, 1, 1), dtype=torch.float64, device=self._device)
        for axis, (part, count) in enumerate(zip(ends, self._request.shape, strict=True)):
            at = torch.arange(part.start, part.stop, dtype=torch.float64, device=self._device)
            shape = [1, 1, 1]
            shape[axis] = -1
            square = square + (((at + 0.5) * (2 / count) - 1) ** 2).view(shape)
        return square.sqrt().float()

    def _plain(self, values: Tensor) -> Values:
        out = values if self._request.what == "raw" else values[self._request.channel :][:1]
        return np.ascontiguousarray(out.permute(1, 2, 3, 0).cpu().numpy())

    def _levels(self, values: Tensor, colours: Tensor, slabs: slice, rows: slice) -> Values:
        """Colours, and opacity where it is wanted, as bytes."""
        near, slope = self._halo, self._slopes
        inner = colours
        if near:
            inner = colours[:, near:-near, near:-near, near:-near]
        planes = inner
        if self._request.what == "both":
            own = values[:, :, slope:-slope, slope:-slope] if slope else values
            at = min(self._request.channel, len(own) - 1)
            pair = torch.cat([inner.nan_to_num(0.0).clamp(0, 1), own[at : at + 1]])
            return np.ascontiguousarray(pair.permute(1, 2, 3, 0).cpu().numpy())
        if self._request.what == "rgba":
            own = values[:, :, slope:-slope, slope:-slope] if slope else values
            seen = opacities(colours, own, self._request.opacity, max(self._request.shape))
            if self._request.opacity.fade:
                radii = self._radii(slabs, rows)
                seen = seen * within(radii, self._request.opacity.fade)
            planes = torch.cat([inner, seen[None]])
        levels = planes.nan_to_num(0.0).clamp_(0, 1).mul_(255).add_(0.5).to(torch.uint8)
        return np.ascontiguousarray(levels.permute(1, 2, 3, 0).cpu().numpy())


def plain_look(look: Look) -> Look:
    """What of a look belongs to a point in space: no relief, and nothing of the sheet of paper."""
    bare = look.finish.but(stars=0.0, vignette=0.0, grain=0.0, dither=False)
    return look.but(relief=Relief(), finish=bare)


def _srgb(samples: Samples, look: Look) -> Tensor:
    """sRGB levels of samples; straight from the fields where the look does nothing else to them."""
    plain = plain_levels(samples, look)
    return to_srgb(shade(samples, look)) if plain is None else plain


def _grains(count: int) -> int:
    return -(-count // GRAIN) * GRAIN


def _grained(rows: Tensor) -> Tensor:
    """(k, n) padded to whole grains: see `device.GRAIN`."""
    missing = _grains(rows.shape[1]) - rows.shape[1]
    if not missing:
        return rows.contiguous()
    return torch.cat([rows, rows[:, -1:].expand(-1, missing)], 1)


@torch.inference_mode()
def colours_at(request: VolumeRequest, points: NDArray[np.float64]) -> NDArray[np.uint8]:
    """sRGB bytes (n, 3) of the field at world points (n, 3): x, y, z. Looks that read slopes see none."""
    work, look = request.artwork, plain_look(request.artwork.look)
    lens = build(work, request.device).through(work.reference, work.latent, False)
    known, out = statistics(work), np.empty((len(points), 3), np.uint8)
    for start in range(0, len(points), _PIECE):
        part = torch.from_numpy(np.ascontiguousarray(points[start : start + _PIECE].T))
        x, y, z = (t.float().to(lens.device) for t in part)
        flat = normalise(_grained(lens.values(x, y, z)), known, look.levels)[:, None]
        none = flat.new_zeros(()).expand_as(flat)
        across, up = _grained(x[None]), _grained(y[None])
        samples = Samples(
            flat,
            none,
            none,
            across,
            up,
            step=1.0,
            reference=work.reference.height,
            depth=0.0,
            line=1.0,
        )
        levels = _srgb(samples, look)[:, 0, : len(x)].clamp(0, 1).mul_(255).add_(0.5)
        out[start : start + len(x)] = levels.to(torch.uint8).T.cpu().numpy()
    return out
