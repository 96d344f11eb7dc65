"""Lines: engraving. Straight lines bent by field 0, as wide as field 1, inked by field 2."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from canvas_app.core.look import Lines, Look
from canvas_app.engine.colour import mixed, pick, table
from canvas_app.engine.craft import GRATING, Seen
from canvas_app.engine.craft import across_octaves as across_octaves_text
from canvas_app.engine.craft import grating as grating_text
from canvas_app.engine.craft import locked as locked_text
from canvas_app.engine.head import across_octaves, field, glsl, grating, head, locked, smooth
from canvas_app.engine.literals import num
from canvas_app.engine.samples import Samples


@head(Lines, exposed=True, slopes=True, placed=True)
def paint(samples: Samples, spec: Lines, look: Look) -> Tensor:
    """Ink where cos(phase) > cos(pi tone)."""
    ink = across_octaves(
        locked(samples, spec.screen_locked), lambda factor: _ink(samples, spec, factor)
    )
    palette = table(look.palette, ink)
    place = (spec.ink + spec.ink_range * field(samples, 2)).clamp(0, 1)
    paper = pick(palette, torch.full_like(ink, spec.paper))
    return mixed(paper, pick(palette, place), ink)


def _ink(samples: Samples, spec: Lines, factor: float) -> Tensor:
    g = grating(samples, spec.frequency * factor, spec.angle, spec.displacement, 0)
    tone = field(samples, 1).clamp(0, 1) * spec.tone_range + spec.tone
    edge = torch.sin(g.phase).abs() * (g.dx * g.dx + g.dy * g.dy).sqrt() * 0.5 + 1e-3
    return smooth(-1, 1, (torch.cos(g.phase) - torch.cos(tone * math.pi)) / edge)


@glsl(Lines)
def text(spec: Lines, look: Look, seen: Seen) -> str:
    """As above."""
    g = grating_text(seen, f"{num(spec.frequency)} * factor", spec.angle, spec.displacement, 0)
    place = f"clamp({num(spec.ink)} + {num(spec.ink_range)} * {seen.v(2)}, 0.0, 1.0)"
    tone = f"{seen.unit(1)} * {num(spec.tone_range)} + {num(spec.tone)}"
    return f"""{GRATING}float inked(float factor) {{
    vec3 g = {g};
    float tone = {tone};
    float edge = abs(sin(g.x)) * length(g.yz) * 0.5 + 1e-3;
    return smooth_from(-1.0, 1.0, (cos(g.x) - cos(tone * {num(math.pi)})) / edge);
}}
{across_octaves_text("float", "inked")}vec3 painted() {{
    float ink = across_inked({locked_text(spec.screen_locked)});
    return mix(pick(0, {num(spec.paper)}), pick(0, {place}), ink);
}}
"""
