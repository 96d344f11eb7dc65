"""Waves: sums of plane waves printed as one GLSL function each, with the octaves that a zoom adds."""

from __future__ import annotations

from canvas_app.engine.literals import num
from canvas_app.engine.noise import Waves


def waves_text(name: str, waves: Waves, deepest: int) -> str:
    """`float name(vec2 p)`: Waves.apply at the uniform depth, for zooms of up to `deepest` doublings."""
    lines = [f"float {name}(vec2 p) {{", "    float total = 0.0;"]
    lines += [_sum(waves, o, "1.0") for o in range(waves.octaves)]
    if waves.octaves > 1:
        for extra in range(deepest):
            lines.append(f"    if (u_depth > {num(extra)}) {{")
            fade = "1.0" if extra == 0 and deepest == 0 else f"min(1.0, u_depth - {num(extra)})"
            lines += ["    " + _sum(waves, waves.octaves + extra, fade), "    }"]
    return "\n".join([*lines, "    return total;", "}", ""])


def _sum(waves: Waves, octave: int, fade: str) -> str:
    terms = waves.terms(octave)
    amplitude = num(terms[0][0]) if fade == "1.0" else f"{fade} * {num(terms[0][0])}"
    waves_ = "\n        + ".join(
        f"sin(p.x * {num(kx)} + p.y * {num(ky)} + {num(phase)})" for _, kx, ky, phase in terms
    )
    return f"    total += {amplitude} * ({waves_});"
