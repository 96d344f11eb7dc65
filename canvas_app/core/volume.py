"""Volume: how an artwork that fills space is looked at. A spec, part of the document."""

from __future__ import annotations

from typing import Annotated

from .camera import Camera
from .opacity import Opacity
from .spec import Spec, knob


class Volume(Spec):
    """Opacity, light and camera of a volume; a picture of a slice does not read them."""

    opacity: Opacity = Opacity()
    camera: Camera = Camera()
    density: Annotated[float, knob(ge=0, le=64, doc="Factor of all opacity in stills")] = 1.0
    ambient: Annotated[float, knob(ge=0, le=1, doc="Light everywhere; the rest is a lamp's")] = 0.55
    gloss: Annotated[float, knob(ge=0, le=2, doc="Highlights of the lamp")] = 0.15
    level: Annotated[float, knob(ge=-16, le=16, doc="Where a surface lies, of field 0")] = 0.5
