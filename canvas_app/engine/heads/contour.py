"""Contour: level lines on tinted ground, every so many of them strong."""

from __future__ import annotations

import torch
from torch import Tensor

from canvas_app.core.look import Contour, Look
from canvas_app.engine.colour import mixed, pick, plain, table
from canvas_app.engine.head import across_octaves, adapted, field, head, slope, smooth
from canvas_app.engine.relief import lit
from canvas_app.engine.samples import Samples


@head(Contour, reads=1, slopes=True, relit=False)
def paint(samples: Samples, spec: Contour, look: Look) -> Tensor:
    """Lines fade where they come closer than about six to a 256th of the height."""
    v = field(samples, 0)
    tint = torch.floor(v * spec.tint) / spec.tint * spec.tint_range + spec.tint_start
    ground = pick(table(look.palette, v), tint)
    if spec.relief:
        ground = lit(ground, samples, strength=spec.relief, ambient=0.6)
    lines = across_octaves(
        adapted(samples, spec.adapt), lambda factor: _lines(samples, spec, spec.n * factor)
    )
    return mixed(ground, plain(spec.ink, ground), lines * spec.alpha)


def _lines(samples: Samples, spec: Contour, n: float) -> Tensor:
    u = field(samples, 0) * n
    level = torch.floor(u + 0.5)
    steep = slope(samples, 0) * n + 1e-5
    distance = (u - level).abs() / steep * samples.line
    strong = level - spec.major * torch.floor(level / spec.major) == 0
    edge = torch.where(strong, spec.major_line / 2, spec.line / 2)
    room = smooth(0, 0.5, 1 / (steep * (6 / samples.line) + 1e-6))
    return (1 - smooth(edge, edge + 0.7, distance)) * room
