"""Ready made: small pictures that ship with the presets, so that the very first start shows them.

They are renders like any other, drawn by `packaging/ready_made.py` and named by the recipe they show:
a preset that was changed no longer finds its picture, and is drawn anew.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from canvas_app.core.artwork import Artwork
from canvas_app.core.shipped import shipped
from canvas_app.io.recipe import to_compact

THUMBNAIL_SIDE = 216
START_SIZE = (1280, 960)
Picture = NDArray[np.uint8]  # (h, w, 3)


def place(artwork: Artwork, kind: str) -> Path:
    """Where the picture of an artwork lies if it was shipped; kind: "thumbnail" or "start"."""
    digest = hashlib.sha256(to_compact(artwork).encode()).hexdigest()[:24]
    return shipped("resources") / "ready-made" / f"{kind}-{digest}.webp"


def picture(artwork: Artwork, kind: str) -> Picture | None:
    """The shipped picture, read-only; None where there is none or it cannot be read."""
    try:
        with Image.open(place(artwork, kind)) as image:
            out: Picture = np.array(image.convert("RGB"))
    except (OSError, SyntaxError, ValueError):
        return None
    out.flags.writeable = False
    return out
