"""Space: coordinates to coordinates. Specs only; `engine/space.py` computes them.

Formulas: the art direction of the project (section 2.3 there); wallpaper groups as in the
International Tables. Lengths are world units: the home view is 2 high. Steps apply in order.
"""

from __future__ import annotations

from typing import Annotated, Literal

from .spec import Spec, knob

WallpaperGroup = Literal[
    "p1", "p2", "pm", "pg", "cm", "pmm", "pmg", "pgg", "cmm",
    "p4", "p4m", "p4g", "p3", "p3m1", "p31m", "p6", "p6m",
]  # fmt: skip

Amount = Annotated[float, knob(ge=-4, le=4, doc="How far points move")]
Frequency = Annotated[float, knob(ge=0.01, le=200, log=True, doc="Waves across the home view")]
Octaves = Annotated[int, knob(ge=1, le=8, doc="Layers of ever finer detail")]


class SpaceSpec(Spec, tag_field="kind"):
    """Base of every transform of the plane."""


class Rotate(SpaceSpec, tag="rotate"):
    """Turn the plane."""

    angle: Annotated[float, knob(ge=-6.2832, le=6.2832, unit="rad", doc="Turn")] = 0.0


class Scale(SpaceSpec, tag="scale"):
    """Stretch the plane along its axes."""

    x: Annotated[float, knob(ge=0.01, le=100, log=True, doc="Factor across")] = 1.0
    y: Annotated[float, knob(ge=0.01, le=100, log=True, doc="Factor upwards")] = 1.0


class Shift(SpaceSpec, tag="shift"):
    """Move the plane."""

    x: Annotated[float, knob(ge=-100, le=100, doc="To the right")] = 0.0
    y: Annotated[float, knob(ge=-100, le=100, doc="Upwards")] = 0.0


class MirrorX(SpaceSpec, tag="mirror-x"):
    """Left equals right: x becomes sqrt(x^2 + softness^2), without a crease."""

    softness: Annotated[float, knob(ge=0, le=0.5, doc="Width of the rounded axis")] = 0.03


class MirrorY(SpaceSpec, tag="mirror-y"):
    """Top equals bottom."""

    softness: Annotated[float, knob(ge=0, le=0.5, doc="Width of the rounded axis")] = 0.03


class Fold(SpaceSpec, tag="fold"):
    """A kaleidoscope of n mirrored wedges about the centre."""

    n: Annotated[int, knob(ge=1, le=64, doc="Wedges")] = 8


class Swirl(SpaceSpec, tag="swirl"):
    """Turn the middle: by amount * exp(-r^2 / size^2)."""

    amount: Annotated[float, knob(ge=-20, le=20, unit="rad", doc="Turn at the centre")] = 0.7
    size: Annotated[float, knob(ge=0.01, le=10, log=True, doc="Reach of the turn")] = 0.8


class Warp(SpaceSpec, tag="warp"):
    """Bend the plane by smooth waves, several times over."""

    amount: Amount = 0.2
    frequency: Frequency = 1.4
    times: Annotated[int, knob(ge=1, le=6, doc="How often")] = 2


class FractalWarp(SpaceSpec, tag="fractal-warp"):
    """Bend the plane once by waves of many octaves: stone and cloud."""

    amount: Amount = 0.25
    frequency: Frequency = 1.5
    octaves: Octaves = 4


class DeepWarp(SpaceSpec, tag="deep-warp"):
    """Nothing at home; adds the same relative waviness at each depth of zoom."""

    amount: Annotated[float, knob(ge=0, le=2, doc="Waviness at each depth")] = 0.5
    frequency: Frequency = 3.0


class CombStroke(Spec):
    """One stroke of a marbling comb."""

    angle: Annotated[float, knob(ge=-6.2832, le=6.2832, unit="rad", doc="Direction")] = 0.0
    amount: Amount = 0.1
    frequency: Frequency = 12.0


class Comb(SpaceSpec, tag="comb"):
    """Marbler's combs drawn through the picture, one stroke after another."""

    strokes: Annotated[tuple[CombStroke, ...], knob(max_length=16, doc="Strokes in order")] = (
        CombStroke(),
    )


class LogPolar(SpaceSpec, tag="log-polar"):
    """(radial * ln r, turns * theta): rings and rays become a plane."""

    turns: Annotated[float, knob(ge=-32, le=32, doc="Factor of the angle")] = 1.0
    radial: Annotated[float, knob(ge=-32, le=32, doc="Factor of ln r")] = 1.0


class SpiralMap(SpaceSpec, tag="spiral-map"):
    """cos and sin of radial * ln r + turns * theta: a zoom by exp(2 pi / radial) repeats exactly."""

    radial: Annotated[float, knob(ge=-32, le=32, doc="Turns in the depth")] = 2.0
    turns: Annotated[int, knob(ge=-32, le=32, doc="Arms")] = 1


class Moebius(SpaceSpec, tag="moebius"):
    """(z - a) / (1 - a z): the disk moved within itself."""

    a: Annotated[float, knob(ge=-0.99, le=0.99, doc="Point that moves to the centre")] = 0.3


class Power(SpaceSpec, tag="power"):
    """The complex power z^exponent."""

    exponent: Annotated[float, knob(ge=-8, le=8, doc="Exponent")] = 2.0


class Pixelate(SpaceSpec, tag="pixelate"):
    """Snap to the centres of rectangular cells."""

    x: Annotated[float, knob(ge=0.001, le=2, log=True, doc="Cell width")] = 0.03125
    y: Annotated[float, knob(ge=0.001, le=2, log=True, doc="Cell height")] = 0.03125


EXTRAS = 3  # values per point that a Voronoi step adds: edge, distance, cell


class Voronoi(SpaceSpec, tag="voronoi"):
    """Snap to the nearest of jittered centres; also hands edge, distance and cell to the head."""

    frequency: Annotated[float, knob(ge=0.1, le=200, log=True, doc="Cells per unit")] = 22.0
    jitter: Annotated[float, knob(ge=0, le=1, doc="Irregularity")] = 0.6


class ShiftRow(Spec):
    """One scale of displaced rows or blocks."""

    height: Annotated[float, knob(ge=0.001, le=4, log=True, doc="Row height")] = 0.06
    amount: Amount = 0.25
    threshold: Annotated[float, knob(ge=0, le=1, doc="Share of rows that stay")] = 0.5


class RowShift(SpaceSpec, tag="row-shift"):
    """Rows slide sideways by a hash: torn tape, dyed thread."""

    rows: Annotated[tuple[ShiftRow, ...], knob(max_length=8, doc="Scales")] = (ShiftRow(),)


class BlockShift(SpaceSpec, tag="block-shift"):
    """Blocks twice as wide as high slide by a hash."""

    rows: Annotated[tuple[ShiftRow, ...], knob(max_length=8, doc="Scales")] = (ShiftRow(),)


class Tile(SpaceSpec, tag="tile"):
    """Repeat a square of the plane for ever, plainly or mirrored at its edges."""

    size: Annotated[float, knob(ge=0.01, le=100, log=True, doc="Side of the square")] = 1.0
    mirrored: Annotated[bool, knob(doc="Reflect instead of jump")] = True


class WallpaperFold(SpaceSpec, tag="wallpaper-fold"):
    """Fold the plane into one cell of a wallpaper group: any field becomes that ornament."""

    group: Annotated[WallpaperGroup, knob(doc="One of the 17 groups")] = "p4m"
    size: Annotated[float, knob(ge=0.01, le=100, log=True, doc="Lattice pitch")] = 1.0


Space = (
    Rotate
    | Scale
    | Shift
    | MirrorX
    | MirrorY
    | Fold
    | Swirl
    | Warp
    | FractalWarp
    | DeepWarp
    | Comb
    | LogPolar
    | SpiralMap
    | Moebius
    | Power
    | Pixelate
    | Voronoi
    | RowShift
    | BlockShift
    | Tile
    | WallpaperFold
)
