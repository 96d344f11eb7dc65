"""Lamp: light on a volume, where its opacity has a slope (Levoy, "Display of surfaces from volume data",
1988): ambient, diffuse after Lambert, highlights as a power of the cosine.

`render/volume_shader.py` says the same in GLSL for the live view.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from canvas_app.core.opacity import REFERENCE
from canvas_app.core.volume import Volume

SURE = 24.0
"""Opacity that changes by 1/24 within 1/128 of the longest side has a slope to be lit; flat fog has none."""


def shines(look: Volume) -> bool:
    """Whether the lamp changes anything."""
    return look.ambient < 1 or look.gloss > 0


def lit(seen: Tensor, sides: Tensor, look: Volume) -> tuple[Tensor, Tensor]:
    """The light on each voxel, a factor, and its highlight, to be added; both (d, h, w).

    seen: opacities (d, h, w), rows from the top. sides: x, y and z of a voxel in world units, (3,).
    """
    towards = torch.from_numpy(look.lamp_towards()).float()
    part = float((sides * torch.tensor(seen.shape[::-1])).max()) / REFERENCE
    soft = F.avg_pool3d(seen[None, None], 3, 1, 1, count_include_pad=False)[0, 0]
    along = facing = None
    for axis, side, way in zip((2, 1, 0), sides.tolist(), towards.tolist(), strict=True):
        slope = _slope(soft, axis).mul_(part / side * (-1 if axis == 1 else 1))
        facing = slope * way if facing is None else facing.add_(slope, alpha=way)
        along = slope.square_() if along is None else along.add_(slope.square_())
    assert along is not None
    assert facing is not None
    size = along.sqrt_()
    return shaded(facing.neg_().div_(size + 1e-6), (size * SURE).clamp_(0, 1), look)


def shaded(facing: Tensor, sure: Tensor, look: Volume) -> tuple[Tensor, Tensor]:
    """Light and highlight where the cosine to the lamp is `facing`, as far as a slope is `sure`."""
    cosine = facing.clamp(0, 1)
    rest = 1 - look.ambient
    light = look.ambient + rest * (1 + sure * (cosine * look.diffuse - 1))
    return light, look.gloss * sure * cosine**look.polish


def _slope(t: Tensor, axis: int) -> Tensor:
    """Central differences a voxel; none at the sides."""
    out = torch.zeros_like(t)
    n = t.shape[axis]
    if n > 2:
        inner = out.narrow(axis, 1, n - 2)
        torch.sub(t.narrow(axis, 2, n - 2), t.narrow(axis, 0, n - 2), out=inner)
        inner.mul_(0.5)
    return out
