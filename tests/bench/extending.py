"""The small experiment on extension: 96 x 96, 12 x 12 cells of 8 x 8, local 10, global 32, Adam 0.001.

The left half is encoded in 400 steps, then the right half is added in several ways. A photograph where
there is one (CANVAS_KODAK), else a drawn scene. PSNR with levels clamped to 0..1, peak 1.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from canvas_app.core.artwork import Artwork
from canvas_app.core.weights import Weights
from canvas_app.engine.cells.celled import celled, per_cell, rows_of, weights_of
from canvas_app.engine.cells.extending import Extension, Mode, extended, learning
from canvas_app.engine.cells.growing import grown
from canvas_app.engine.fitting.fit import fit
from canvas_app.engine.fitting.targets import Target
from tests.engine.extensions import SQUARE, adam, last, left_half, psnr, scene, values

SIDE = 96


def picture(side: int = SIDE) -> NDArray[np.float32]:
    """Grey levels (side, side, 1): the middle of a Kodak picture, or a drawn scene."""
    folder = os.environ.get("CANVAS_KODAK", "")
    path = Path(folder) / "kodim23.png"
    if not folder or not path.exists():
        return scene(side)
    with Image.open(path) as whole:
        w, h = whole.size
        s = min(w, h)
        box = ((w - s) // 2, (h - s) // 2, (w + s) // 2, (h + s) // 2)
        small = whole.convert("L").crop(box).resize((side, side), Image.Resampling.LANCZOS)
        levels: NDArray[np.float32] = np.asarray(small, np.float32)[..., None] / 255
        return levels


def copied(extension: Extension) -> Extension:
    """The same with new cells that are copies and nothing more."""
    field, margins = celled(extension.before), ((0, 0), (0, 0))
    found = grown(field, weights_of(extension.before), margins)
    art = extension.artwork.but(weights=found.weights)
    return Extension(art, extension.before, extension.target, extension.new, extension.old)


def by_chance(extension: Extension) -> Extension:
    """The same with new cells drawn at random instead of copied."""
    art = extension.artwork
    fresh, learned = weights_of(art.but(weights=None)), weights_of(art)
    rows = rows_of(celled(art), extension.new)
    arrays = {n: np.array(a) for n, a in learned.items()}
    for name in filter(per_cell, arrays):
        arrays[name][rows] = fresh[name][rows]
    mixed = art.but(weights=Weights(arrays))
    return Extension(mixed, extension.before, extension.target, extension.new, extension.old)


def experiment(first: int = 400, steps: tuple[int, ...] = (50, 100, 400)) -> dict[str, Any]:
    """Figures by procedure and number of steps: the new half, the old half, whether it is identical."""
    pixels = picture()
    half = left_half(pixels, adam(first))
    extension = extended(half, Target(pixels, frame=SQUARE))
    before = values(half, SIDE)[:, : SIDE // 2]
    found: dict[str, Any] = {"old half before, dB": _said(before, pixels[:, : SIDE // 2, 0])}
    ways: list[tuple[str, Extension, Mode]] = [
        ("exact, new cells by chance", by_chance(extension), "exact"),
        ("exact, new cells copied", copied(extension), "exact"),
        ("exact, copied and levelled", extension, "exact"),
        ("refine, copied and levelled", extension, "refine"),
    ]
    for name, start, mode in ways:
        for count in steps:
            _, learned = last(learning(start, adam(count), mode, device="cpu"))
            found |= _figures(f"{name}, {count} steps", start.artwork, learned, pixels, before)
    fresh = extension.artwork.but(weights=None)
    for count in steps:
        _, learned = last(fit(fresh, extension.target, adam(count), device="cpu"))
        found |= _figures(f"from scratch, {count} steps", fresh, learned, pixels, before)
    return found


def _figures(
    name: str, art: Artwork, learned: Weights, pixels: NDArray[Any], before: NDArray[Any]
) -> dict[str, Any]:
    after, middle = values(art.but(weights=learned), SIDE), SIDE // 2
    new, old = (
        _said(after[:, part], pixels[:, part, 0]) for part in (slice(middle, None), slice(middle))
    )
    same = ", bit for bit" if np.array_equal(after[:, :middle], before) else ""
    return {f"{name}: new / old half, dB": f"{new} / {old}{same}"}


def _said(a: NDArray[Any], b: NDArray[Any]) -> float:
    return round(psnr(a, b), 1)
