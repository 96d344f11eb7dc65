"""Check: exclusive-or of two gratings, displaced by fields 0 and 1. Op art, moire."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Check, Look
from canvas_app.engine.colour import mixed, pick, table
from canvas_app.engine.craft import GRATING, Seen
from canvas_app.engine.craft import across_octaves as across_octaves_text
from canvas_app.engine.craft import grating as grating_text
from canvas_app.engine.craft import locked as locked_text
from canvas_app.engine.head import across_octaves, field, glsl, grating, head, locked, smooth
from canvas_app.engine.literals import num
from canvas_app.engine.samples import Samples


@head(Check, slopes=True, placed=True)
def paint(samples: Samples, spec: Check, look: Look) -> Tensor:
    """Light where sin U sin W > 0."""
    light = across_octaves(
        locked(samples, spec.screen_locked), lambda factor: _squares(samples, spec, factor)
    )
    palette, v2 = table(look.palette, light), field(samples, 2).clamp(0, 1)
    dark = pick(palette, spec.dark + spec.dark_range * v2)
    return mixed(dark, pick(palette, spec.light - spec.light_range * v2), light)


def _squares(samples: Samples, spec: Check, factor: float) -> Tensor:
    bend = spec.displacement
    u = grating(samples, spec.frequency * factor, spec.angle, bend, 0)
    w = grating(samples, spec.frequency2 * factor, spec.angle2, bend * spec.displacement2, 1)
    su, cu, sw, cw = torch.sin(u.phase), torch.cos(u.phase), torch.sin(w.phase), torch.cos(w.phase)
    gx, gy = cu * sw * u.dx + su * cw * w.dx, cu * sw * u.dy + su * cw * w.dy
    return smooth(-1, 1, su * sw / ((gx * gx + gy * gy).sqrt() * 0.6 + 1e-3))


@glsl(Check)
def text(spec: Check, look: Look, seen: Seen) -> str:
    """As above."""
    bend = spec.displacement
    u = grating_text(seen, f"{num(spec.frequency)} * factor", spec.angle, bend, 0)
    bend2 = bend * spec.displacement2
    w = grating_text(seen, f"{num(spec.frequency2)} * factor", spec.angle2, bend2, 1)
    v2 = seen.unit(2)
    return f"""{GRATING}float squares(float factor) {{
    vec3 u = {u}, w = {w};
    float su = sin(u.x), sw = sin(w.x);
    vec2 g = cos(u.x) * sw * u.yz + su * cos(w.x) * w.yz;
    return smooth_from(-1.0, 1.0, su * sw / (length(g) * 0.6 + 1e-3));
}}
{across_octaves_text("float", "squares")}vec3 painted() {{
    vec3 dark = pick(0, {num(spec.dark)} + {num(spec.dark_range)} * {v2});
    vec3 light = pick(0, {num(spec.light)} - {num(spec.light_range)} * {v2});
    return mix(dark, light, across_squares({locked_text(spec.screen_locked)}));
}}
"""
