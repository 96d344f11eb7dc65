"""Curtain: the picture of the last start, shown at once while the engine is still being loaded."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray
from PIL import Image

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.engine.request import Frame
from canvas_app.io.atomic import write_bytes
from canvas_app.io.recipe import to_compact

from . import ready_made
from .gallery import edition

HALF = 2  # the picture is kept at half its size: sharp enough for a second


class Curtain:
    """One picture on disk, for one artwork at its home view. Damaged or missing: nothing is shown."""

    def __init__(self, artwork: Artwork, folder: Path | None = None) -> None:
        self._artwork = artwork
        text = f"{edition()} {to_compact(artwork)}"
        home = folder or platformdirs.user_cache_path("canvas-app", appauthor=False)
        self._path = home / f"start-{hashlib.sha256(text.encode()).hexdigest()[:16]}.png"

    def frame(self) -> Frame | None:
        """The picture as a frame at the artwork's home."""
        rgba = self._kept()
        if rgba is None:
            return None
        rgba.flags.writeable = False
        size = (rgba.shape[1], rgba.shape[0])
        return Frame(self._artwork.home, size, (0, 0, *size), 1, rgba)

    def _kept(self) -> NDArray[np.uint8] | None:
        """The picture of an earlier start, or the one shipped for the first; (h, w, 4)."""
        try:
            with Image.open(self._path) as image:
                return np.asarray(image.convert("RGBA"))
        except (OSError, SyntaxError, ValueError):
            rgb = ready_made.picture(self._artwork, "start")
        if rgb is None:
            return None
        return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])

    def keep(self, frame: Frame) -> bool:
        """Keep a complete picture of the artwork's home for the next start; True if it was one."""
        if frame.view != self._artwork.home or frame.stride != 1 or self._path.exists():
            return frame.stride == 1
        buffer = io.BytesIO()
        pixels = np.ascontiguousarray(frame.rgba[::HALF, ::HALF, :3])
        Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            for old in self._path.parent.glob("start-*.png"):
                old.unlink(missing_ok=True)
            write_bytes(self._path, buffer.getvalue())
        except (OSError, CanvasError):
            return True
        return True
