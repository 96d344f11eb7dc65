"""Initialisers: the arrays of a program drawn from a seed. numpy only.

Every array has a stream of its own, named after it, so that a layer added elsewhere changes nothing
here. Formulas: neural-canvas; Sitzmann et al. 2020 (SIREN); Glorot and Bengio 2010; He et al. 2015.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.errors import CanvasError
from canvas_app.core.random import Floats, Stream

from .network import Init, InitKind, Parameter, Program

MAX_NUMBERS = 2**26  # 256 MiB of float32

Draw = Callable[[Stream, tuple[int, ...], Init], Floats]


def draw(program: Program, seed: int) -> dict[str, NDArray[np.float32]]:
    """Every array of `program`, by name: a pure function of the seed, the same on every machine.

    Raises:
        CanvasError: the network would have more than MAX_NUMBERS numbers. Nothing is allocated then.
    """
    if program.size > MAX_NUMBERS:
        raise CanvasError(
            f"This network would have {program.size:,} numbers.",
            hint=f"At most {MAX_NUMBERS:,} are possible: lower its width or depth.",
        )
    return {p.name: _one(p, Stream(seed, "weights", p.name)) for p in program.parameters}


def _one(parameter: Parameter, stream: Stream) -> NDArray[np.float32]:
    init = parameter.init
    values = KINDS[init.kind](stream, parameter.shape, init)
    return (values * init.scale).astype(np.float32)


def _fan_in(shape: tuple[int, ...]) -> int:
    return max(1, shape[-1])


def _even(stream: Stream, shape: tuple[int, ...], bound: float) -> Floats:
    return stream.uniforms(-bound, bound, shape)


def _xavier(stream: Stream, shape: tuple[int, ...], init: Init) -> Floats:
    return stream.normals(shape, 0.0, math.sqrt(2.0 / (shape[0] + _fan_in(shape))))


def _along(stream: Stream, shape: tuple[int, ...], init: Init) -> Floats:
    links = (*shape[:-1], 1)
    out = np.zeros(shape)
    if init.along:
        out += stream.child("along").uniforms(init.a, init.b, links) * np.array(init.along)
    if any(init.own):
        out += stream.child("own").normals(shape) * np.array(init.own)
    return out


KINDS: dict[InitKind, Draw] = {
    "normal": lambda s, shape, i: s.normals(shape, i.a, i.b),
    "uniform": lambda s, shape, i: s.uniforms(i.a, i.b, shape),
    "zeros": lambda s, shape, i: np.zeros(shape),
    "ones": lambda s, shape, i: np.ones(shape),
    "dip": lambda s, shape, i: s.normals(shape, 0.0, 1.0 / math.sqrt(_fan_in(shape))),
    "siren-first": lambda s, shape, i: _even(s, shape, 1.0 / _fan_in(shape)),
    "siren": lambda s, shape, i: _even(s, shape, math.sqrt(6.0 / _fan_in(shape)) / i.b),
    "xavier": _xavier,
    "kaiming": lambda s, shape, i: s.normals(shape, 0.0, math.sqrt(2.0 / _fan_in(shape))),
    "torch": lambda s, shape, i: _even(s, shape, 1.0 / math.sqrt(_fan_in(shape))),
    "along": _along,
}
