"""Ramp: field 0 walks the palette, field 1 nudges it, field 2 moves lightness."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Look, Ramp
from canvas_app.engine.colour import Mode, pick, table
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import field, glsl, head
from canvas_app.engine.literals import marked, num
from canvas_app.engine.samples import Samples


def _reads(spec: Ramp) -> int:
    if spec.lightness:
        return 3
    return 2 if spec.mix or spec.chroma else 1


@head(Ramp, reads=_reads, exposed=True)
def paint(samples: Samples, spec: Ramp, look: Look) -> Tensor:
    """Several cycles mirror at the palette's ends; a cyclic palette wraps."""
    v1, v2 = field(samples, 1), field(samples, 2)
    t = field(samples, 0) * spec.cycles + spec.offset + spec.mix * (v1 - 0.5)
    light, a, b = pick(table(look.palette, t), t, _ends(spec, look))
    light = light + spec.lightness * (v2.clamp(-0.2, 1.2) - 0.5)
    chroma = 1 + spec.chroma * (v1.clamp(0, 1) - 0.5)
    return torch.stack([light, a * chroma, b * chroma])


def _ends(spec: Ramp, look: Look) -> Mode:
    if spec.ends != "auto":
        return spec.ends
    if look.palette.cyclic:
        return "wrap"
    return "mirror" if spec.cycles > 1 else "clamp"


@glsl(Ramp)
def text(spec: Ramp, look: Look, seen: Seen) -> str:
    """As above."""
    t = f"{seen.v(0)} * {num(spec.cycles)} + {num(spec.offset)} + {num(spec.mix)} * ({seen.v(1)} - 0.5)"
    place = {"clamp": "t", "mirror": "mirrored(t)", "wrap": "wrapped(t)"}[_ends(spec, look)]
    if marked() and spec.ends == "auto" and not look.palette.cyclic:
        place = f"{num(spec.cycles)} > 1.0 ? mirrored(t) : t"  # moving it compiles nothing
    return f"""vec3 painted() {{
    float t = {t};
    vec3 lab = pick(0, {place});
    lab.x += {num(spec.lightness)} * (clamp({seen.v(2)}, -0.2, 1.2) - 0.5);
    lab.yz *= 1.0 + {num(spec.chroma)} * ({seen.unit(1)} - 0.5);
    return lab;
}}
"""
