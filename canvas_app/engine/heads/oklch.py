"""Oklch: lightness, hue and chroma, within limits that harmonise."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Look, Oklch
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import fields, glsl, head
from canvas_app.engine.literals import num
from canvas_app.engine.samples import Samples


@head(Oklch, exposed=True)
def paint(samples: Samples, spec: Oklch, look: Look) -> Tensor:
    """Lightness is eased towards its ends and chroma falls off there, so that it stays in gamut."""
    v0, v1, v2 = fields(samples, 3).clamp(-0.15, 1.15)
    eased = 0.6 * (v0 * v0 * (3 - 2 * v0)) + 0.4 * v0
    light = spec.dark + (spec.light - spec.dark) * eased
    hue = spec.hue + spec.hue_range * (v1 - 0.5)
    inside = light.clamp(0, 1)
    room = (4 * inside * (1 - inside) + 0.25).clamp(0, 1)
    chroma = spec.chroma * (0.35 + 0.65 * v2) * room
    return torch.stack([light, chroma * torch.cos(hue), chroma * torch.sin(hue)])


@glsl(Oklch)
def text(spec: Oklch, look: Look, seen: Seen) -> str:
    """As above."""
    return f"""vec3 painted() {{
    vec3 v = clamp(vec3({seen.v(0)}, {seen.v(1)}, {seen.v(2)}), -0.15, 1.15);
    float eased = 0.6 * (v.x * v.x * (3.0 - 2.0 * v.x)) + 0.4 * v.x;
    float light = {num(spec.dark)} + {num(spec.light - spec.dark)} * eased;
    float hue = {num(spec.hue)} + {num(spec.hue_range)} * (v.y - 0.5);
    float inside = clamp(light, 0.0, 1.0);
    float room = clamp(4.0 * inside * (1.0 - inside) + 0.25, 0.0, 1.0);
    float chroma = {num(spec.chroma)} * (0.35 + 0.65 * v.z) * room;
    return vec3(light, chroma * cos(hue), chroma * sin(hue));
}}
"""
