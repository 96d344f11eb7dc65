"""Grid: a pyramid of interpolated grids and a small network. The quick way to fit a picture.

Sources: dense grids of several resolutions, Takikawa et al., "Neural geometric level of detail"
(2021); hashed fine levels, Müller et al., "Instant neural graphics primitives" (2022).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from canvas_app.core.field import ActivationName, FieldSpec
from canvas_app.core.spec import knob
from canvas_app.engine.family import family
from canvas_app.engine.glsl.tables import Printed
from canvas_app.engine.literals import num
from canvas_app.engine.network import Activate, Concat, Init, Program, Rows
from canvas_app.engine.schemes import begin

Edges = Literal["mirror", "clamp", "repeat"]
_FEW = 16  # pixels of a side up to which each gets a cell of its own

Rect = tuple[int, int, int, int]
Sieve = tuple[int, int, int]
Axis = tuple[list[int], Any]  # for each place its first cell; and the matrix (places, cells)
_FOLDED: dict[Edges, str] = {
    "clamp": "float folded(float u) { return clamp(u, -1.0, 1.0); }\n",
    "repeat": "float folded(float u) { return u - 2.0 * floor((u + 1.0) / 2.0); }\n",
    "mirror": """float folded(float u) {
    float turn = (u + 1.0) / 4.0;
    return 1.0 - abs(4.0 * (turn - floor(turn)) - 2.0);
}
""",
}
_CELLS = """vec4 cell(ivec2 at, int columns, int first, int parts, uint mask) {  // mask 0: no hashing
    int whole = at.y * columns + at.x;
    int hashed = int((uint(at.x) ^ (uint(at.y) * 2654435761u)) & mask);
    return shelved(first + (mask == 0u ? whole : hashed) * parts);
}
vec4 cells(vec2 place, ivec2 shape, int first, int parts, uint mask) {
    vec2 last = vec2(shape) - 1.0, t = clamp((place + 1.0) * (vec2(shape) / 2.0) - 0.5, vec2(0.0), last);
    vec2 low = min(floor(t), max(last - 1.0, 0.0)), blend = t - low;
    ivec2 i = ivec2(low), j = min(i + 1, shape - 1);
    vec4 top = mix(cell(i, shape.x, first, parts, mask), cell(ivec2(j.x, i.y), shape.x, first, parts, mask), blend.x);
    vec4 under = mix(cell(ivec2(i.x, j.y), shape.x, first, parts, mask), cell(j, shape.x, first, parts, mask), blend.x);
    return mix(top, under, blend.y);
}
"""


@family
class Grid(FieldSpec, tag="grid"):
    """Values looked up in grids from coarse to fine, blended bilinearly, and turned into colour by a
    small network. The finest grid lies over [-aspect, aspect] x [-1, 1]; each next has half its rows."""

    rows: Annotated[int, knob(ge=1, le=2048, log=True, doc="Cells of the finest grid, down")] = 64
    columns: Annotated[
        int, knob(ge=1, le=2048, log=True, doc="Cells of the finest grid, across")
    ] = 64
    aspect: Annotated[
        float, knob(ge=1e-5, le=1e5, log=True, doc="Width over height of what it covers")
    ] = 1.0
    levels: Annotated[int, knob(ge=1, le=12, doc="Grids, each half as fine as the one before")] = 6
    features: Annotated[int, knob(ge=1, le=16, doc="Values kept in each cell")] = 4
    width: Annotated[int, knob(ge=1, le=256, log=True, doc="Neurons in each layer")] = 32
    depth: Annotated[int, knob(ge=0, le=8, doc="Layers of the network")] = 2
    activation: Annotated[ActivationName, knob(doc="Of the layers")] = "gelu"
    spread: Annotated[
        float, knob(ge=0, le=4, doc="Spread of the drawn values; small ones suit fitting")
    ] = 0.5
    edges: Annotated[Edges, knob(doc="What lies outside of what the grids cover")] = "mirror"
    hashed: Annotated[
        int,
        knob(ge=0, le=22, doc="0: all grids are whole; k: larger ones share 2^k cells by hashing"),
    ] = 0

    @property
    def latent_std(self) -> float:
        """Spread of a weight that reads the latent, times the root of its length."""
        return 0.5

    def fitted_to(self, size: tuple[int, int], outputs: int, numbers: int) -> Grid:
        """The same knobs for a picture of `size` (width, height): half as many cells a side as pixels,
        and at most about `numbers` numbers in all grids."""
        width, height = size
        most = numbers / (self.features * sum(0.25**k for k in range(self.levels)))
        scale = min(0.5, math.sqrt(most / (width * height)))
        rows, columns = (_cells(side, scale) for side in (height, width))
        aspect = min(1e5, max(1e-5, width / height))
        return self.but(rows=rows, columns=columns, aspect=aspect, outputs=outputs, spread=0.1)

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """Arrays level0 (finest) ..., dense0.* ..., out.* and latent.weight where there is one."""
        b = begin(groups, latent)
        pyramid = Pyramid(0, self._shapes(), self.features, self.aspect, self.edges, self.hashed)
        for name, shape in zip(pyramid.names, pyramid.arrays, strict=True):
            b.parameter(name, shape, Init("normal", 0.0, self.spread))
        h, fan_in = b.put(pyramid), pyramid.rows
        if b.inputs > 2:  # what is not x and y goes past the grids
            h = b.put(Concat((h, b.put(Rows(0, 2, b.inputs)))))
            fan_in += b.inputs - 2
        plus = None
        if latent:
            init = Init("normal", 0.0, 0.5 / math.sqrt(latent))
            plus = b.linear(
                "latent", 1, latent, self.width if self.depth else self.outputs, weight=init
            )
        for layer in range(self.depth):
            weight, bias = Init("kaiming"), Init("zeros")
            h = b.linear(
                f"dense{layer}", h, fan_in, self.width, weight=weight, bias=bias, plus=plus
            )
            h, fan_in, plus = b.put(Activate(h, self.activation)), self.width, None
        b.linear("out", h, fan_in, self.outputs, weight=Init("dip"), bias=Init("zeros"), plus=plus)
        return b.done()

    def _shapes(self) -> tuple[tuple[int, int], ...]:
        return tuple(
            (math.ceil(self.rows / 2**k), math.ceil(self.columns / 2**k))
            for k in range(self.levels)
        )


def _cells(pixels: int, scale: float) -> int:
    """Cells of the finest grid along a side: small pictures get one for each of their pixels."""
    return min(2048, max(min(pixels, _FEW), math.ceil(pixels * scale - 1e-9)))


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Rows 0 (x) and 1 (y, upwards) to the bilinear values of all levels, finest first.

    Cell centres lie as pixel centres do: a grid of n cells covers [-1, 1] from edge to edge.
    """

    source: int
    shapes: tuple[tuple[int, int], ...]
    features: int
    aspect: float
    edges: Edges
    hashed: int

    @property
    def rows(self) -> int:
        """Values for each point."""
        return len(self.shapes) * self.features

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters, finest first."""
        return tuple(f"level{k}" for k in range(len(self.shapes)))

    @property
    def arrays(self) -> tuple[tuple[int, ...], ...]:
        """Their shapes: (features, rows, columns), or (features, 2^hashed)."""
        return tuple(
            (self.features, 2**self.hashed) if self._shares(s) else (self.features, *s)
            for s in self.shapes
        )

    def _shares(self, shape: tuple[int, int]) -> bool:
        return 0 < 2**self.hashed < shape[0] * shape[1] and self.hashed > 0

    @property
    def tabled(self) -> tuple[str, ...]:
        """What a shader reads from a texture."""
        return self.names

    def shader(
        self,
        place: int,
        source: Sequence[str],
        arrays: Mapping[str, Any],
        put: Callable[[Any], int],
    ) -> Printed:
        """As `run`, level by level, four features to a vec4."""
        parts = -(-self.features // 4)
        y = f"-{source[1]}" if len(source) > 1 else "0.0"
        u, v = f"folded({source[0]} / {num(self.aspect)})", f"folded({y})"
        lines, refs = [f"vec2 g{place} = vec2({u}, {v});"], []
        for k, (name, shape) in enumerate(zip(self.names, self.shapes, strict=True)):
            first = put(arrays[name].reshape(self.features, -1))
            mask = f"{2**self.hashed - 1}u" if self._shares(shape) else "0u"
            for part in range(parts):
                where = f"ivec2({shape[1]}, {shape[0]}), {first + part}, {parts}, {mask}"
                lines.append(f"vec4 r{place}_{k * parts + part} = cells(g{place}, {where});")
            refs += [f"r{place}_{k * parts + j // 4}.{'xyzw'[j % 4]}" for j in range(self.features)]
        return Printed((_FOLDED[self.edges], _CELLS), tuple(lines), tuple(refs))

    def run(self, x: Any, p: Mapping[str, Any]) -> Any:
        """(rows in, n) to (levels * features, n), at any points."""
        import torch

        u = self._folded(x[0] / self.aspect)
        v = self._folded(-x[1] if len(x) > 1 else torch.zeros_like(x[0]))
        places = torch.stack([u, v], -1)[None, None].to(p[self.names[0]].dtype)
        parts = []
        for name, shape in zip(self.names, self.shapes, strict=True):
            if self._shares(shape):
                parts.append(_looked_up(p[name], shape, places[0, 0]))
                continue
            out = torch.nn.functional.grid_sample(
                p[name][None], places, mode="bilinear", padding_mode="border", align_corners=False
            )
            parts.append(out[0, :, 0])
        return torch.cat(parts)

    def _folded(self, u: Any) -> Any:
        """Places of the whole line brought back to [-1, 1]."""
        if self.edges == "clamp":
            return u.clamp(-1, 1)
        if self.edges == "repeat":
            return u - 2 * ((u + 1) / 2).floor()
        turn = (u + 1) / 4
        return 1 - (4 * (turn - turn.floor()) - 2).abs()

    def on_lattice(self, x: Any, y: Any) -> Windows:
        """The values of windows of the lattice x (w,) times y (h,). Blending along rows, then along
        columns, as two small products of matrices for each level: many times as fast on a processor as
        looking up each point, in both directions."""
        u, v = self._folded(x / self.aspect), self._folded(-y)
        across = tuple(_axis(u, columns) for _, columns in self.shapes)
        return Windows(self, across, tuple(_axis(v, rows) for rows, _ in self.shapes))

    def _cells(self, table: Any, level: int, box: tuple[int, int, int, int]) -> Any:
        import torch

        top, bottom, left, right = box
        if not self._shares(self.shapes[level]):
            alone = tuple(table.shape[1:]) == (bottom - top, right - left)
            return table if alone else table[:, top:bottom, left:right]
        i = torch.arange(top, bottom, device=table.device)[:, None]
        j = torch.arange(left, right, device=table.device)[None, :]
        return table[:, _hashed(i, j, table.shape[1])]


@dataclass(frozen=True, slots=True)
class Windows:
    """A pyramid on a lattice: for each level, how its columns and its rows are blended."""

    pyramid: Pyramid
    across: tuple[Axis, ...]
    down: tuple[Axis, ...]

    def __call__(self, rect: Rect, p: Mapping[str, Any], sieve: Sieve | None = None) -> Any:
        """A window (left, top, width, height) and the parameters to (levels * features, n), in raster
        order. A level may be given as the cells alone that `parts` names. sieve: the window is one of
        every so many columns and rows, from these on."""
        import torch

        out = []
        for k, name in enumerate(self.pyramid.names):
            box, rows, columns = self._box(k, rect, sieve)
            out.append(rows @ self.pyramid._cells(p[name], k, box) @ columns.T)
        return torch.cat(out).reshape(self.pyramid.rows, -1)

    def parts(self, rect: Rect, sieve: Sieve | None = None) -> dict[str, tuple[slice, ...]]:
        """The cells of whole levels that a window reads."""
        found: dict[str, tuple[slice, ...]] = {}
        for k, name in enumerate(self.pyramid.names):
            if not self.pyramid._shares(self.pyramid.shapes[k]):
                (top, bottom, left, right), _, _ = self._box(k, rect, sieve)
                found[name] = (slice(None), slice(top, bottom), slice(left, right))
        return found

    def _box(
        self, level: int, rect: Rect, sieve: Sieve | None
    ) -> tuple[tuple[int, int, int, int], Any, Any]:
        every, across, down = sieve or (1, 0, 0)
        (top, bottom), rows = _part(self.down[level], rect[1], rect[3], down, every)
        (left, right), columns = _part(self.across[level], rect[0], rect[2], across, every)
        return (top, bottom, left, right), rows, columns


def _axis(u: Any, cells: int) -> Axis:
    """How places u (n,) in [-1, 1] blend the cells of one axis."""
    import torch

    t = ((u + 1) * (cells / 2) - 0.5).clamp(0, cells - 1)
    first = t.floor().clamp(max=max(0, cells - 2)).long()
    blend = (t - first).to(torch.float32)
    matrix = torch.zeros(len(u), cells, device=u.device)
    matrix.scatter_(1, first[:, None], (1 - blend)[:, None])
    if cells > 1:
        matrix.scatter_(1, first[:, None] + 1, blend[:, None])
    return first.tolist(), matrix


def _part(
    axis: Axis, start: int, count: int, place: int, every: int
) -> tuple[tuple[int, int], Any]:
    """The cells that `count` of the places at place, place + every ... read, from the start-th on, and the
    matrix of those alone."""
    first, matrix = axis
    some = slice(place + every * start, place + every * (start + count - 1) + 1, every)
    read = first[some]
    low, high = min(read), min(max(read) + 2, matrix.shape[1])
    return (low, high), matrix[some, low:high]


def _looked_up(table: Any, shape: tuple[int, int], places: Any) -> Any:
    """Bilinear values of a hashed level at places (n, 2)."""
    import torch

    rows, columns = shape
    t = ((places[:, 1] + 1) * (rows / 2) - 0.5).clamp(0, rows - 1)
    s = ((places[:, 0] + 1) * (columns / 2) - 0.5).clamp(0, columns - 1)
    i, j = t.floor().long(), s.floor().long()
    a, b = t - i, s - j
    i2, j2 = (i + 1).clamp(max=rows - 1), (j + 1).clamp(max=columns - 1)
    corners = (
        (i, j, (1 - a) * (1 - b)),
        (i, j2, (1 - a) * b),
        (i2, j, a * (1 - b)),
        (i2, j2, a * b),
    )
    found = [table[:, _hashed(r, c, table.shape[1])] * weight for r, c, weight in corners]
    return torch.stack(found).sum(0)


def _hashed(i: Any, j: Any, size: int) -> Any:
    """Müller's hash of a cell: coordinates times large primes, exclusive-or, modulo a power of two."""
    return ((j * 1) ^ (i * 2_654_435_761)) & (size - 1)
