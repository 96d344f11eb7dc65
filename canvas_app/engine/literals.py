"""Literals: numbers and vectors as GLSL writes them.

Within `marking`, the numbers of an artwork are written between marks, so that `glsl/lifting.py` can take
them out of the text again. What is not written through here (the numbers of formulas) is never marked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

import numpy as np

Kind = Literal["look", "weight"]
OPEN: dict[Kind, str] = {"look": "\x02", "weight": "\x03"}
CLOSE = "\x04"
_marking: ContextVar[Kind | None] = ContextVar("marking", default=None)
_exact: ContextVar[bool] = ContextVar("exact", default=False)


@contextmanager
def marking(kind: Kind = "look") -> Iterator[None]:
    """Write all numbers of this thread between marks of one kind."""
    token = _marking.set(kind)
    try:
        yield
    finally:
        _marking.reset(token)


@contextmanager
def weights() -> Iterator[None]:
    """Tell the numbers of a network from all others, where numbers are marked at all."""
    if _marking.get() is None:
        yield
        return
    with marking("weight"):
        yield


@contextmanager
def exact() -> Iterator[None]:
    """Write all numbers of this thread as whole doubles, for what counts in float64."""
    token = _exact.set(True)
    try:
        yield
    finally:
        _exact.reset(token)


def num(value: float) -> str:
    """A number as a literal that reads back as the same float32. Negative ones are in brackets."""
    text = _digits(value)
    return _marked(f"({text})" if text.startswith("-") else text)


def vec(values: Iterable[float]) -> str:
    """A vec2, vec3 or vec4 of constants."""
    texts = [_marked(_digits(v)) for v in values]
    return f"vec{len(texts)}({', '.join(texts)})"


def floats(name: str, values: Sequence[float]) -> str:
    """A constant array of numbers."""
    size = len(values)
    return f"const float {name}[{size}] = float[{size}]({', '.join(map(num, values))});\n"


def vectors(name: str, rows: Sequence[Sequence[float]]) -> str:
    """A constant array of vectors, all of one length."""
    kind, size = f"vec{len(rows[0])}", len(rows)
    return f"const {kind} {name}[{size}] = {kind}[{size}]({', '.join(map(vec, rows))});\n"


def salt(value: int) -> str:
    """A 32-bit salt of a hash. Marked, it is made of two halves, each exact in float32."""
    bits = value & 0xFFFFFFFF
    if not marked():
        return f"{bits}u"
    return f"(uint({num(bits >> 16)}) * 65536u + uint({num(bits & 0xFFFF)}))"


def marked() -> bool:
    """Whether numbers are written between marks now, and may so be moved without a new text."""
    return _marking.get() is not None


def guarded(statement: str, value: float, idle: float = 0.0) -> str:
    """A statement that does nothing where `value` is `idle`, and is then left out; but where numbers
    are marked it stands behind a test of the number, so that moving it off `idle` keeps the text."""
    if marked():
        return f"if ({num(value)} != {_digits(idle)}) {{ {statement} }}"
    return "" if value == idle else statement


def _marked(text: str) -> str:
    kind = _marking.get()
    return text if kind is None else f"{OPEN[kind]}{text}{CLOSE}"


def _digits(value: float) -> str:
    if _exact.get() and math.isfinite(value):
        whole = repr(float(value))
        # A zero more tells the artwork's numbers from those of formulas: see glsl/dialect.CONSTANTS.
        return whole if "e" in whole else f"{whole}0"
    single = float(np.float32(value))
    if not math.isfinite(single):
        single = math.copysign(3.0e38, single) if single == single else 0.0
    text = f"{single:.9g}"
    shorter = f"{single:.7g}"
    text = shorter if float(np.float32(float(shorter))) == single else text
    return text if any(mark in text for mark in ".e") else f"{text}.0"
