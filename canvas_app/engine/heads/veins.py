"""Veins: one wide quiet tone with thin veins where field 2 allows. Marble."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Look, Veins
from canvas_app.engine.colour import mixed, pick, plain, table
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import field, glsl, head, smooth
from canvas_app.engine.literals import num, vec
from canvas_app.engine.samples import Samples


@head(Veins, exposed=True)
def paint(samples: Samples, spec: Veins, look: Look) -> Tensor:
    """A vein falls off as exp(-p / width); a shadow six times as wide lies beside it."""
    u, allowed = field(samples, 0) * spec.n, field(samples, 2).clamp(0, 1)
    place = (spec.ground + spec.ground_range * field(samples, 1).clamp(0, 1)).clamp(0, 1)
    light, a, b = pick(table(look.palette, u), place)
    p = 2 * (u - torch.floor(u + 0.5)).abs()
    light = light - spec.shadow * allowed * torch.exp(p * (-1 / (6 * spec.width)))
    vein = torch.exp(p * (-1 / spec.width)) * smooth(0.25, 0.75, allowed) * spec.alpha
    lab = torch.stack([light, a, b])
    return mixed(lab, plain(spec.vein, lab), vein)


@glsl(Veins)
def text(spec: Veins, look: Look, seen: Seen) -> str:
    """As above."""
    place = f"clamp({num(spec.ground)} + {num(spec.ground_range)} * {seen.unit(1)}, 0.0, 1.0)"
    return f"""vec3 painted() {{
    float u = {seen.v(0)} * {num(spec.n)}, allowed = {seen.unit(2)};
    vec3 lab = pick(0, {place});
    float p = 2.0 * abs(u - floor(u + 0.5));
    lab.x -= {num(spec.shadow)} * allowed * exp(p * {num(-1 / (6 * spec.width))});
    float vein = exp(p * {num(-1 / spec.width)}) * smooth_from(0.25, 0.75, allowed);
    return mix(lab, {vec(spec.vein)}, vein * {num(spec.alpha)});
}}
"""
