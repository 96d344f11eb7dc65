"""Cosine: three cosines of field 0, shifted in phase."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from canvas_app.core.look import Cosine, Look
from canvas_app.engine.colour import linear_to_lab, power
from canvas_app.engine.craft import Seen
from canvas_app.engine.head import field, glsl, head
from canvas_app.engine.literals import num, vec
from canvas_app.engine.samples import Samples


@head(Cosine, reads=2)
def paint(samples: Samples, spec: Cosine, look: Look) -> Tensor:
    """0.5 + 0.5 cos(2 pi (cycles V0 + phase) + mix (V1 - 0.5)), to the power 1.2, in linear light."""
    turn = field(samples, 0) * (math.tau * spec.cycles) + spec.mix * (field(samples, 1) - 0.5)
    waves = torch.stack([torch.cos(turn + math.tau * phase) for phase in spec.phases])
    return linear_to_lab(power(0.5 + 0.5 * waves, 1.2))


@glsl(Cosine)
def text(spec: Cosine, look: Look, seen: Seen) -> str:
    """As above."""
    turn = f"{seen.v(0)} * {num(math.tau * spec.cycles)} + {num(spec.mix)} * ({seen.v(1)} - 0.5)"
    phases = vec([math.tau * phase for phase in spec.phases])
    return f"""vec3 painted() {{
    return linear_to_lab(to_power(0.5 + 0.5 * cos({turn} + {phases}), 1.2));
}}
"""
