"""Waves: sums of plane waves printed as one GLSL function each, with the octaves that a zoom adds."""

from __future__ import annotations

from canvas_app.engine.literals import num
from canvas_app.engine.noise import Waves


def waves_text(name: str, waves: Waves, deepest: int) -> str:
    """`float name(vec2 p)`: Waves.apply at the uniform depth, for zooms of up to `deepest` doublings."""
    lines = [f"float {name}(vec2 p) {{", "    float total = 0.0;"]
    lines += [_sum(waves, o) for o in range(waves.octaves)]
    if waves.octaves > 1:
        for extra in range(deepest):
            lines.append(f"    if (u_depth > {num(extra)}) {{")
            faded = f"min(1.0, u_depth - {num(extra)}) * "
            lines += ["    " + _sum(waves, waves.octaves + extra, faded), "    }"]
    return "\n".join([*lines, "    return total;", "}", ""])


def _sum(waves: Waves, octave: int, faded: str = "") -> str:
    terms = waves.terms(octave)
    sines = "\n        + ".join(
        f"sin(p.x * {num(kx)} + p.y * {num(ky)} + {num(phase)})" for _, kx, ky, phase in terms
    )
    return f"    total += {faded}{num(terms[0][0])} * ({sines});"
