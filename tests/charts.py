"""Charts: frames whose colours tell where in the world each of their pixels lies."""

from __future__ import annotations

import numpy as np

from canvas_app.core.view import HOME, Size, View
from canvas_app.engine.request import Frame

SIZE = (200, 120)


def chart(view: View = HOME, stride: int = 1, colour: int = 0, size: Size = SIZE) -> Frame:
    """World coordinates as colours: red is x, green is y, blue is given."""
    world = view.grid(size)[stride // 2 :: stride, stride // 2 :: stride]
    rgba = np.full((*world.shape[:2], 4), 255, np.uint8)
    rgba[..., :2] = np.clip(world * 60 + 128, 0, 255)
    rgba[..., 2] = colour
    rgba.flags.writeable = False
    return Frame(view, size, (0, 0, *size), stride, rgba)
