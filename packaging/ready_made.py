"""Draws the small pictures that ship with the presets: thumbnails, and the first start's picture.

    python packaging/ready_made.py

Run it after changing a preset; pictures of recipes that are no longer shipped are removed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from canvas_app.engine.render import render
from canvas_app.engine.request import resolve
from canvas_app.engine.solid_filming import portrait
from canvas_app.io.load import load
from canvas_app.io.presets import preset_files, volume_files
from canvas_app.session.gallery import spatial
from canvas_app.session.prefs import Prefs
from canvas_app.session.ready_made import START_SIZE, THUMBNAIL_SIDE, place

KINDS = {"thumbnail": ((THUMBNAIL_SIDE, THUMBNAIL_SIDE), 3, 84), "start": (START_SIZE, 2, 88)}


def drawn(preset: Path, kind: str) -> Path:
    """One picture of a preset, drawn unless it is there; where it lies."""
    artwork = load(preset).artwork
    path = place(artwork, kind)
    if not path.exists():
        size, samples, quality = KINDS[kind]
        if spatial(artwork):
            pixels = portrait(artwork, size[0], voxels=128)
        else:
            *_, frame = render(resolve(artwork, None, size, supersample=samples, device="cpu"))
            pixels = np.ascontiguousarray(frame.rgba[..., :3], np.uint8)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(path, quality=quality, method=6)
        print(path.name, preset.stem)
    return path


def main() -> int:
    """Draw what is missing, remove what is not shipped any more."""
    presets = preset_files()
    wanted = {drawn(path, "thumbnail") for path in presets.values()}
    wanted |= {drawn(path, "thumbnail") for path in volume_files().values()}
    wanted.add(drawn(presets[Prefs().start], "start"))
    for path in next(iter(wanted)).parent.glob("*.webp"):
        if path not in wanted:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
