"""Shade: samples to linear light. Head, relief, stars, then the tone of the whole picture."""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor

from canvas_app.core.look import Finish, Look
from canvas_app.core.spec import tag_of

from .colour import lab_to_linear, power
from .head import HEADS
from .literals import guarded, marked, num
from .relief import lit
from .samples import Samples
from .stars import starred


def shade(samples: Samples, look: Look) -> Float[Tensor, "3 h w"]:
    """Linear RGB in 0..1, one colour per sample."""
    return lab_to_linear(toned(painted(samples, look), look.finish)).clamp(0, 1)


def plain_levels(samples: Samples, look: Look) -> Float[Tensor, "3 h w"] | None:
    """The picture's sRGB levels straight from the fields, where the look does nothing else to them:
    exact for fitted pictures, and quick. None for all other looks."""
    craft, f = HEADS.find(tag_of(look.head)), look.finish
    untouched = f.but(grain=0.0, dither=False) == Finish()
    relit = craft.relit and look.relief.strength > 0
    if craft.levels is None or relit or not untouched:
        return None
    return craft.levels(samples, look.head).clamp(0, 1)


def painted(samples: Samples, look: Look) -> Float[Tensor, "3 h w"]:
    """OKLab after head, relief and stars."""
    craft, relief = HEADS.find(tag_of(look.head)), look.relief
    lab = craft.paint(samples, look.head, look)
    if craft.relit and relief.strength > 0:
        lab = lit(
            lab,
            samples,
            channel=relief.channel,
            strength=relief.strength,
            ambient=relief.ambient,
            specular=relief.specular,
            power=relief.power,
            azimuth=relief.azimuth,
        )
    return starred(lab, samples, look.finish.stars) if look.finish.stars else lab


def toned_text(finish: Finish) -> str:
    """`vec3 toned(vec3 lab)`: as below."""
    lines = []
    lines.append(guarded(f"lab *= {num(2.0 ** (finish.exposure / 3))};", finish.exposure))
    smooth = f"lab.x = l + (l * l * (3.0 - 2.0 * l) - l) * {num(finish.contrast)};"
    lines.append(guarded(f"float l = clamp(lab.x, 0.0, 1.0); {smooth}", finish.contrast))
    bent = f"lab.x = to_power(clamp(lab.x, 0.0, 1.0), {num(finish.gamma)});"
    lines.append(guarded(bent, finish.gamma, 1.0))
    turn = math.radians(finish.hue)
    c, s = finish.saturation * math.cos(turn), finish.saturation * math.sin(turn)
    if marked() or (c, s) != (1.0, 0.0):
        turned = f"lab.y * {num(c)} - lab.z * {num(s)}, lab.y * {num(s)} + lab.z * {num(c)}"
        lines.append(f"lab.yz = vec2({turned});")
    inner = "\n    ".join(filter(None, [*lines, "return lab;"]))
    return f"vec3 toned(vec3 lab) {{\n    {inner}\n}}\n"


def toned(lab: Float[Tensor, "3 h w"], finish: Finish) -> Float[Tensor, "3 h w"]:
    """Exposure, contrast, gamma, saturation and hue, in this order, in OKLab.

    OKLab is a cube root of light, so an exposure of e EV multiplies it by 2^(e / 3).
    """
    light, a, b = lab * 2.0 ** (finish.exposure / 3) if finish.exposure else lab
    if finish.contrast:
        l = light.clamp(0, 1)  # noqa: E741 - lightness
        light = l + (l * l * (3 - 2 * l) - l) * finish.contrast
    if finish.gamma != 1:
        light = power(light.clamp(0, 1), finish.gamma)
    turn = math.radians(finish.hue)
    c, s = finish.saturation * math.cos(turn), finish.saturation * math.sin(turn)
    if (c, s) != (1.0, 0.0):
        a, b = a * c - b * s, a * s + b * c
    return torch.stack([light, a, b])
