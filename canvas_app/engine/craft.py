"""Craft: what a head's shader text may name, and the tools that heads share, as `engine/head.py` has.

A text defines `vec3 painted()`, which returns OKLab. It reads fields v0, v1 ... and their slopes s0, s1 ...
per sample (right, up), the world point `place`, and the uniforms. w0, w1 ... are the same fields less a
constant: nothing, but in deep views a whole number of `repeats.period`. Whatever is multiplied by the zoom
reads those, and needs an entry in `repeats.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .literals import num


@dataclass(frozen=True, slots=True)
class Seen:
    """The names of a work's fields; the last one answers for those it does not have."""

    count: int

    def v(self, index: int) -> str:
        """V of one field."""
        return f"v{self.index(index)}"

    def fine(self, index: int) -> str:
        """V of one field, less what its fine detail does not depend on."""
        return f"w{self.index(index)}"

    def slope(self, index: int) -> str:
        """Its change per sample, as a vec2."""
        return f"s{self.index(index)}"

    def index(self, index: int) -> int:
        """The field that answers for `index`."""
        return min(index, self.count - 1)

    def unit(self, index: int) -> str:
        """V of one field, held in 0..1."""
        return f"clamp({self.v(index)}, 0.0, 1.0)"


def across_octaves(kind: str, name: str) -> str:
    """`kind across_name(float depth)`: name(factor) for the powers of two near 2^depth, cross-faded."""
    return f"""{kind} across_{name}(float depth) {{
    vec2 o = octaves(depth);
    {kind} total = {kind}(0.0);
    for (int k = 0; k < 2; k++) {{
        float weight = k == 0 ? 1.0 - o.y : o.y;
        if (weight > 0.0) total += weight * {name}(o.x * float(1 + k));
    }}
    return total;
}}
"""


def adapted(adapt: bool) -> str:
    """The depth that bands and contours follow: never coarser than at home."""
    return "max(u_depth, 0.0)" if adapt else "0.0"


def locked(screen_locked: bool) -> str:
    """The depth that screens follow, outwards as well."""
    return "u_depth" if screen_locked else "0.0"


def grating(seen: Seen, frequency: str, angle: float, bend: float, index: int) -> str:
    """An expression for `vec3(phase, change per sample right and up)`; it needs GRATING."""
    along = f"vec2({num(math.cos(angle))}, {num(math.sin(angle))})"
    k = num(math.tau * bend)
    return f"grating({along}, {frequency}, {k} * {seen.v(index)}, {k} * {seen.slope(index)})"


GRATING = f"""
vec3 grating(vec2 along, float frequency, float bent, vec2 slope) {{
    float turns = dot(place, along) * (frequency / {num(math.tau)});
    vec2 own = vec2(dot(along, u_turn), along.y * u_turn.x - along.x * u_turn.y);
    return vec3((turns - floor(turns)) * {num(math.tau)} + bent, slope + frequency * STEP * own);
}}
"""
