"""Volume: how an artwork that fills space is looked at. A spec, part of the document."""

from __future__ import annotations

import math
import re
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from .camera import Camera
from .opacity import Opacity
from .spec import Spec, knob

Share = Annotated[float, knob(ge=0, le=1)]
Clip = tuple[Share, Share, Share, Share, Share, Share]
Places = tuple[Share, Share, Share]
Mode = Literal["composite", "maximum", "average", "surface", "slices"]
Background = Literal["theme", "black", "white", "gradient", "own"]
Axes = Literal["none", "corner", "box"]
RAMP = 0.25
"""Of a surface: values so far from the level are solid, or clear."""
_HEX = re.compile(r"#[0-9a-f]{6}")
WHOLE: Clip = (0.0, 1.0, 0.0, 1.0, 0.0, 1.0)


class Volume(Spec):
    """Opacity, light, box and camera of a volume; a picture of a slice does not read them.

    The live view and stills read the same knobs, so what one sees is what is exported.
    """

    mode: Annotated[
        Mode,
        knob(dice=False, doc="Clouds, the most opaque or the mean of each ray, a surface, slices"),
    ] = "composite"
    opacity: Opacity = Opacity()
    camera: Camera = Camera()
    density: Annotated[float, knob(ge=0, le=64, doc="Factor of all opacity")] = 1.0
    ambient: Annotated[float, knob(ge=0, le=1, doc="Light everywhere; the rest is a lamp's")] = 0.55
    diffuse: Annotated[float, knob(ge=0, le=4, doc="Light of the lamp on what faces it")] = 1.3
    gloss: Annotated[float, knob(ge=0, le=2, doc="Highlights of the lamp")] = 0.15
    polish: Annotated[
        float, knob(ge=1, le=128, log=True, doc="How small and sharp highlights are")
    ] = 16.0
    lamp: Annotated[
        Literal["camera", "world"],
        knob(dice=False, doc="Whether the lamp goes with the camera or stays in its place"),
    ] = "camera"
    lamp_azimuth: Annotated[
        float, knob(ge=-180, le=180, unit="°", doc="Where the lamp is, to the right of the eye")
    ] = -24.0
    lamp_elevation: Annotated[
        float, knob(ge=-90, le=90, unit="°", doc="Where the lamp is, above the eye")
    ] = 27.0
    level: Annotated[float, knob(ge=-16, le=16, doc="Where a surface lies, of field 0")] = 0.5
    clip: Annotated[
        Clip,
        knob(dice=False, doc="What is shown of the box: x0, x1, y0, y1, z0, z1, as parts of it"),
    ] = WHOLE
    slices: Annotated[
        Places, knob(dice=False, doc="Where the three slices lie, x, y and z, as parts of the box")
    ] = (0.5, 0.5, 0.5)
    background: Annotated[
        Background,
        knob(dice=False, doc="What is behind it. Theme: the window's; a still is clear there"),
    ] = "theme"
    ground: Annotated[str, knob(doc="own, gradient: The colour behind it, or that below")] = (
        "#0b1020"
    )
    sky: Annotated[str, knob(doc="gradient: The colour above")] = "#3b4a6b"
    axes: Annotated[
        Axes, knob(dice=False, doc="Arrows in the corner, or edges of the box with numbers")
    ] = "none"

    def __post_init__(self) -> None:
        if not all(a < b for a, b in zip(self.clip[::2], self.clip[1::2], strict=True)):
            raise ValueError("each pair of a clip box rises")
        if not all(_HEX.fullmatch(colour) for colour in (self.ground, self.sky)):
            raise ValueError("a colour is written as #0b1020")

    @property
    def behind(self) -> tuple[str, str] | None:
        """The colours above and below behind it, as "#rrggbb"; None: whatever the window has there."""
        if self.background == "theme":
            return None
        plain = {"black": "#000000", "white": "#ffffff"}.get(self.background, self.ground)
        return (self.sky if self.background == "gradient" else plain), plain

    @property
    def seen_by(self) -> Opacity:
        """What voxels' opacity is made of: of the value, a half at the level, where a surface is seen."""
        if self.mode != "surface":
            return self.opacity
        near = ((self.level - RAMP, 0.0), (self.level + RAMP, 1.0))
        return Opacity(style="value", points=near, fade=self.opacity.fade)

    def lamp_towards(self) -> NDArray[np.float64]:
        """The way to the lamp, a unit vector of the world."""
        azimuth, elevation = math.radians(self.lamp_azimuth), math.radians(self.lamp_elevation)
        flat = math.cos(elevation)
        own = np.array([math.sin(azimuth) * flat, math.sin(elevation), math.cos(azimuth) * flat])
        if self.lamp == "world":
            return own
        right, up, away = self.camera.axes()
        towards: NDArray[np.float64] = own[0] * right + own[1] * up - own[2] * away
        return towards
