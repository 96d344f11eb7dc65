"""Riso: halftone dots of spot inks that multiply on paper."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from canvas_app.core.look import Ink, Look, Riso
from canvas_app.engine.colour import hex_linear, linear_to_lab, plain
from canvas_app.engine.head import across_octaves, field, grating, head, locked, smooth
from canvas_app.engine.samples import Samples


@head(Riso, exposed=True, placed=True)
def paint(samples: Samples, spec: Riso, look: Look) -> Tensor:
    """A dot where (cos U + cos W) / 2 > 1 - 2 tone."""
    v = field(samples, 0)
    light = plain(hex_linear(spec.paper), v).expand(3, *v.shape)
    for ink in spec.inks:
        dots = across_octaves(
            locked(samples, spec.screen_locked),
            lambda factor, ink=ink: _dots(samples, ink, spec.frequency * factor),  # type: ignore[misc]
        )
        light = light * (1 - dots * (1 - plain(hex_linear(ink.colour), v)))
    return linear_to_lab(light)


def _dots(samples: Samples, ink: Ink, frequency: float) -> Tensor:
    turn = math.radians(ink.angle)
    u = grating(samples, frequency, turn, 0.0, 0).phase
    w = grating(samples, frequency, turn + math.pi / 2, 0.0, 0).phase
    tone = (ink.tone + ink.tone_range * field(samples, ink.channel).clamp(0, 1)).clamp(0, 1)
    steep = (torch.sin(u).square() + torch.sin(w).square()).sqrt() * (frequency * samples.step / 2)
    height = (torch.cos(u) + torch.cos(w)) / 2 - (1 - 2 * tone)
    dot = smooth(-1, 1, height / (steep * 0.7 + 0.02))
    return torch.where(tone > 0.985, 1.0, torch.where(tone < 0.015, 0.0, dot))
