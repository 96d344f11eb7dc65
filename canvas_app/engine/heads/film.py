"""Film: thin-film interference over the relief of field 0. Soap."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from canvas_app.core.look import Film, Look
from canvas_app.engine.colour import linear_to_lab
from canvas_app.engine.head import field, head
from canvas_app.engine.relief import lit, steepness
from canvas_app.engine.samples import Samples

_WAVES = (1.0, 1.18, 1.42)  # red, green, blue: turns per unit of thickness


@head(Film, reads=2, exposed=True, slopes=True, relit=False)
def paint(samples: Samples, spec: Film, look: Look) -> Tensor:
    """colour = 0.5 + 0.5 cos(2 pi thickness * wave); slopes thin the film."""
    gx, gy = steepness(samples, 0, spec.tilt)
    thickness = (spec.thickness * field(samples, 1) + spec.base) / (1 + gx * gx + gy * gy).sqrt()
    colour = torch.stack([0.5 + 0.5 * torch.cos(thickness * (math.tau * w)) for w in _WAVES])
    colour = (colour - 0.5) * spec.saturation + 0.5
    lab = linear_to_lab((colour * spec.gain).clamp(min=0))
    return lit(
        lab, samples, strength=spec.tilt, ambient=0.45, specular=spec.specular, power=spec.power
    )
