"""Finish: linear light to the bytes of a picture. Vignette, sRGB, grain, dither, rounding."""

from __future__ import annotations

import math

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor

from canvas_app.core.look import Finish
from canvas_app.core.view import Size

from .colour import power, to_srgb
from .literals import guarded, num, salt
from .noise import cell_hash

_GRAIN, _DITHER = 0x67A1, 0xD17E


def finish_text(finish: Finish) -> str:
    """`vec3 develop(vec3 linear, vec2 pixel)`: one pixel, `pixel` counted from the top left, as below."""
    lines = ["ivec2 cell = ivec2(pixel);"]
    darker = f"linear *= 1.0 - {num(finish.vignette)} * to_power(dot(uv, uv) / 2.0, 1.2);"
    corners = f"vec2 uv = (pixel + 0.5) / u_size * 2.0 - 1.0; {darker}"
    lines.append(guarded(corners, finish.vignette))
    lines.append("vec3 c = to_srgb(linear);")
    if finish.grain:
        u, t = (f"cell_hash(cell, {salt(_GRAIN + i)})" for i in (0, 1))
        lines.append(f"float drawn = sqrt(-2.0 * log(1.0 - {u})) * cos({num(math.tau)} * {t});")
        lines.append(f"c += drawn * {num(finish.grain)} * (0.35 + 2.6 * c * (1.0 - c));")
    lines.append("vec3 steps = clamp(c, 0.0, 1.0) * 255.0 + 0.5;")
    if finish.dither:
        lines.append(f"steps = clamp(steps + cell_hash(cell, {salt(_DITHER)}) - 0.5, 0.0, 255.5);")
    inner = "\n    ".join(filter(None, [*lines, "return floor(steps) / 255.0;"]))
    return f"vec3 develop(vec3 linear, vec2 pixel) {{\n    {inner}\n}}\n"


def develop(
    linear: Float[Tensor, "3 h w"],
    columns: Float[Tensor, " w"],
    rows: Float[Tensor, " h"],
    size: Size,
    finish: Finish,
    bits: int = 8,
) -> Int[Tensor, "h w 3"] | UInt8[Tensor, "h w 3"]:
    """The pixels of a part of a picture, already averaged over its samples: uint8, or int32 in
    0..65535 for 16 bits.

    columns, rows: indices of its pixels in the whole frame of `size`. Noise depends on them alone, so
    tiles meet without seams and the same picture is always the same.
    """
    if finish.vignette:
        linear = linear * _corners(columns, rows, size, finish.vignette).to(linear)
    return quantised(to_srgb(linear), columns, rows, finish, bits)


def quantised(
    levels: Float[Tensor, "3 h w"],
    columns: Float[Tensor, " w"],
    rows: Float[Tensor, " h"],
    finish: Finish,
    bits: int = 8,
) -> Int[Tensor, "h w 3"] | UInt8[Tensor, "h w 3"]:
    """sRGB levels in 0..1 with grain and dither as whole numbers: the last step of `develop`."""
    top = 2**bits - 1
    ix, iy = columns.to(torch.int64)[None, :], rows.to(torch.int64)[:, None]
    if finish.grain:
        strongest = 0.35 + 2.6 * levels * (1 - levels)
        levels = levels + _normal(ix, iy, levels.dtype) * (finish.grain * strongest)
    steps = levels.clamp(0, 1) * top + 0.5
    if finish.dither:
        steps = (steps + cell_hash(ix, iy, _DITHER, levels.dtype) - 0.5).clamp(0, top + 0.5)
    whole = steps.to(torch.uint8 if bits == 8 else torch.int32)
    out: Tensor = whole.permute(1, 2, 0).contiguous()
    return out


def _corners(columns: Tensor, rows: Tensor, size: Size, amount: float) -> Tensor:
    """1 - amount * r^2.4, with r = 1 in the corners."""
    u = ((columns + 0.5) / size[0] * 2 - 1).double()
    v = ((rows + 0.5) / size[1] * 2 - 1).double()
    return 1 - amount * power((u[None, :] ** 2 + v[:, None] ** 2) / 2, 1.2)


def _normal(ix: Tensor, iy: Tensor, dtype: torch.dtype) -> Tensor:
    """A normal number for each pixel, by Box and Muller's method."""
    u, t = (cell_hash(ix, iy, _GRAIN + i, dtype) for i in (0, 1))
    return (-2 * torch.log(1 - u)).sqrt() * torch.cos(math.tau * t)
