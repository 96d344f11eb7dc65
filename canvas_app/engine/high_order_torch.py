"""High-order layers run by torch: values, first derivatives by hand in blocks, others by autograd.

Three forms, chosen by measurement (tests/bench/high_order.py). "bag": a point's few active weights are
summed by `embedding_bag`; best where a link has many more weights than are active at once. "dense": the
basis is written out as a matrix (in K, n), mostly zeros, and multiplied; "band": the same for few pieces
that meet, without looking anything up (high_order_band.py). Nothing but inputs and weights
is kept for the backward pass, which goes through the points in blocks that fit the cache.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from . import high_order_band
from .high_order import Basis, divisors, frequencies, nodes, slopes

BAG = 12  # weights of a link for each that is active, from which on the bag is quicker
CPU_BLOCK, GPU_BLOCK = 2**18, 2**26  # numbers of the written-out basis of one block


Matrix = tuple[tuple[float, ...], ...]


class Place(NamedTuple):
    """Where points are: segment (None if there is one), coordinate in it, d coordinate / d x."""

    segment: Tensor | None
    t: Tensor
    slope: Tensor | float


def located(basis: Basis, x: Tensor) -> Place:
    """Segment and local coordinate in [-1, 1] of each number (any shape)."""
    x, slope = _within(basis, x)
    if basis.pieces == 1:
        return Place(None, x, slope)
    scaled = x * basis.pieces
    u = 0.5 * (scaled.detach() + basis.pieces)
    segment = u.floor_().clamp_(0, basis.pieces - 1)
    t = scaled - (2.0 * segment + (1.0 - basis.pieces))
    return Place(segment.long(), t, slope * basis.pieces)


def _within(basis: Basis, x: Tensor) -> tuple[Tensor, Tensor | float]:
    """Numbers brought into [-1, 1] as the policy says, and how fast they go there."""
    if basis.kind == "fourier" or basis.beyond in ("polynomial", "linear"):
        return x, 1.0
    if basis.beyond == "clamp":
        return x.clamp(-1.0, 1.0), (x.detach().abs() <= 1.0).to(x.dtype)
    if basis.beyond == "repeat":
        return torch.remainder(x + 1.0, 2.0) - 1.0, 1.0
    z = torch.remainder(x + 1.0, 4.0)
    back = z.detach() > 2.0
    return torch.where(back, 4.0 - z, z) - 1.0, torch.where(back, -1.0, 1.0).to(x.dtype)


def functions(basis: Basis, t: Tensor, dim: int) -> Tensor:
    """The n active basis functions at local coordinates, stacked along `dim`. Smooth in t."""
    if basis.kind == "fourier":
        return _series(basis.n, t, dim)
    if basis.beyond != "linear":
        return _lagrange(basis.n, t, dim)
    held = t.clamp(-1.0, 1.0)
    inside = _lagrange(basis.n, held, dim)
    return inside + (t - held).unsqueeze(dim) * _slopes(basis.n, inside, dim)


def derivatives(basis: Basis, t: Tensor, found: Tensor, dim: int) -> Tensor:
    """The slopes in t of what `functions` found."""
    if basis.kind == "fourier":
        return _series_slopes(basis.n, t, dim)
    if basis.beyond == "linear":
        found = _lagrange(basis.n, t.clamp(-1.0, 1.0), dim)
    return _slopes(basis.n, found, dim)


def _lagrange(n: int, t: Tensor, dim: int) -> Tensor:
    """Products of the distances to all nodes but one, from both ends: n steps, no division by zero."""
    if n == 1:
        return torch.ones_like(t).unsqueeze(dim)
    away = [t - float(x) for x in nodes(n)]
    below: list[Tensor] = [away[0]]
    for each in away[1:-1]:
        below.append(below[-1] * each)
    above = [away[-1]]
    for each in away[-2:0:-1]:
        above.append(above[-1] * each)
    out = [above[-1], *[b * a for b, a in zip(below, above[-2::-1], strict=False)], below[-1]]
    return torch.stack([o / float(c) for o, c in zip(out, divisors(n), strict=True)], dim)


def _slopes(n: int, found: Tensor, dim: int) -> Tensor:
    matrix = _constant(tuple(map(tuple, slopes(n).T.tolist())), found.dtype, found.device)
    return torch.movedim(torch.tensordot(matrix, found, dims=([1], [dim])), 0, dim)


@cache
def _constant(matrix: Matrix, dtype: torch.dtype, device: torch.device) -> Tensor:
    # Kept, and an ordinary tensor: graphs of a GPU cannot copy constants, and training needs it too.
    with torch.inference_mode(False):
        return torch.tensor(matrix, dtype=dtype, device=device)


def _series(n: int, t: Tensor, dim: int) -> Tensor:
    terms: list[Tensor] = [torch.full_like(t, 0.5)]
    for j, i in enumerate(frequencies(n)[1:], 1):
        turn = math.pi * float(i) * t
        terms.append(torch.sin(turn) if j % 2 else torch.cos(turn))
    return torch.stack(terms, dim)


def _series_slopes(n: int, t: Tensor, dim: int) -> Tensor:
    terms: list[Tensor] = [torch.zeros_like(t)]
    for j, i in enumerate(frequencies(n)[1:], 1):
        rate = math.pi * float(i)
        terms.append(rate * torch.cos(rate * t) if j % 2 else -rate * torch.sin(rate * t))
    return torch.stack(terms, dim)


def written_out(basis: Basis, x: Float[Tensor, "i n"], dtype: torch.dtype) -> Tensor:
    """(i, K, n): every basis function at every point, zero where it is not active."""
    place = located(basis, x)
    found = functions(basis, place.t.to(dtype), 1)
    if place.segment is None:
        return found
    blank = found.new_zeros((x.shape[0], basis.count, x.shape[1]))
    return blank.scatter(1, _index(basis, place.segment, 1), found)


def _index(basis: Basis, segment: Tensor, dim: int) -> Tensor:
    """Which weights are active, beside the functions along `dim`."""
    offsets = torch.arange(basis.n, device=segment.device)
    shape = [1] * (segment.ndim + 1)
    shape[dim] = basis.n
    return segment.unsqueeze(dim) * basis.stride + offsets.reshape(shape)


def plain(basis: Basis, x: Float[Tensor, "i n"], weight: Float[Tensor, "o i k"]) -> Tensor:
    """(o, n): the sum of all links, in the plainest way; may be differentiated as often as one likes."""
    return weight.flatten(1) @ written_out(basis, x, weight.dtype).flatten(0, 1)


def product(
    basis: Basis, x: Float[Tensor, "i n"], weight: Float[Tensor, "o i k"], alpha: float
) -> Tensor:
    """(o, n): the product of (1 + link), less 1, and (1 - alpha) times their sum."""
    links = torch.bmm(weight.transpose(0, 1), written_out(basis, x, weight.dtype))
    return (1.0 + links).prod(0) - 1.0 + (1.0 - alpha) * links.sum(0)


def links(basis: Basis, x: Float[Tensor, "i n"], weight: Float[Tensor, "o i k"]) -> Tensor:
    """(o, n): the sum of all links, quickly; its second derivative is the plain way's."""
    with torch.autocast(x.device.type, enabled=False):
        x = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
        weight = weight.float() if weight.dtype in (torch.float16, torch.bfloat16) else weight
        out: Tensor = _Links.apply(basis, x, weight)  # type: ignore[no-untyped-call]
    return out


def turned(matrix: Matrix, x: Float[Tensor, "i n"]) -> Tensor:
    """(rows, n): a constant matrix times the points, never in less than float32."""
    with torch.autocast(x.device.type, enabled=False):
        x = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
        return _constant(matrix, x.dtype, x.device) @ x


def products(
    basis: Basis, x: Float[Tensor, "i n"], weight: Float[Tensor, "o i k"], alpha: float
) -> Tensor:
    """As `product`, in blocks whose steps are not kept but done again in the backward pass."""
    out: Tensor = _Again.apply(basis, x, weight, alpha)  # type: ignore[no-untyped-call]
    return out


def _blocks(basis: Basis, x: Tensor, outputs: int = 0) -> list[slice]:
    """Slices of the points, each with about as many numbers as a block should have; `outputs` where
    each link is written out too."""
    most = GPU_BLOCK if x.is_cuda else CPU_BLOCK * (2 if high_order_band.suits(basis) else 1)
    each = 4 * basis.n if _in_bag(basis, x) and not outputs else basis.count + outputs
    step = max(256, most // (each * x.shape[0]) // 256 * 256)
    return [slice(start, start + step) for start in range(0, x.shape[1], step)]


def _in_bag(basis: Basis, x: Tensor) -> bool:
    return basis.pieces > 1 and basis.count >= BAG * basis.n and not x.is_cuda


def _bag(basis: Basis, x: Tensor, weight: Tensor) -> Tensor:
    """(o, n) for a block of points, by the bag."""
    table = weight.flatten(1).t().contiguous()
    index, found, _ = _active(basis, x, weight, slopes=False)
    return F.embedding_bag(index, table, per_sample_weights=found, mode="sum").t()


def _active(
    basis: Basis, x: Tensor, weight: Tensor, *, slopes: bool
) -> tuple[Tensor, Tensor, Tensor | None]:
    """(n, i * nodes) each: active rows of the table, their factors, and d factor / d x, point by point."""
    place = located(basis, x.t().contiguous())
    assert place.segment is not None
    t = place.t.to(weight.dtype)
    found = functions(basis, t, -1)
    index = _index(basis, place.segment, 2)
    index += torch.arange(x.shape[0], device=x.device)[None, :, None] * basis.count
    rates = None
    if slopes:
        rate = place.slope if isinstance(place.slope, float) else place.slope.to(t.dtype)[..., None]
        rates = (derivatives(basis, t, found, -1) * rate).flatten(1)
    return index.flatten(1), found.flatten(1), rates


class _Links(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, basis: Basis, x: Tensor, weight: Tensor) -> Tensor:
        ctx.basis = basis
        ctx.save_for_backward(x, weight)
        out = weight.new_empty((weight.shape[0], x.shape[1]))
        fill = _form(basis, x).values
        for block in _blocks(basis, x):
            out[:, block] = fill(basis, x[:, block], weight)
        return out

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        _, for_x, for_weight = ctx.needs_input_grad
        if torch.is_grad_enabled():  # a graph is wanted: the plain way has one
            way = partial(plain, ctx.basis)
            return None, *_gradients(way, x, weight, gradient, for_x, for_weight)
        dx = torch.empty_like(x) if for_x else None
        dw = torch.zeros_like(weight) if for_weight else None
        whole = _form(ctx.basis, x).gradients
        for block in _blocks(ctx.basis, x):
            part = dx[:, block] if dx is not None else None
            whole(ctx.basis, x[:, block], weight, gradient[:, block], part, dw)
        return None, dx, dw


def _gradients(
    way: Callable[[Tensor, Tensor], Tensor],
    x: Tensor, weight: Tensor, gradient: Tensor, for_x: bool, for_weight: bool,
) -> tuple[Tensor | None, Tensor | None]:  # fmt: skip
    """Of a layer by autograd, with a graph where one is wanted."""
    asked = [each for each, on in ((x, for_x), (weight, for_weight)) if on]
    graph = torch.is_grad_enabled()
    with torch.enable_grad():
        out = way(x, weight)
    found = iter(torch.autograd.grad(out, asked, gradient, create_graph=graph, allow_unused=True))
    return next(found) if for_x else None, next(found) if for_weight else None


def _dense_gradients(
    basis: Basis, x: Tensor, weight: Tensor, gradient: Tensor, dx: Tensor | None, dw: Tensor | None
) -> None:
    """Add a block's part to the gradient of the weights, and fill its part of that of the inputs."""
    place = located(basis, x)
    t = place.t.to(weight.dtype)
    found = functions(basis, t, 1)
    index = None if place.segment is None else _index(basis, place.segment, 1)
    if dw is not None:
        full = found
        if index is not None:
            full = found.new_zeros((x.shape[0], basis.count, x.shape[1])).scatter_(1, index, found)
        dw.flatten(1).addmm_(gradient, full.flatten(0, 1).t())
    if dx is not None:
        pull = (weight.flatten(1).t() @ gradient).view(x.shape[0], basis.count, -1)
        pull = pull if index is None else pull.gather(1, index)
        dx.copy_((pull * derivatives(basis, t, found, 1)).sum(1).mul_(place.slope))


def _bag_gradients(
    basis: Basis, x: Tensor, weight: Tensor, gradient: Tensor, dx: Tensor | None, dw: Tensor | None
) -> None:
    index, found, rates = _active(basis, x, weight, slopes=dx is not None)
    pull = gradient.t().contiguous()
    if dw is not None:
        table = weight.new_zeros((weight[0].numel(), weight.shape[0]))
        for column in range(index.shape[1]):
            table.index_add_(0, index[:, column], pull * found[:, column, None])
        dw.flatten(1).add_(table.t())
    if dx is not None and rates is not None:
        each = _pulled(weight, index, pull)
        dx.copy_((each * rates).view(-1, x.shape[0], basis.n).sum(2).t())


def _pulled(weight: Tensor, index: Tensor, pull: Tensor) -> Tensor:
    """(n, i * nodes): how much each factor moves the loss."""
    table = weight.flatten(1).t().contiguous()
    with torch.enable_grad():
        ones = torch.ones(index.shape, dtype=weight.dtype, device=weight.device, requires_grad=True)
        out = F.embedding_bag(index, table, per_sample_weights=ones, mode="sum")
    return torch.autograd.grad(out, ones, pull)[0]


def _band_values(basis: Basis, x: Tensor, weight: Tensor) -> Tensor:
    within, _ = _within(basis, x.to(weight.dtype))
    return high_order_band.values(basis, within, weight)


def _band_gradients(
    basis: Basis, x: Tensor, weight: Tensor, gradient: Tensor, dx: Tensor | None, dw: Tensor | None
) -> None:
    within, slope = _within(basis, x.to(weight.dtype))
    high_order_band.gradients(basis, within, weight, gradient, dx, dw)
    if dx is not None and isinstance(slope, Tensor):
        dx.mul_(slope)


class _Form(NamedTuple):
    """A way of computing a block of points: (o, n), and gradients into what is given."""

    values: Callable[[Basis, Tensor, Tensor], Tensor]
    gradients: Callable[[Basis, Tensor, Tensor, Tensor, Tensor | None, Tensor | None], None]


_BAG = _Form(_bag, _bag_gradients)
_BAND = _Form(_band_values, _band_gradients)
_DENSE = _Form(plain, _dense_gradients)


def _form(basis: Basis, x: Tensor) -> _Form:
    if _in_bag(basis, x):
        return _BAG
    return _BAND if high_order_band.suits(basis) else _DENSE


class _Again(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, basis: Basis, x: Tensor, weight: Tensor, alpha: float) -> Tensor:
        ctx.basis, ctx.alpha = basis, alpha
        ctx.save_for_backward(x, weight)
        blocks = _blocks(basis, x, weight.shape[0])
        return torch.cat([product(basis, x[:, block], weight, alpha) for block in blocks], 1)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        _, for_x, for_weight, _ = ctx.needs_input_grad
        parts: list[Tensor] = []
        total: Tensor | None = None
        way = partial(product, ctx.basis, alpha=ctx.alpha)
        for block in _blocks(ctx.basis, x, weight.shape[0]):
            with torch.enable_grad():
                part, pull = x[:, block], gradient[:, block]
            dx, dw = _gradients(way, part, weight, pull, for_x, for_weight)
            if dx is not None:
                parts.append(dx)
            total = dw if total is None or dw is None else total + dw
        return None, torch.cat(parts, 1) if parts else None, total, None
