"""Glass: the greatest of k fields chooses the pane; lead runs between the panes."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Glass, Look
from canvas_app.engine.colour import colours_lab, mixed, pick, plain, table
from canvas_app.engine.craft import Seen
from canvas_app.engine.craft import across_octaves as across_octaves_text
from canvas_app.engine.head import across_octaves, field, glsl, head, slope, smooth
from canvas_app.engine.literals import guarded, num, vec, vectors
from canvas_app.engine.samples import Samples


@head(Glass, slopes=lambda spec: spec.lead > 0)
def paint(samples: Samples, spec: Glass, look: Look) -> Tensor:
    """Lines inside the panes double with the zoom, one octave late."""
    depth = max(0.0, samples.depth - 1) if spec.sub else 0.0
    return across_octaves(depth, lambda factor: _window(samples, spec, look, factor))


def _window(samples: Samples, spec: Glass, look: Look, factor: float) -> Tensor:
    pane, gap, steep = _winner(samples, min(spec.k, len(samples.values)))
    light, a, b = _colours(spec, look, gap)[:, pane]
    light = light * (1 + spec.lightness * (_level(samples, spec, factor) - 0.5))
    lab = torch.stack([light, a, b])
    if spec.lead:
        lead = 1 - smooth(spec.lead / 2, spec.lead / 2 + 1, gap / steep * samples.line)
        if spec.sub:
            lead = torch.maximum(lead, _inner(samples, spec, factor))
        lab = mixed(lab, plain(spec.lead_colour, lab), lead)
    if spec.glow:
        lab[0] += spec.glow * 0.3 * (1 - torch.exp(gap * -4))
    return lab


def _winner(samples: Samples, k: int) -> tuple[Tensor, Tensor, Tensor]:
    """Which field is greatest, by how much over the second, and how steeply that changes.

    A single field competes with its own reverse.
    """
    v, dx, dy = samples.values[:k], samples.dx[:k], samples.dy[:k]
    if k < 2:
        v, dx, dy = torch.cat([v, 1 - v]), torch.cat([dx, -dx]), torch.cat([dy, -dy])
    top, places = torch.topk(v, 2, dim=0)
    gap = top[0] - top[1]
    dx, dy = dx.gather(0, places), dy.gather(0, places)
    gx, gy = dx[0] - dx[1], dy[0] - dy[1]
    return places[0], gap, (gx * gx + gy * gy).sqrt().clamp(min=1e-5)


def _colours(spec: Glass, look: Look, like: Tensor) -> Tensor:
    """One colour for each of twelve panes, OKLab (3, 12)."""
    if spec.colours:
        own = colours_lab(spec.colours, like)
    else:
        places = (torch.arange(spec.k, dtype=like.dtype, device=like.device) + 0.5) / spec.k
        own = pick(table(look.palette, like), places)
    return own[:, [i % own.shape[1] for i in range(12)]]


def _level(samples: Samples, spec: Glass, factor: float) -> Tensor:
    """The tone inside a pane, 0..1: steps of field k."""
    v = field(samples, spec.k)
    if not spec.sub:
        return v.clamp(0, 1)
    step = torch.floor(v * (spec.sub * factor)) / spec.sub
    return step - torch.floor(step) if factor > 1 else step.clamp(0, 1)


def _inner(samples: Samples, spec: Glass, factor: float) -> Tensor:
    i, n = min(spec.k, len(samples.values) - 1), spec.sub * factor
    u = samples.values[i] * n
    distance = (u - torch.floor(u + 0.5)).abs() / (slope(samples, i) * n).clamp(min=1e-5)
    return 1 - smooth(0.3 * spec.lead, 0.3 * spec.lead + 1, distance * samples.line)


@glsl(Glass)
def text(spec: Glass, look: Look, seen: Seen) -> str:
    """As above."""
    k = min(spec.k, seen.count)
    own = _colours(spec, look, torch.zeros((), dtype=torch.float64))[:, :12].T.tolist()
    sub = "lead = max(lead, inner(factor));" if spec.sub else ""
    lead = (
        f"""float lead = 1.0 - smooth_from({num(spec.lead / 2)}, {num(spec.lead / 2 + 1)}, gap / steep * LINE);
    {sub}
    lab = mix(lab, {vec(spec.lead_colour)}, lead);"""
        if spec.lead
        else ""
    )
    glow = guarded(f"lab.x += {num(spec.glow * 0.3)} * (1.0 - exp(gap * -4.0));", spec.glow)
    return f"""{vectors("panes", own)}{_level_text(spec, seen)}vec3 window(float factor) {{
{_winner_text(k, seen)}    float gap = top - second, steep = max(length(top_slope - second_slope), 1e-5);
    vec3 lab = panes[pane];
    lab.x *= 1.0 + {num(spec.lightness)} * (pane_level(factor) - 0.5);
    {lead}
    {glow}
    return lab;
}}
{across_octaves_text("vec3", "window")}vec3 painted() {{
    return across_window({"max(u_depth - 1.0, 0.0)" if spec.sub else "0.0"});
}}
"""


def _winner_text(k: int, seen: Seen) -> str:
    rivals = [(seen.fine(i), seen.slope(i)) for i in range(k)]
    if k < 2:
        rivals.append((f"1.0 - {seen.fine(0)}", f"-{seen.slope(0)}"))
    lines = [
        "    float top = -3e38, second = -3e38, v; vec2 top_slope, second_slope, s; int pane = 0;\n"
    ]
    for i, (v, s) in enumerate(rivals):
        lines.append(
            f"    v = {v}; s = {s};\n"
            "    if (v > top) { second = top; second_slope = top_slope; top = v; top_slope = s;"
            f" pane = {i}; }}\n    else if (v > second) {{ second = v; second_slope = s; }}\n"
        )
    return "".join(lines)


def _level_text(spec: Glass, seen: Seen) -> str:
    if not spec.sub:
        return f"float pane_level(float factor) {{ return {seen.unit(spec.k)}; }}\n"
    v, sub, lead = seen.fine(spec.k), num(spec.sub), num(0.3 * spec.lead)
    return f"""float pane_level(float factor) {{
    float rung = floor({v} * {sub} * factor) / {sub};
    return factor > 1.0 ? rung - floor(rung) : clamp(rung, 0.0, 1.0);
}}
float inner(float factor) {{
    float n = {sub} * factor, u = {v} * n;
    float away = abs(u - floor(u + 0.5)) / max(length({seen.slope(spec.k)}) * n, 1e-5);
    return 1.0 - smooth_from({lead}, {num(0.3 * spec.lead + 1)}, away * LINE);
}}
"""
