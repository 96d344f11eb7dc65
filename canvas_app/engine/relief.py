"""Relief: light from one side on a field read as height."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .colour import power as to_power
from .samples import Samples

_SIDE, _UP = 0.6, 0.8  # the light's direction: 0.6 sideways, 0.8 towards the eye

GLSL = """
vec2 steepness(vec2 slope, float strength) {
    return slope * (strength * REFERENCE / (2.0 * STEP));
}
vec3 lit(vec3 lab, vec2 slope, float strength, float ambient, float specular, float power, float azimuth) {
    vec2 g = steepness(slope, strength);
    float size = sqrt(1.0 + dot(g, g));
    float along = dot(g, 0.6 * vec2(cos(azimuth), sin(azimuth)));
    float lambert = clamp((0.8 - along) / size, 0.0, 1.0);
    float shade = ambient + (1.0 - ambient) / 0.8 * lambert;
    vec3 shone = lab * vec3(shade, vec2(sqrt(shade)));
    float middle = sqrt(0.9);
    shone.x += specular * to_power(min((middle - along / (2.0 * middle)) / size, 1.0), power);
    return shone;
}
"""


def steepness(samples: Samples, channel: int, strength: float) -> tuple[Tensor, Tensor]:
    """The slope to the right and up, in V per half of the reference height, times `strength`."""
    i = min(channel, len(samples.values) - 1)
    k = strength * samples.reference / (2 * samples.step)
    return samples.dx[i] * k, samples.dy[i] * k


def lit(
    lab: Tensor,
    samples: Samples,
    *,
    channel: int = 0,
    strength: float,
    ambient: float = 0.55,
    specular: float = 0.0,
    power: float = 24.0,
    azimuth: float = 2.3,
) -> Tensor:
    """OKLab planes under the light (Lambert, and Blinn's half vector for the highlight).

    Lightness is multiplied by ambient + (1 - ambient) * lambert / 0.8, chroma by the root of that, so
    that flat ground keeps its colour.
    """
    gx, gy = steepness(samples, channel, strength)
    length = (1 + gx * gx + gy * gy).sqrt()
    lx, ly = _SIDE * math.cos(azimuth), _SIDE * math.sin(azimuth)
    lambert = ((_UP - gx * lx - gy * ly) / length).clamp(0, 1)
    shade = ambient + (1 - ambient) / _UP * lambert
    root = shade.sqrt()
    out = torch.stack([lab[0] * shade, lab[1] * root, lab[2] * root])
    if specular:
        half = math.sqrt((1 + _UP) / 2)
        facing = (half - (gx * lx + gy * ly) / (2 * half)) / length
        out[0] += specular * to_power(facing.clamp(max=1), power)
    return out
