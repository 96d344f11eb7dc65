"""Kintsugi: gold seams along cell borders, everything else almost empty."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Kintsugi, Look
from canvas_app.engine.colour import mixed, pick, power, table
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import field, glsl, head, smooth
from canvas_app.engine.literals import num
from canvas_app.engine.samples import Samples


@head(Kintsugi)
def paint(samples: Samples, spec: Kintsugi, look: Look) -> Tensor:
    """Field 0 is the distance to a border; field 2 sets the glaze and how wide the seam is."""
    border, glaze = field(samples, 0), field(samples, 2).clamp(0, 1)
    place = 0.08 + 0.45 * glaze + 0.12 * field(samples, 1).clamp(0, 1)
    light, a, b = pick(table(look.palette, border), place.clamp(0, 1))
    width = spec.width * (0.6 + 0.9 * glaze)
    light = light + 0.06 * torch.exp(-(border - 1.6 * width).abs() / (0.7 * width))
    inside = power((1 - border / width).clamp(0, 1), 0.6)
    gold = pick(table(spec.gold, border), 0.45 + 0.5 * inside)
    return mixed(torch.stack([light, a, b]), gold, smooth(1.15 * width, 0.75 * width, border))


@glsl(Kintsugi)
def text(spec: Kintsugi, look: Look, seen: Seen) -> str:
    """As above. The gold is the second palette."""
    border = seen.v(0)
    return f"""vec3 painted() {{
    float glaze = {seen.unit(2)}, width = {num(spec.width)} * (0.6 + 0.9 * glaze);
    vec3 lab = pick(0, clamp(0.08 + 0.45 * glaze + 0.12 * {seen.unit(1)}, 0.0, 1.0));
    lab.x += 0.06 * exp(-abs({border} - 1.6 * width) / (0.7 * width));
    float inside = to_power(clamp(1.0 - {border} / width, 0.0, 1.0), 0.6);
    vec3 gold = pick(1, 0.45 + 0.5 * inside);
    return mix(lab, gold, smooth_from(1.15 * width, 0.75 * width, {border}));
}}
"""
