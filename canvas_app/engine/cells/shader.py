"""Shader: fields of cells as GLSL. The cell of a point by index, its weights from a texture.

The arithmetic is that of `torch_network.py`, but that frequencies are multiplied afterwards: weights lie on
the shelf as they are, so that a page that counts in float64 has the engine's numbers. Every matrix has its
inputs filled up to fours, row p of a cell's own after row p - 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import torch

from canvas_app.engine.glsl.tables import Printed
from canvas_app.engine.literals import num

from .design import Design
from .layout import Layout
from .torch_network import Dense, Layers, Tuned, harmonies, prepared

Put = Callable[[Any], int]
_LANES = "xyzw"


def cells_text(
    design: Design, place: int, source: Sequence[str], arrays: Mapping[str, Any], put: Put
) -> Printed:
    """The rows of a `CellNetwork`."""
    p = {name: torch.from_numpy(np.array(a)) for name, a in arrays.items()}
    layers, pitches = _layers(design, p), _pitches(design, p)
    made = _Network(place, len(source), put)
    made.begin(design, arrays)
    merging = layers.merging * design.depth if layers.concat else layers.merging
    for k, local in enumerate(layers.local):
        omegas = (design.hidden_omega if k else design.omega,) * 2 + (design.hidden_omega,)
        waves = tuple(
            Pitched(wave, omega * pitch, phase)
            for wave, omega, (pitch, phase) in zip(layers.waves[k], omegas, pitches, strict=True)
        )
        shared = layers.shared[k] if layers.shared else None
        made.level(local, shared, merging[k] if merging else None, waves, concat=layers.concat)
    made.end(layers.out)
    layout = design.layout
    own = 2**layout.d if design.blend else 1
    parts = -(-design.outputs // 4)
    functions = (
        row_text(f"row{place}", layout, put),
        made.text(parts),
        _entry(design, place, made),
    )
    lines = [
        f"float x{place}[{made.inputs}] = float[{made.inputs}]({', '.join(source)});",
        f"vec4 y{place}[{parts}];",
        f"cells{place}(x{place}, y{place});",
        *(f"vec4 r{place}_{p} = y{place}[{p}];" for p in range(parts)),
    ]
    refs = tuple(f"r{place}_{o // 4}.{_LANES[o % 4]}" for o in range(design.outputs))
    return Printed(functions, tuple(lines), refs, own * made.reads)


@dataclass(frozen=True, slots=True)
class Pitched:
    """A wave of factor * u + phase."""

    wave: Tuned
    factor: float
    phase: float


def _layers(design: Design, p: Mapping[str, torch.Tensor]) -> Layers:
    """The weights as they are; the waves with what a harmonizer hears, in float64."""
    waves = prepared(design, {name: a.double() for name, a in p.items()}).waves
    levels = range(design.depth)
    names = ["merge"] if design.merge == "concat" else [f"merge{k}" for k in levels]
    return Layers(
        tuple(_raw(p, f"local{k}") for k in levels),
        _raw(p, "out"),
        tuple(_raw(p, f"global{k}") for k in levels) if design.width_global else (),
        tuple(_raw(p, name) for name in names) if design.width_global else (),
        waves,
        design.merge == "concat",
    )


def _raw(p: Mapping[str, torch.Tensor], name: str) -> Dense:
    return Dense(p[f"{name}.weight"].mT, p[f"{name}.bias"])


def _pitches(design: Design, p: Mapping[str, torch.Tensor]) -> list[tuple[float, float]]:
    """e^b and c of local, global and merging layers: see `torch_network.harmonies`."""
    if not design.harmony:
        return [(1.0, 0.0)] * 3
    heard = harmonies(design, {name: a.double() for name, a in p.items()})
    found = [(float(b.exp()), float(c)) for _, b, c, _ in heard]
    return [found[k % len(found)] for k in range(3)]


def row_text(name: str, layout: Layout, put: Put) -> str:
    """`int name(float k0, ...)`: the row of weights of a cell by its indices; -1 where it is gone."""
    given = ", ".join(f"float k{axis}" for axis in range(layout.d))
    flat = "int(k0)"
    for axis in range(1, layout.d):
        flat = f"({flat} * {layout.cells[axis]} + int(k{axis}))"
    if layout.gone:
        flat = f"int(shelved({put(layout.rows[None].astype(np.float32))} + {flat}).x)"
    return f"int {name}({given}) {{ return {flat}; }}\n"


def cell_text(layout: Layout, axis: int, source: str) -> tuple[str, str]:
    """Where a coordinate lies along an axis, in cells, and the index of its cell: two expressions, the
    second of a variable that holds the first, written {t}."""
    a, b = layout.scale(layout.d - 1 - axis)
    return (
        f"{source} * {num(a)} + {num(b)}",
        f"clamp(floor({{t}}), 0.0, {num(layout.cells[axis] - 1)})",
    )


def covered_text(layout: Layout, trim: Sequence[float], source: Sequence[str], put: Put) -> Printed:
    """`float there`: 1 where a cell is there and the outline does not cut it off, else 0."""
    lines, indices = list[str](), list[str]()
    for axis in range(layout.d):
        feature = layout.d - 1 - axis
        place, index = cell_text(layout, axis, source[feature] if feature < len(source) else "0.0")
        lines.append(f"float at{axis} = {place};")
        indices.append(index.format(t=f"at{axis}"))
    lines.append(f"bool shows = there_row({', '.join(indices)}) >= 0;")
    lines += _within(trim, source) if trim else []
    lines.append("float there = shows ? 1.0 : 0.0;")
    return Printed((row_text("there_row", layout, put),), tuple(lines), ("there",))


def _within(trim: Sequence[float], source: Sequence[str]) -> list[str]:
    """The even-odd rule, edge by edge, as `points.within` has it."""
    corners = list(zip(trim[::2], trim[1::2], strict=True))
    u, v = source[0], source[1]
    lines = ["bool inside = false;"]
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if y0 != y1:
            across = f"{u} < {num(x0)} + ({v} - {num(y0)}) * {num((x1 - x0) / (y1 - y0))}"
            lines.append(
                f"if (({num(y0)} > {v}) != ({num(y1)} > {v}) && {across}) inside = !inside;"
            )
    return [*lines, "shows = shows && inside;"]


class _Network:
    """Writes `void one<place>(float x[], int row, out vec4 y[])`, the network of one cell."""

    def __init__(self, place: int, inputs: int, put: Put) -> None:
        self.place, self.inputs, self.reads = place, inputs, 0
        self._put, self._lines = put, list[str]()
        self._state, self._shared, self._count = "", "", 0

    def begin(self, design: Design, arrays: Mapping[str, Any]) -> None:
        """The point as fours, moved where its cell was."""
        parts, d = -(-self.inputs // 4), design.layout.d
        moved = [f"x[{i}]" for i in range(self.inputs)]
        if "place.scale" in arrays:
            scale, shift = (self._put(arrays[f"place.{n}"].T) for n in ("scale", "shift"))
            self._lines.append(
                f"vec4 scale = shelved({scale} + row), shift = shelved({shift} + row);"
            )
            moved[:d] = [f"x[{i}] * scale.{_LANES[i]} + shift.{_LANES[i]}" for i in range(d)]
        moved += ["0.0"] * (4 * parts - self.inputs)
        self._lines.append(f"vec4 h[{parts}];")
        for p in range(parts):
            self._lines.append(f"h[{p}] = vec4({', '.join(moved[4 * p : 4 * p + 4])});")
        self._state = self._shared = "h"

    def level(
        self,
        local: Dense,
        shared: Dense | None,
        merging: Dense | None,
        waves: Sequence[Pitched],
        *,
        concat: bool,
    ) -> None:
        """A layer of the cell's own, of what all share, and how they are merged."""
        self._state = self._waved(self._dense(local, self._state), waves[0], local)
        if shared is None or merging is None:
            return
        self._shared = self._waved(self._dense(shared, self._shared), waves[1], shared)
        if not concat:
            more = self._waved(self._dense(merging, self._shared), waves[2], merging)
            parts = _parts(local)
            self._lines.append(f"for (int p = 0; p < {parts}; p++) {self._state}[p] += {more}[p];")
            return
        width = local.weight.shape[-1]
        first = Dense(merging.weight[:width], merging.bias)
        rest = Dense(merging.weight[width:], torch.zeros_like(merging.bias))
        both = self._dense(first, self._state)
        more = self._dense(rest, self._shared)
        self._lines.append(f"for (int p = 0; p < {_parts(first)}; p++) {both}[p] += {more}[p];")
        self._state = self._waved(both, waves[2], first)

    def end(self, out: Dense) -> None:
        """The values."""
        last = self._dense(out, self._state)
        self._lines.append(f"for (int p = 0; p < {_parts(out)}; p++) y[p] = {last}[p];")

    def text(self, parts: int) -> str:
        """The function."""
        inner = "\n    ".join(self._lines)
        head = f"void one{self.place}(float x[{self.inputs}], int row, out vec4 y[{parts}])"
        return f"{head} {{\n    {inner}\n}}\n"

    def _dense(self, dense: Dense, source: str) -> str:
        """source @ weight + bias, as fours under a new name."""
        own = dense.weight.ndim == 3
        weight = dense.weight if own else dense.weight[None]
        bias = dense.bias.reshape(len(weight), -1)
        cells, fan_in, rows = weight.shape
        takes, parts = -(-fan_in // 4), -(-rows // 4)
        padded = torch.nn.functional.pad(weight, (0, 0, 0, 4 * takes - fan_in))
        flat = padded.permute(2, 0, 1).reshape(rows, cells * 4 * takes)
        w, b = self._put(flat.numpy()), self._put(bias.T.contiguous().numpy())
        row = "row" if own else "0"
        self._count += 1
        self.reads += parts * (4 * takes + 1)
        name = f"u{self._count}"
        self._lines.append(
            f"vec4 {name}[{parts}];\n    for (int p = 0; p < {parts}; p++) {{"
            f" vec4 s = shelved({b} + {row} * {parts} + p);"
            f" for (int q = 0; q < {takes}; q++) {{ vec4 v = {source}[q];"
            f" int k = {w} + ({row} * {4 * takes} + 4 * q) * {parts} + p;"
            f" s += v.x * shelved(k) + v.y * shelved(k + {parts})"
            f" + v.z * shelved(k + {2 * parts}) + v.w * shelved(k + {3 * parts}); }}"
            f" {name}[p] = s; }}"
        )
        return name

    def _waved(self, name: str, pitched: Pitched, dense: Dense) -> str:
        wave = pitched.wave
        text = {
            "sine": "sin(s)",
            "gauss": "exp(-s * s)",
            "finer": f"sin(s * (1.0 + abs(s) / {num(wave.omega)}))",
        }[wave.name]
        if wave.gain is not None and wave.level is not None:
            text = f"{text} * {num(float(wave.gain))} + {num(float(wave.level))}"
        u = f"{name}[p] * {num(pitched.factor)} + {num(pitched.phase)}"
        self._lines.append(
            f"for (int p = 0; p < {_parts(dense)}; p++) {{ vec4 s = {u}; {name}[p] = {text}; }}"
        )
        return name


def _parts(dense: Dense) -> int:
    return -(-dense.weight.shape[-1] // 4)


def _entry(design: Design, place: int, made: _Network) -> str:
    """`void cells<place>(float x[], out vec4 y[])`: the cell of a point, or several where they blend."""
    layout, parts = design.layout, -(-design.outputs // 4)
    lines = [f"for (int p = 0; p < {parts}; p++) y[p] = vec4(0.0);"]
    for axis in range(layout.d):
        feature = layout.d - 1 - axis
        source = f"x[{feature}]" if feature < made.inputs else "0.0"
        where, index = cell_text(layout, axis, source)
        lines.append(f"float t{axis} = {where}, c{axis} = {index.format(t=f't{axis}')};")
    own = ", ".join(f"c{axis}" for axis in range(layout.d))
    lines += [f"int row = row{place}({own});", "if (row < 0) return;"]
    if design.blend == 0.0:
        lines.append(f"one{place}(x, row, y);")
    else:
        lines += _blended(design, place, parts)
    inner = "\n    ".join(lines)
    head = f"void cells{place}(float x[{made.inputs}], out vec4 y[{parts}])"
    return f"{head} {{\n    {inner}\n}}\n"


def _blended(design: Design, place: int, parts: int) -> list[str]:
    """The cells beyond near borders, by a smooth step along each axis: `points.shares_of`."""
    layout, lines = design.layout, list[str]()
    for axis, n in enumerate(layout.cells):
        most = num(n - 1)
        lines += [
            f"float w{axis} = clamp(t{axis} - c{axis}, 0.0, 1.0),"
            f" o{axis} = c{axis} + (w{axis} < 0.5 ? -1.0 : 1.0),"
            f" e{axis} = clamp(0.5 - min(w{axis}, 1.0 - w{axis}) / {num(design.blend)}, 0.0, 0.5);",
            f"e{axis} = o{axis} < 0.0 || o{axis} > {most} ? 0.0 : e{axis} * e{axis} * (3.0 - 2.0 * e{axis});",
            f"o{axis} = clamp(o{axis}, 0.0, {most});",
        ]
    choices = list(product((False, True), repeat=layout.d))
    count = len(choices)
    lines.append(
        f"vec4 z[{parts}];\n    float shares[{count}], total = 0.0;\n    int rows[{count}];"
    )
    for k, choice in enumerate(choices):
        share = " * ".join(f"e{a}" if far else f"(1.0 - e{a})" for a, far in enumerate(choice))
        at = ", ".join(f"{'o' if far else 'c'}{a}" for a, far in enumerate(choice))
        lines += [
            f"rows[{k}] = row{place}({at});",
            f"shares[{k}] = rows[{k}] < 0 ? 0.0 : {share};",
            f"total += shares[{k}];",
        ]
    return [
        *lines,
        f"for (int k = 0; k < {count}; k++) if (shares[k] > 0.0) {{ one{place}(x, rows[k], z);"
        f" for (int p = 0; p < {parts}; p++) y[p] += z[p] * (shares[k] / max(total, 1e-6)); }}",
    ]
