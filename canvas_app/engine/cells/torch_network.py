"""Torch network: a field of cells computed. Points side by side, (n, features), grouped by cell.

`grouped` is the mathematics, once: for C cells with n points each it takes batched products where weights
are a cell's own and plain ones where they are shared. Waves' frequencies are multiplied into weights
beforehand, and the merging of [local; global] is a sum of two products, so that nothing is copied.

Pictures come as points in any order: `decoded` sorts them by cell and computes blocks of BLOCK points of one
cell, STRIDE points at a time. A block's values depend on its points and its cell's weights alone, so that what
is kept of a cropped field stays as it was, bit for bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from .design import Design, Wave
from .fused import Weights, network
from .points import rows_of, shares_of
from .waves import TURN

Tensors = Mapping[str, Tensor]
BLOCK = 32
STRIDE, STRIDE_ON_GPU = 2048, 1 << 17


@dataclass(frozen=True, slots=True)
class Dense:
    """x @ weight + bias; weight (C, in, out) and bias (C, 1, out), or (in, out) and (out,)."""

    weight: Tensor
    bias: Tensor


@dataclass(frozen=True, slots=True)
class Tuned:
    """A wave with the four numbers of a harmonizer: gain * wave(u) + level; None: the wave itself."""

    name: Wave
    omega: float
    gain: Tensor | None = None
    level: Tensor | None = None

    def __call__(self, u: Tensor) -> Tensor:
        """The wave of u, which it may overwrite when no gradients are recorded."""
        y = _wave(self.name, u, self.omega)
        return y if self.gain is None or self.level is None else y * self.gain + self.level


@dataclass(frozen=True, slots=True)
class Layers:
    """Weights of some cells and of what they share, ready to be multiplied with points."""

    local: tuple[Dense, ...]
    out: Dense
    shared: tuple[Dense, ...]
    merging: tuple[Dense, ...]
    waves: tuple[tuple[Tuned, Tuned, Tuned], ...]  # local, global, merging, for each level
    concat: bool

    def of(self, rows: Tensor | slice) -> Layers:
        """Those of some rows of cells, in the order given."""
        local = tuple(Dense(each.weight[rows], each.bias[rows]) for each in self.local)
        out = Dense(self.out.weight[rows], self.out.bias[rows])
        return Layers(local, out, self.shared, self.merging, self.waves, self.concat)


def _wave(name: Wave, u: Tensor, omega: float) -> Tensor:
    if torch.is_grad_enabled():
        if name == "sine":
            return torch.sin(u)
        return torch.exp(-u * u) if name == "gauss" else torch.sin(u * (1 + u.abs() / omega))
    if name == "sine":
        return u.sin_()
    return u.square_().neg_().exp_() if name == "gauss" else u.mul_(1 + u.abs() / omega).sin_()


def prepared(op: Design, p: Tensors, rows: slice | None = None) -> Layers:
    """The weights of all cells, or of a slice of them, with frequencies multiplied in."""
    tunes = _tunes(op, p)
    some = slice(None) if rows is None else rows
    levels = range(op.depth)
    waves = tuple(
        tuple(
            Tuned(op.activation, _omega(op, k if part < 2 else 1), t.gain, t.level)
            for part, t in enumerate(tunes)
        )
        for k in levels
    )
    local = tuple(_dense(p, f"local{k}", _omega(op, k), tunes[0], some) for k in levels)
    out = _dense(p, "out", 1.0, _Tune(), some)
    shared: tuple[Dense, ...] = ()
    merging: tuple[Dense, ...] = ()
    if op.width_global:
        shared = tuple(_dense(p, f"global{k}", _omega(op, k), tunes[1]) for k in levels)
        names = ["merge"] if op.merge == "concat" else [f"merge{k}" for k in levels]
        merging = tuple(_dense(p, name, op.hidden_omega, tunes[2]) for name in names)
    return Layers(local, out, shared, merging, waves, op.merge == "concat")  # type: ignore[arg-type]


def _omega(op: Design, level: int) -> float:
    return op.hidden_omega if level else op.omega


@dataclass(frozen=True, slots=True)
class _Tune:
    """e^a, e^b, c and d of the waves of some layers."""

    gain: Tensor | None = None
    pitch: Tensor | None = None
    phase: Tensor | None = None
    level: Tensor | None = None


def harmonies(op: Design, p: Tensors) -> Float[Tensor, "k 4"]:
    """a, b, c, d as the harmonizer hears them, moved by the spec's offsets: one row, or three for local,
    global and merging layers."""
    h = p["signal"]
    for k in range(3):
        h = p[f"harmonizer{k}.weight"] @ h + p[f"harmonizer{k}.bias"]
        h = torch.nn.functional.silu(h) if k < 2 else h
    return (h + h.new_tensor(op.harmony)).view(-1, 4)


_STRAYING = (0.1993, 0.0196, 0.0588, 0.0269)


def penalty(op: Design, p: Tensors) -> Tensor:
    """0.1993 relu(-a) + 0.0196 relu(-b) + 0.0588 relu(-c) + 0.0269 relu(-d), over all kinds of layers."""
    found = harmonies(op, p)
    return (torch.relu(-found) * found.new_tensor(_STRAYING)).sum()


def _tunes(op: Design, p: Tensors) -> tuple[_Tune, _Tune, _Tune]:
    if not op.harmony:
        return _Tune(), _Tune(), _Tune()
    found = [_Tune(a.exp(), b.exp(), c, d) for a, b, c, d in harmonies(op, p)]
    return (found[0], found[1 % len(found)], found[2 % len(found)])


def _dense(p: Tensors, name: str, omega: float, tune: _Tune, rows: slice | None = None) -> Dense:
    weight, bias = p[f"{name}.weight"], p[f"{name}.bias"]
    if rows is not None and weight.ndim == 3:
        weight, bias = weight[rows], bias[rows][:, None]
    if omega != 1.0:
        weight, bias = weight * omega, bias * omega
    if tune.pitch is not None and tune.phase is not None:
        weight, bias = weight * tune.pitch, bias * tune.pitch + tune.phase
    return Dense(weight.mT, bias)


def grouped(layers: Layers, x: Float[Tensor, "c n f"]) -> Float[Tensor, "c n o"]:
    """The values of n points for each of C cells. Recorded by autograd when gradients are on."""
    h, g = x, x.flatten(0, 1)
    for k, (local, merging) in enumerate(zip(layers.local, _each(layers), strict=True)):
        wave, wave_shared, wave_merging = layers.waves[k]
        h = wave(torch.baddbmm(local.bias, h, local.weight))
        if merging is None:
            continue
        shared = layers.shared[k]
        g = wave_shared(torch.addmm(shared.bias, g, shared.weight))
        flat = h.flatten(0, 1)
        if layers.concat:
            width = flat.shape[1]
            u = torch.addmm(merging.bias, flat, merging.weight[:width])
            flat = wave_merging(torch.addmm(u, g, merging.weight[width:]))
        else:
            flat = flat + wave_merging(torch.addmm(merging.bias, g, merging.weight))
        h = flat.view(x.shape[0], x.shape[1], -1)
    return torch.baddbmm(layers.out.bias, h, layers.out.weight)


def _each(layers: Layers) -> tuple[Dense | None, ...]:
    """The merging layer of each level."""
    if not layers.merging:
        return (None,) * len(layers.local)
    return layers.merging * len(layers.local) if layers.concat else layers.merging


def placed(op: Design, x: Tensor, p: Tensors, rows: Tensor) -> Tensor:
    """What the networks of `rows` read at points (C, n, f): moved with their cells, where they were."""
    if "place.scale" not in p:
        return x
    d = op.layout.d
    scale, shift = (p[f"place.{name}"][rows][:, None].to(x.dtype) for name in ("scale", "shift"))
    return torch.cat([x[..., :d] * scale + shift, x[..., d:]], -1)


def learned(op: Design, x: Float[Tensor, "f n"], p: Tensors, cells: slice) -> Float[Tensor, "o n"]:
    """The field at points that are sorted by cell, equally many for each row of `cells`."""
    count = cells.stop - cells.start
    group = x.t().reshape(count, -1, len(x))
    if "place.scale" in p:
        group = placed(op, group, p, torch.arange(cells.start, cells.stop, device=x.device))
        x = group.flatten(0, 1).t()
    if op.activation == "sine" and not op.harmony:
        return network(_plain(op, p, cells), x).transpose(0, 1).flatten(1)
    return grouped(prepared(op, p, cells), group).flatten(0, 1).t()


def _plain(op: Design, p: Tensors, cells: slice) -> Weights:
    """The weights of some cells for the way that is worked out by hand."""

    def joined(name: str, omega: float) -> Tensor:
        weight, bias = p[f"{name}.weight"], p[f"{name}.bias"]
        if weight.ndim == 3:
            weight, bias = weight[cells], bias[cells]
        both = torch.cat([weight, bias[..., None]], -1)
        return both if omega == 1.0 else both * omega

    levels = range(op.depth)
    local = [joined(f"local{k}", _omega(op, k) / TURN) for k in levels]
    shared, merging = list[Tensor](), list[Tensor]()
    if op.width_global:
        shared = [joined(f"global{k}", _omega(op, k) / TURN) for k in levels]
        names = ["merge"] if op.merge == "concat" else [f"merge{k}" for k in levels]
        merging = [joined(name, op.hidden_omega / TURN) for name in names]
    concat = op.merge == "concat"
    return Weights((*local, joined("out", 1.0)), tuple(shared), tuple(merging), concat)


def decoded(op: Design, x: Float[Tensor, "f n"], p: Tensors) -> Float[Tensor, "o n"]:
    """The field at any points: zero where a cell is gone, blended across borders if asked."""
    layers = prepared(op, p)
    if op.blend == 0.0 or torch.is_grad_enabled():
        return sorted_by_cell(op, layers, x, p, rows_of(op.layout, x))
    mixed = shares_of(op.layout, x, op.blend)
    total = sorted_by_cell(op, layers, x, p, mixed.rows[0]) * mixed.shares[0]
    for rows, shares in zip(mixed.rows[1:], mixed.shares[1:], strict=True):
        some = (rows >= 0).nonzero()[:, 0]
        if len(some):
            part = sorted_by_cell(op, layers, x[:, some], p, rows[some])
            total[:, some] += part * shares[some]
    return total


def sorted_by_cell(
    op: Design,
    layers: Layers,
    x: Float[Tensor, "f n"],
    p: Tensors,
    rows: Int[Tensor, " n"],
) -> Float[Tensor, "o n"]:
    """The values of points by the networks of the given rows; zero where the row is -1."""
    blocks = Blocks.of(rows, op.layout.count)
    stride = (STRIDE_ON_GPU if x.is_cuda else STRIDE) // BLOCK
    parts = []
    points = x.t()
    for start in range(0, len(blocks.cells), stride):
        cells = blocks.cells[start : start + stride]
        group = placed(op, points[blocks.points[start : start + stride]], p, cells)
        parts.append(grouped(layers.of(cells), group).flatten(0, 1))
    values = torch.cat([x.new_zeros((1, op.outputs)), *parts])
    return values[blocks.slots].t()


@dataclass(frozen=True, slots=True)
class Blocks:
    """Points sorted into blocks of one cell each. cells: of each block; points: (blocks, BLOCK), those
    short of a whole block repeat one; slots: where each point's value lies, one on; 0 where it has none."""

    cells: Int[Tensor, " b"]
    points: Int[Tensor, "b k"]
    slots: Int[Tensor, " n"]

    @staticmethod
    def of(rows: Int[Tensor, " n"], count: int) -> Blocks:
        """Sort points by their row of weights, of which there are `count`; -1: not at all."""
        order = rows.argsort(stable=True)
        numbers = torch.bincount(rows + 1, minlength=count + 1)[1:]
        left_out = len(rows) - int(numbers.sum())
        order = order[left_out:]
        need = (numbers + BLOCK - 1) // BLOCK
        first = (need.cumsum(0) - need) * BLOCK
        before = numbers.cumsum(0) - numbers
        sorted_rows = rows[order]
        place = torch.arange(len(order), device=rows.device) - before[sorted_rows]
        slot = first[sorted_rows] + place
        total = int(need.sum())
        points = order.new_zeros(total * BLOCK)
        cells = torch.repeat_interleave(torch.arange(count, device=rows.device), need)
        slots = torch.zeros_like(rows)
        slots[order] = slot + 1
        points[slot] = order
        return Blocks(cells, points.view(-1, BLOCK), slots)
