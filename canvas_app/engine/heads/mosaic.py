"""Mosaic: tesserae with grout between them, or dabs on the opposite tone."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Look, Mosaic
from canvas_app.engine.colour import mixed, pick, plain, table
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import field, glsl, head, smooth
from canvas_app.engine.literals import num, vec
from canvas_app.engine.samples import Samples


@head(Mosaic)
def paint(samples: Samples, spec: Mosaic, look: Look) -> Tensor:
    """The last three values are the cell's gap, distance and hash, as a Voronoi transform gives."""
    count, v = len(samples.values), field(samples, 0)
    gap, distance, tone = (field(samples, max(0, count - i)) for i in (3, 2, 1))
    palette, own = table(look.palette, v), tone - 0.5
    light, a, b = pick(palette, (v + spec.jitter * own).clamp(0, 1))
    light = (light + 0.08 * own) * (0.9 + 0.12 * gap.clamp(0, 0.6))
    tile = torch.stack([light, a, b])
    if spec.dab:
        return mixed(
            pick(palette, (1 - v).clamp(0, 1)),
            tile,
            smooth(spec.dab + 0.04, spec.dab - 0.04, distance),
        )
    return mixed(plain(spec.grout, tile), tile, smooth(0.02, max(spec.grout_width, 0.021), gap))


@glsl(Mosaic)
def text(spec: Mosaic, look: Look, seen: Seen) -> str:
    """As above."""
    v = seen.v(0)
    gap, away, tone = (seen.v(max(0, seen.count - i)) for i in (3, 2, 1))
    if spec.dab:
        ground = f"pick(0, clamp(1.0 - {v}, 0.0, 1.0))"
        amount = f"smooth_from({num(spec.dab + 0.04)}, {num(spec.dab - 0.04)}, {away})"
    else:
        ground = vec(spec.grout)
        amount = f"smooth_from(0.02, {num(max(spec.grout_width, 0.021))}, {gap})"
    return f"""vec3 painted() {{
    float own = {tone} - 0.5;
    vec3 lab = pick(0, clamp({v} + {num(spec.jitter)} * own, 0.0, 1.0));
    lab.x = (lab.x + 0.08 * own) * (0.9 + 0.12 * clamp({gap}, 0.0, 0.6));
    return mix({ground}, lab, {amount});
}}
"""
