"""Glow: luminous level lines on a dark ground; light adds."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Glow, Look
from canvas_app.engine.colour import lab_to_linear, linear_to_lab, pick, table
from canvas_app.engine.head import across_octaves, adapted, field, head, slope
from canvas_app.engine.samples import Samples


@head(Glow, reads=2, slopes=True)
def paint(samples: Samples, spec: Glow, look: Look) -> Tensor:
    """Each line shines as 1 / (1 + (d / w)^2) round a white core; crowded lines shine less."""
    v = field(samples, 0)
    palette = table(look.palette, v)
    ground = pick(palette, spec.ground + spec.ground_range * v.clamp(0, 1))
    colour = pick(palette, (0.45 + 0.5 * field(samples, 1)).clamp(0.3, 1))
    halo, core = across_octaves(
        adapted(samples, spec.adapt), lambda factor: _light(samples, spec, spec.n * factor)
    )
    light = lab_to_linear(ground) + lab_to_linear(colour) * (halo * spec.gain) + core * 0.25
    return linear_to_lab(light.clamp(min=0))


def _light(samples: Samples, spec: Glow, n: float) -> Tensor:
    u = field(samples, 0) * n
    steep = (slope(samples, 0) * n).clamp(min=1e-5)
    distance = (u - torch.floor(u + 0.5)).abs() / steep * (samples.line / max(spec.line, 1e-3))
    room = 1.6 - steep * (5 / samples.line)
    halo = room.clamp(0.12, 1) / (1 + distance.square())
    core = room.clamp(0.05, 1) * torch.exp(-(distance / 0.6).square())
    return torch.stack([halo, core])
