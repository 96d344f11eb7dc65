"""Stars: points of light of fixed size on screen, scattered by hash over cells of the plane."""

from __future__ import annotations

import torch
from torch import Tensor

from .head import octaves
from .noise import cell_hash, whole
from .samples import Samples

_LAYERS = ((0.05, 0.35), (0.11, 0.5))  # cell size in half-heights, share of cells with a star

GLSL = """
float starlight(int layer, float factor) {
    float size = layer == 0 ? 0.05 : 0.11, share = layer == 0 ? 0.35 : 0.5;
    float cell = size * REFERENCE / 2.0 / factor;
    vec2 at = place / cell;
    ivec2 home = whole(at);
    uint salt = 0x51A2u + 16u * uint(layer);
    if (cell_hash(home, salt + 2u) >= share) return 0.0;
    vec2 d = at - vec2(home) - (0.2 + 0.6 * vec2(cell_hash(home, salt), cell_hash(home, salt + 1u)));
    float seen = cell / STEP * LINE;
    float radius = 0.45 + 0.9 * float(1 + layer) * to_power(cell_hash(home, salt + 3u), 6.0);
    return exp(-dot(d, d) * (seen / radius) * (seen / radius)) * (0.35 + 0.65 * cell_hash(home, salt + 4u));
}
vec3 starred(vec3 lab, float amount) {
    vec2 o = octaves(u_depth);
    for (int k = 0; k < 2; k++) for (int layer = 0; layer < 2; layer++) {
        float weight = k == 0 ? 1.0 - o.y : o.y;
        if (weight <= 0.0) continue;
        float light = clamp(starlight(layer, o.x * float(1 + k)) * amount * weight, 0.0, 1.0);
        lab = vec3(lab.x + (1.0 - lab.x) * light, lab.yz * (1.0 - 0.7 * light));
    }
    return lab;
}
"""


def starred(lab: Tensor, samples: Samples, amount: float) -> Tensor:
    """OKLab planes with stars added to lightness and taken from chroma.

    The cells follow the zoom in powers of two and cross-fade, so stars drift apart and new ones come.
    """
    for factor, weight in octaves(samples.depth):
        for layer in range(len(_LAYERS)):
            light = (_light(samples, layer, factor) * (amount * weight)).clamp(0, 1)
            rest = 1 - 0.7 * light
            lab = torch.stack([lab[0] + (1 - lab[0]) * light, lab[1] * rest, lab[2] * rest])
    return lab


def _light(samples: Samples, layer: int, factor: float) -> Tensor:
    size, share = _LAYERS[layer]
    cell, dtype = size * samples.reference / 2 / factor, samples.values.dtype
    x, y = samples.x / cell, samples.y / cell
    ix, iy = whole(x), whole(y)

    def drawn(what: int) -> Tensor:
        return cell_hash(ix, iy, 0x51A2 + 16 * layer + what, dtype)

    dx = (x - ix).to(dtype) - (0.2 + 0.6 * drawn(0))
    dy = (y - iy).to(dtype) - (0.2 + 0.6 * drawn(1))
    unit = cell / samples.step * samples.line  # cells in 1/256 of the frame's height
    radius = 0.45 + 0.9 * (1 + layer) * drawn(3) ** 6
    falloff = torch.exp(-(dx * dx + dy * dy) * (unit / radius).square())
    return (drawn(2) < share) * falloff * (0.35 + 0.65 * drawn(4))
