"""Literals: numbers and vectors as GLSL writes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np


def num(value: float) -> str:
    """A number as a literal that reads back as the same float32. Negative ones are in brackets."""
    single = float(np.float32(value))
    if not math.isfinite(single):
        single = math.copysign(3.0e38, single) if single == single else 0.0
    text = f"{single:.9g}"
    shorter = f"{single:.7g}"
    text = shorter if float(np.float32(float(shorter))) == single else text
    if not any(mark in text for mark in ".e"):
        text += ".0"
    return f"({text})" if text.startswith("-") else text


def vec(values: Iterable[float]) -> str:
    """A vec2, vec3 or vec4 of constants."""
    texts = [num(v).strip("()") for v in values]
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
    """A 32-bit salt of a hash."""
    return f"{value & 0xFFFFFFFF}u"
