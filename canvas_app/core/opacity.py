"""Opacity: how much of a volume one sees through. A spec; `engine/opacity.py` computes it.

Gradients after neural-canvas, which takes the central differences of the red, green and blue bytes of
neighbouring voxels as the byte of opacity; its twelve ways are PANELS, by their names there.
"""

from __future__ import annotations

from typing import Annotated, Literal

from .spec import Spec, knob

Part = Annotated[float, knob(ge=-1e3, le=1e3)]
Point = tuple[Part, Part]

REFERENCE = 128
"""Parts of a volume's longest side for which opacities are told, whatever the number of voxels."""


STEEP = 16.0
"""A slope of 1: from 0 to 1 within so small a part (1/16) of a volume's longest side."""
LEVEL_SLOPES: tuple[Point, ...] = ((0.0, 1.0), (1.0, 1.0))


class Opacity(Spec):
    """From colours and values of voxels to how opaque they are.

    gradient: how fast colours change; constant: the same everywhere; value: a curve over a field's value;
    light: a curve over the lightness of the colour, so that dark is clear. Times a second curve, over the
    slope of that value (or lightness): a transfer function of two dimensions, of value by gradient.
    """

    style: Annotated[
        Literal["gradient", "constant", "value", "light", "red"],
        knob(doc="What decides it: change of colour, nothing, a field's value, lightness, red"),
    ] = "gradient"
    axes: Annotated[
        Literal["norm", "mean", "sum", "x", "y", "z"],
        knob(doc="gradient: how the three axes become one, or which of them"),
    ] = "norm"
    channels: Annotated[
        Literal["mean", "sum", "norm"], knob(doc="gradient: how red, green and blue become one")
    ] = "mean"
    sign: Annotated[
        Literal["absolute", "wrap"],
        knob(doc="gradient: falls count as rises; or wrap round as neural-canvas's bytes do"),
    ] = "absolute"
    gain: Annotated[float, knob(ge=0, le=255, doc="Factor of all opacity")] = 1.0
    channel: Annotated[int, knob(ge=0, le=15, doc="value: which of the field's values")] = 0
    points: Annotated[
        tuple[Point, ...],
        knob(max_length=64, doc="value, light: the curve, (value, opacity) from left to right"),
    ] = ((0.0, 0.0), (1.0, 1.0))
    slopes: Annotated[
        tuple[Point, ...],
        knob(max_length=64, doc="not gradient: a factor by how fast it changes, (slope, factor)"),
    ] = LEVEL_SLOPES
    fade: Annotated[
        float, knob(ge=0, le=1, doc="Clear beyond the ball in the box, softly; 0: the whole box")
    ] = 0.0
    scaled: Annotated[
        bool, knob(doc="For 1/128 of the longest side; else for a voxel, as neural-canvas")
    ] = True

    def __post_init__(self) -> None:
        for curve in (self.points, self.slopes):
            places = [at for at, _ in curve]
            if not places or places != sorted(places):
                raise ValueError("the points of an opacity go from left to right, and there is one")


def _panel(axes: str, channels: str) -> Opacity:
    return Opacity().but(axes=axes, channels=channels, sign="wrap", scaled=False)


PANELS: dict[str, Opacity] = {
    "constant": Opacity(style="constant", gain=1 / 255, scaled=False),
    "mean-axes-rgb-norm": _panel("mean", "norm"),
    "x-rgb-mean": _panel("x", "mean"),
    "y-rgb-mean": _panel("y", "mean"),
    "z-rgb-mean": _panel("z", "mean"),
    "sum-axes-rgb-mean": _panel("sum", "mean"),
    "red-linear": Opacity(style="red", scaled=False),
    "norm-axes-rgb-mean": _panel("norm", "mean"),
    "x-rgb-norm": _panel("x", "norm"),
    "y-rgb-norm": _panel("y", "norm"),
    "z-rgb-norm": _panel("z", "norm"),
    "sum-axes-rgb-norm": _panel("sum", "norm"),
}
"""The comparison sheet of neural-canvas, row by row."""
