"""Network: the weights of a field of cells by name, and the one operation that computes it.

Weights: local{k}.weight (P, out, in) and .bias (P, out), out.weight (P, o, in), out.bias (P, o), row p for
the cell kept[p]; global{k}.weight and .bias; merge.weight, .bias (concat, the same for all levels) or
merge{k}.weight, .bias (add). Where cells were moved: place.scale, place.shift (P, d), the points that a
cell's network reads are scale * point + shift.

With l_0 = s(W0 x + b0), g_0 = s(V0 x + e0): concat m_k = s(A [l_k; g_k] + c), add m_k = l_k + s(P_k g_k + q_k),
l_k+1 = s(W m_k + b), g_k+1 = s(V g_k + e), out = W m + b. s(u) is the wave of omega u.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvas_app.engine.glsl.tables import Printed
from canvas_app.engine.network import Init, Parameter, Program, ProgramBuilder
from canvas_app.engine.schemes import begin

from .counts import Merge
from .design import PER_CELL, Design, Harmony
from .knobs import CellField


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name}{k}" for k in range(count)]


@dataclass(frozen=True, slots=True)
class CellNetwork:
    """Features (the first d are x[, y[, z]]) to values, by the network of the cell each point is in."""

    design: Design
    source: int = 0

    @property
    def rows(self) -> int:
        """Values for each point."""
        return self.design.outputs

    def run(self, x: Any, p: Mapping[str, Any]) -> Any:
        """(inputs, n) to (rows, n); zeros where the cell is gone."""
        from .torch_network import decoded

        return decoded(self.design, x, p)

    @property
    def tabled(self) -> tuple[str, ...]:
        """What a shader reads from a texture: all of it."""
        design, merged = self.design, list[str]()
        if design.width_global:
            levels = ["merge"] if design.merge == "concat" else _numbered("merge", design.depth)
            merged = [*_numbered("global", design.depth), *levels]
        heard = _numbered("harmonizer", 3) if design.harmony else []
        dense = [*_numbered("local", design.depth), "out", *merged, *heard]
        parts = [f"{name}.{part}" for name in dense for part in ("weight", "bias")]
        return (*parts, "signal", "place.scale", "place.shift")

    def shader(
        self,
        place: int,
        source: Sequence[str],
        arrays: Mapping[str, Any],
        put: Callable[[Any], int],
    ) -> Printed:
        """As `run`."""
        from .shader import cells_text

        return cells_text(self.design, place, source, arrays, put)

    def run_grouped(self, x: Any, p: Mapping[str, Any], cells: slice) -> Any:
        """The same for points that are sorted by cell, equally many for each row of `cells`."""
        from .torch_network import learned

        return learned(self.design, x, p, cells)

    def own(self, name: str) -> bool:
        """Whether an array has a row for each cell, and is not shared by them."""
        return name.startswith(PER_CELL)

    def penalty(self, p: Mapping[str, Any]) -> Any:
        """INCODE's, for numbers of the harmonizer below zero; None without one."""
        from .torch_network import penalty

        return penalty(self.design, p) if self.design.harmony else None

    @property
    def grid(self) -> tuple[int, ...]:
        """Cells along each axis, slowest first."""
        return self.design.layout.cells

    @property
    def kept(self) -> NDArray[np.int64]:
        """The ids of the cells that are there, ascending."""
        return self.design.layout.kept

    @property
    def rim(self) -> float:
        """How far cells learn beyond their borders, in cells."""
        return self.design.overlap

    def along(self, axis: int, coordinates: Any) -> Any:
        """The index, on an axis, of the cell of each coordinate (n,)."""
        from .points import along

        return along(self.design.layout, axis, coordinates)

    @property
    def working(self) -> int:
        """Numbers that learning keeps for each point, about."""
        design = self.design
        return 2 * design.depth * (2 * design.width + design.width_global)


def lowered(
    spec: CellField,
    groups: tuple[int, ...],
    latent: int,
    *,
    width_global: int = 0,
    merge: Merge = "concat",
    harmony: Harmony = (),
) -> Program:
    """The program of a field of cells: its weights, and one operation."""
    b = begin(groups, latent)
    _local(b, spec)
    if width_global:
        _global(b, spec, width_global)
        _merge(b, spec, width_global, merge)
    if harmony:
        _harmonizer(b, len(harmony))
    design = Design(
        spec.layout, b.inputs, spec.outputs, spec.depth, spec.width, width_global, merge,
        spec.activation, spec.omega, spec.hidden_omega, spec.blend, spec.overlap, harmony,
    )  # fmt: skip
    b.put(CellNetwork(design))
    shape = spec.layout.count, spec.layout.d
    b.optional("place.scale", shape)
    b.optional("place.shift", shape)
    return b.done()


def _local(b: ProgramBuilder, spec: CellField) -> None:
    p, fan_in = spec.layout.count, b.inputs
    for k in range(spec.depth):
        _dense(b, f"local{k}", (p,), fan_in, spec.width, _wave(spec, first=k == 0))
        fan_in = spec.width
    _dense(b, "out", (p,), fan_in, spec.outputs, _wave(spec, first=False))


def _global(b: ProgramBuilder, spec: CellField, width: int) -> None:
    fan_in = b.inputs
    for k in range(spec.depth):
        _dense(b, f"global{k}", (), fan_in, width, _wave(spec, first=k == 0))
        fan_in = width


def _merge(b: ProgramBuilder, spec: CellField, width_global: int, merge: Merge) -> None:
    weight = _wave(spec, first=False)
    if merge == "concat":
        _dense(b, "merge", (), spec.width + width_global, spec.width, weight)
        return
    for k in range(spec.depth):
        _dense(b, f"merge{k}", (), width_global, spec.width, weight)


def _wave(spec: CellField, *, first: bool) -> Init:
    return Init("siren-first") if first else Init("siren", b=spec.hidden_omega)


def _dense(
    b: ProgramBuilder, name: str, cells: tuple[int, ...], fan_in: int, fan_out: int, weight: Init
) -> None:
    """Weights as SIREN draws them, biases as torch does: U(+-1 / sqrt(fan-in))."""
    bound = 1.0 / math.sqrt(fan_in)
    b.parameter(f"{name}.weight", (*cells, fan_out, fan_in), weight)
    b.parameter(f"{name}.bias", (*cells, fan_out), Init("uniform", -bound, bound))


SIGNAL = 64
"""Numbers that tell a harmonizer what the signal is like."""
HARMONIZER = (64, 32)
_BIAS, _STD = 0.312, 0.001


def _harmonizer(b: ProgramBuilder, outputs: int) -> None:
    """INCODE's: an MLP of SiLUs on what the signal is like, started so that a..d are about 0.312."""
    b.fixed("signal", (SIGNAL,), Init("uniform", 0.0, 1.0))
    fan_in = SIGNAL
    for k, width in enumerate((*HARMONIZER, outputs)):
        b.parameter(f"harmonizer{k}.weight", (width, fan_in), Init("normal", 0.0, _STD))
        b.parameter(f"harmonizer{k}.bias", (width,), Init("uniform", _BIAS, _BIAS))
        fan_in = width


def parameters(program: Program) -> dict[str, Parameter]:
    """The declared arrays by name."""
    return {p.name: p for p in program.parameters}
