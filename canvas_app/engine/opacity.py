"""Opacity: colours and values of voxels to how opaque they are; see `core/opacity.py`."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from canvas_app.core.opacity import REFERENCE, STEEP, Opacity

_AXES = {"z": 0, "y": 1, "x": 2}
_LIGHT = (0.2126, 0.7152, 0.0722)


def halo(opacity: Opacity) -> int:
    """How many voxels beyond its own an opacity reads on every side."""
    return int(opacity.style == "gradient" or sloping(opacity))


def sloping(opacity: Opacity) -> bool:
    """Whether the curve over slopes has a say."""
    return opacity.style != "gradient" and any(factor != 1 for _, factor in opacity.slopes)


def opacities(
    colours: Float[Tensor, "3 d h w"],
    values: Float[Tensor, "k d h w"],
    opacity: Opacity,
    longest: int,
) -> Float[Tensor, "z y x"]:
    """How opaque each voxel is, 0 to 1. colours: sRGB levels 0 to 1, and values: V, both with a halo where
    `halo` wants one. longest: voxels along the longest side. y runs from the top, as rows do."""
    edge = halo(opacity)
    if opacity.style == "gradient":
        finer = longest / REFERENCE if opacity.scaled else 1.0
        out = torch.empty(
            tuple(n - 2 for n in colours.shape[1:]), dtype=colours.dtype, device=colours.device
        )
        for k in range(len(out)):  # slice by slice: differences take several times the room
            out[k] = _steepness(colours[:, k : k + 3], opacity, finer)
        return out
    at = _read(colours, values, opacity)
    own = at[edge:-edge, edge:-edge, edge:-edge] if edge else at
    seen = _by_level(own, opacity)
    if edge:
        for k in range(len(seen)):
            steep = _slope(at[k : k + 3]) * (longest / STEEP)
            seen[k] *= _curve(steep, opacity.slopes)
    return seen.clamp_(0, 1)


def _read(colours: Tensor, values: Tensor, opacity: Opacity) -> Tensor:
    """The number of each voxel that curves go over."""
    if opacity.style == "value":
        return values[min(opacity.channel, len(values) - 1)]
    if opacity.style == "red":
        return colours[0]
    light = torch.zeros_like(colours[0])
    for one, weight in zip(colours, _LIGHT, strict=True):
        light.add_(one, alpha=weight)
    return light


def _by_level(at: Tensor, opacity: Opacity) -> Tensor:
    if opacity.style == "constant":
        return torch.full_like(at, min(1.0, opacity.gain))
    if opacity.style == "red":
        return (at * opacity.gain).clamp_(0, 1)
    return (_curve(at, opacity.points) * opacity.gain).clamp_(0, 1)


def _slope(near: Float[Tensor, "3 h w"]) -> Tensor:
    """Change a voxel, of the middle slice of three, without its edge."""
    ways = (
        near[2, 1:-1, 1:-1] - near[0, 1:-1, 1:-1],
        near[1, 2:, 1:-1] - near[1, :-2, 1:-1],
        near[1, 1:-1, 2:] - near[1, 1:-1, :-2],
    )
    return (ways[0] ** 2 + ways[1] ** 2 + ways[2] ** 2).sqrt_().mul_(0.5)


def within(radii: Tensor, fade: float) -> Tensor:
    """1 inside the unit ball, falling smoothly to 0 at its surface over the last `fade` of the radius."""
    t = ((1 - radii) / fade).clamp(0, 1)
    return t * t * (3 - 2 * t)


def _steepness(near: Float[Tensor, "3 3 h w"], opacity: Opacity, finer: float) -> Tensor:
    """Of the middle slice of three."""
    ways = [
        (near[:, 2, 1:-1, 1:-1] - near[:, 0, 1:-1, 1:-1]) * 127.5,
        (near[:, 1, 2:, 1:-1] - near[:, 1, :-2, 1:-1]) * 127.5,
        (near[:, 1, 1:-1, 2:] - near[:, 1, 1:-1, :-2]) * 127.5,
    ]
    if opacity.axes == "norm":
        one = (ways[0] * ways[0] + ways[1] * ways[1] + ways[2] * ways[2]).sqrt_()
    elif opacity.axes in _AXES:
        one = ways[_AXES[opacity.axes]]
    else:
        one = ways[0] + ways[1] + ways[2]
        one = one / 3 if opacity.axes == "mean" else one
    if opacity.channels == "norm":
        found = (one[0] * one[0] + one[1] * one[1] + one[2] * one[2]).sqrt_()
    else:
        found = one[0] + one[1] + one[2]
        found = found / 3 if opacity.channels == "mean" else found
    found = found * (opacity.gain * finer)
    if opacity.sign == "wrap":
        return torch.remainder(found.trunc(), 256.0) / 255
    return (found.abs() / 255).clamp_(0, 1)


def _curve(at: Tensor, points: tuple[tuple[float, float], ...]) -> Tensor:
    """Straight lines between the points, level beyond them."""
    places = [place for place, _ in points]
    heights = [height for _, height in points]
    out = torch.full_like(at, heights[0])
    for i in range(len(places) - 1):
        span = places[i + 1] - places[i]
        if span > 0:
            rise = (heights[i + 1] - heights[i]) / span
            part = heights[i] + (at - places[i]) * rise
            out = torch.where(at >= places[i], part, out)
        else:
            out = torch.where(at >= places[i], heights[i + 1], out)
    return torch.where(at >= places[-1], torch.full_like(at, heights[-1]), out)
