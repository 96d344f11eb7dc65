"""Inputs: coordinates to features, which a field then mixes. Specs; `engine/inputs.py` computes them.

Formulas: the art direction of the project (section 2.4 there); Fourier features after Tancik et al.,
"Fourier Features Let Networks Learn High Frequency Functions" (2020), and neural-canvas.
"""

from __future__ import annotations

from typing import Annotated

from .space import Frequency, Octaves, WallpaperGroup
from .spec import Spec, knob

Gain = Annotated[float, knob(ge=-8, le=8, doc="Strength of this input")]
Count = Annotated[int, knob(ge=1, le=16, doc="How many")]
Falloff = Annotated[float, knob(ge=0, le=3, doc="Each octave is 2^-falloff as strong")]


class InputSpec(Spec, tag_field="kind"):
    """Base of every input. `gain` multiplies each of its features."""

    gain: Gain = 1.0


class X(InputSpec, tag="x"):
    """To the right."""


class Y(InputSpec, tag="y"):
    """Upwards."""


class R(InputSpec, tag="r"):
    """Distance from the centre."""


class Angle(InputSpec, tag="angle"):
    """Angle about the centre, as its cosine and sine, faded out at the centre."""


class AbsX(InputSpec, tag="abs-x"):
    """sqrt(x^2 + 0.0004): left and right alike."""


class AbsY(InputSpec, tag="abs-y"):
    """sqrt(y^2 + 0.0004): top and bottom alike."""


class LogRadius(InputSpec, tag="log-radius"):
    """ln(r + softening): the same at every depth."""

    softening: Annotated[float, knob(ge=1e-6, le=2, log=True, doc="Size of the calm centre")] = 0.02


class Rose(InputSpec, tag="rose"):
    """(r / (r + 0.25))^min(n, 3) * cos(n theta): petals."""

    n: Annotated[int, knob(ge=1, le=96, doc="Petals")] = 6
    sine: Annotated[bool, knob(doc="Add sin(n theta), which breaks the mirror")] = False


class SpiralWaves(InputSpec, tag="spiral"):
    """cos and sin of n theta + radial ln r: repeats exactly under a zoom by exp(2 pi / radial)."""

    n: Annotated[int, knob(ge=-32, le=32, doc="Arms")] = 1
    radial: Annotated[float, knob(ge=-32, le=32, doc="Turns in the depth")] = 2.2


class Rings(InputSpec, tag="rings"):
    """sin(frequency * distance) about random centres: water."""

    frequency: Frequency = 9.0
    count: Count = 3


class Blobs(InputSpec, tag="blobs"):
    """Soft Gaussian spots at random places."""

    width: Annotated[float, knob(ge=0.01, le=4, log=True, doc="Size of a spot")] = 0.3
    count: Count = 3


class Eyes(InputSpec, tag="eyes"):
    """Tall Gaussian spots right of the axis: with a mirror, eyes."""

    width: Annotated[float, knob(ge=0.01, le=4, log=True, doc="Size of an eye")] = 0.22
    count: Count = 2


class Noise(InputSpec, tag="noise"):
    """Smooth noise: random plane waves, octave upon octave. One octave: skins. Many: stone."""

    frequency: Frequency = 2.0
    octaves: Octaves = 3
    falloff: Falloff = 1.0
    stretch: Annotated[float, knob(ge=0.01, le=100, log=True, doc="Factor of y")] = 1.0


class Ridges(InputSpec, tag="ridges"):
    """1 - 2 |noise|: crests."""

    frequency: Frequency = 2.2
    octaves: Octaves = 5
    falloff: Falloff = 1.0


class Streaks(InputSpec, tag="streaks"):
    """Hair drawn along the level lines of a smooth flow: brushes."""

    frequency: Frequency = 1.2
    across: Annotated[float, knob(ge=0.1, le=64, log=True, doc="Hairs across the flow")] = 8.0
    along: Annotated[float, knob(ge=0.05, le=64, log=True, doc="Change along the flow")] = 1.0
    count: Count = 2


class Cells(InputSpec, tag="cells"):
    """Worley cells: the gap between the two nearest centres, and the nearest distance."""

    frequency: Annotated[float, knob(ge=0.1, le=200, log=True, doc="Cells per unit")] = 2.4


class Wallpaper(InputSpec, tag="wallpaper"):
    """Waves with the full symmetry of a wallpaper group: exactly periodic, without creases."""

    group: Annotated[WallpaperGroup, knob(doc="One of the 17 groups")] = "p4m"
    count: Count = 5
    reach: Annotated[int, knob(ge=1, le=8, doc="Largest wave number")] = 2


class FourierFeatures(InputSpec, tag="fourier"):
    """sin and cos of pi 2^i x and pi 2^i y, i below `octaves`: neural-canvas's encoding."""

    octaves: Annotated[int, knob(ge=1, le=16, doc="Frequencies per axis")] = 4


class RandomFourier(InputSpec, tag="random-fourier"):
    """sin and cos of 2 pi B p with B ~ N(0, sigma^2): Gaussian Fourier features."""

    sigma: Annotated[float, knob(ge=0.01, le=64, log=True, doc="Spread of the frequencies")] = 1.0
    count: Annotated[int, knob(ge=1, le=512, doc="Frequencies")] = 16


class WoodGrain(InputSpec, tag="wood-grain"):
    """Year rings of a stretched trunk, bent by noise."""

    frequency: Frequency = 12.0
    stretch: Annotated[float, knob(ge=0.01, le=10, log=True, doc="Factor of x")] = 1.0


class HexWaves(InputSpec, tag="hex-waves"):
    """Three plane waves 120 degrees apart."""

    frequency: Frequency = 8.0


class Gyroid(InputSpec, tag="gyroid"):
    """sin x cos y + sin y cos r."""

    frequency: Frequency = 5.0


class Z(InputSpec, tag="z"):
    """Depth, or time: the third axis. A picture shows one slice of it."""


class AbsZ(InputSpec, tag="abs-z"):
    """sqrt(z^2 + 0.0004): front and back alike."""


class Ball(InputSpec, tag="ball"):
    """Distance from the centre in space: sqrt(x^2 + y^2 + z^2)."""


class SolidNoise(InputSpec, tag="solid-noise"):
    """Smooth noise in space: random plane waves, octave upon octave. Clouds and stone."""

    frequency: Frequency = 2.0
    octaves: Octaves = 3
    falloff: Falloff = 1.0


class SolidGyroid(InputSpec, tag="solid-gyroid"):
    """sin x cos y + sin y cos z + sin z cos x: Schoen's surface in space."""

    frequency: Frequency = 5.0


class SolidFourier(InputSpec, tag="solid-fourier"):
    """sin and cos of 2 pi B p in space, with B ~ N(0, sigma^2): Gaussian Fourier features."""

    sigma: Annotated[float, knob(ge=0.01, le=64, log=True, doc="Spread of the frequencies")] = 1.0
    count: Annotated[int, knob(ge=1, le=512, doc="Frequencies")] = 16


Input = (
    X | Y | R | Angle | AbsX | AbsY | LogRadius | Rose | SpiralWaves | Rings | Blobs | Eyes | Noise
    | Ridges | Streaks | Cells | Wallpaper | FourierFeatures | RandomFourier | WoodGrain | HexWaves
    | Gyroid | Z | AbsZ | Ball | SolidNoise | SolidGyroid | SolidFourier
)  # fmt: skip
XYR: tuple[Input, ...] = (X(), Y(), R())
XYZR: tuple[Input, ...] = (X(), Y(), Z(), Ball())
SOLID = (Z, AbsZ, Ball, SolidNoise, SolidGyroid, SolidFourier)
"""The inputs that read the third axis."""


def reads_z(inputs: tuple[Input, ...]) -> bool:
    """Whether any of these inputs reads the third axis: a volume, not only a plane."""
    return any(isinstance(spec, SOLID) for spec in inputs)
