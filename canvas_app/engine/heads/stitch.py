"""Stitch: threads. A profile on each cell of a pixelated field."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from canvas_app.core.look import Look, Stitch
from canvas_app.engine.colour import pick, table
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import field, glsl, head
from canvas_app.engine.literals import num
from canvas_app.engine.samples import Samples


@head(Stitch, placed=True)
def paint(samples: Samples, spec: Stitch, look: Look) -> Tensor:
    """Threads run upwards in odd cells and across in even ones."""
    v = field(samples, 0)
    tone = (torch.floor(v.clamp(0, 0.999) * spec.n) + 0.5) / spec.n
    light, a, b = pick(table(look.palette, v), tone)
    light = light * (spec.ambient + (1 - spec.ambient) * _profile(samples, spec.cell))
    return torch.stack([light, a, b])


def _profile(samples: Samples, cell: float) -> Tensor:
    x, y, dtype = samples.x / cell, samples.y / cell, samples.values.dtype
    column, row = torch.floor(x), torch.floor(y)
    across = torch.sin((x - column).to(dtype) * math.pi).clamp(min=0)
    up = torch.sin((y - row).to(dtype) * math.pi).clamp(min=0)
    half = (column + row) / 2
    odd = half != torch.floor(half)
    upright = across.sqrt() * (0.75 + 0.25 * up)
    return torch.where(odd, upright, up.sqrt() * (0.75 + 0.25 * across))


@glsl(Stitch)
def text(spec: Stitch, look: Look, seen: Seen) -> str:
    """As above."""
    n = num(spec.n)
    return f"""vec3 painted() {{
    vec3 lab = pick(0, (floor(clamp({seen.v(0)}, 0.0, 0.999) * {n}) + 0.5) / {n});
    vec2 at = place / {num(spec.cell)}, home = floor(at);
    vec2 wave = max(sin((at - home) * {num(math.pi)}), 0.0);
    float half_ = (home.x + home.y) / 2.0;
    vec2 threads = sqrt(wave) * (0.75 + 0.25 * wave.yx);
    float profile = half_ != floor(half_) ? threads.x : threads.y;
    return lab * vec3({num(spec.ambient)} + {num(1 - spec.ambient)} * profile, 1.0, 1.0);
}}
"""
