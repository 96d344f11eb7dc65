"""Sources: pictures that fields are fitted to, as the window shows them beside what is learned."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.view import Size, View
from canvas_app.engine.fitting.frames import home_for
from canvas_app.engine.fitting.starts import look_for
from canvas_app.engine.fitting.targets import Target
from canvas_app.engine.request import resolve

Picture = NDArray[np.uint8]
THUMB = 160  # pixels of the longer side
MOST_ERRORS = 640  # pixels of the longer side of a map of errors
SPECTRUM_DB = 90.0  # from the strongest wave to black
BAND = 1 << 18  # pixels brought to the screen at once
SCREEN = 1024  # strips of a signal that are shown
LOUDER = 4.0  # a map of errors shows them so many times over


@dataclass(frozen=True)
class Source:
    """A picture to learn. shown: its pixels (h, w, 3) as the screen shows them; thumb: small; origin:
    the whole, where this is a part of it that lies somewhere else than at home. made: by the field
    itself, from no file."""

    path: Path
    target: Target
    shown: Picture
    thumb: Picture
    origin: Source | None = None
    made: bool = False

    @property
    def whole(self) -> Source:
        """The picture as it was read."""
        return self.origin or self

    @property
    def name(self) -> str:
        """As people know it."""
        return self.path.name

    @property
    def flat(self) -> bool:
        """Whether it is a picture, and no signal or volume."""
        return len(self.target.axes) == 2

    @property
    def fittable(self) -> bool:
        """Whether a field can be fitted to it anew: it is a picture of a file."""
        return self.flat and not self.made

    @property
    def size(self) -> Size:
        """Width and height in pixels of what is shown of it."""
        return self.target.size if self.flat else (self.shown.shape[1], self.shown.shape[0])

    @property
    def home(self) -> View:
        """The view that its pixels fill."""
        if not self.flat:
            return home_for(self.target.axes, self.target.bounds)
        if self.target.frame is None:
            return View()
        x0, x1, y0, y1 = self.target.frame
        return View(x=(x0 + x1) / 2, y=(y0 + y1) / 2, height=y1 - y0)

    @property
    def facts(self) -> str:
        """Size and kind in a line."""
        if not self.flat:
            sides = " × ".join(f"{n:,}" for n in self.target.axes)
            return f"{sides} samples"
        w, h = self.target.size
        kind = "HDR" if self.target.coding == "log" else "sRGB"
        what = {1: "grey", 2: "grey, alpha", 3: kind, 4: f"{kind}, alpha"}
        return f"{w} × {h} · {what.get(self.target.channels, f'{self.target.channels} values')}"


def load_source(path: Path, largest: float, axes: int = 2) -> Generator[int, None, Source]:
    """Read a picture of at most `largest` million pixels, or an array of so many axes of space (.npy).

    Raises:
        CanvasError: it is no picture or array, or damaged.
    """
    yield 0
    if path.suffix.lower() == ".npy":
        from canvas_app.io.array_targets import load_array

        target = load_array(path, axes=axes)
    else:
        from canvas_app.io.targets import load_target

        target = load_target(path, largest=largest)
    yield 1
    return source_of(path, target)


def source_of(path: Path, target: Target, origin: Source | None = None) -> Source:
    """A target as the window shows it."""
    shown = displayed(target)
    every = max(1, -(-max(shown.shape[:2]) // THUMB))
    return Source(path, target, shown, np.ascontiguousarray(shown[::every, ::every]), origin)


def displayed(target: Target) -> Picture:
    """The pixels of a target as a screen shows them, (h, w, 3); light as its field will show it. A signal
    is a strip of its values, a volume the slab in its middle."""
    return displayed_flat(flattened(target, target.axes[0] // 2), target)


def flattened(target: Target, slab: int) -> NDArray[np.float32]:
    """A target's values as a picture (h, w, c): of a signal SCREEN strips, of a volume one slab."""
    if len(target.axes) == 1:
        some = target.pixels[:: max(1, -(-target.axes[0] // SCREEN))]
        return np.broadcast_to(some, (max(1, len(some) * 9 // 16), *some.shape))
    return target.pixels if len(target.axes) == 2 else target.pixels[slab]


def displayed_flat(pixels: NDArray[np.float32], target: Target) -> Picture:
    """Values (h, w, c) as a screen shows them, coded as those of a target are."""
    values = pixels[..., :3] if target.channels >= 3 else pixels[..., :1]
    if target.coding == "log":
        return _through_curve(values, target)
    if target.coding == "plain":
        values = (values + np.float32(1)) / np.float32(2)
    levels = np.round(np.clip(values, 0, 1) * 255).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(levels, (*levels.shape[:2], 3)))


def _through_curve(values: NDArray[np.float32], target: Target) -> Picture:
    """Light as the look of its fit shows it. torch is imported here, on a lane's thread."""
    import torch

    from canvas_app.engine.colour import to_srgb
    from canvas_app.engine.samples import Samples
    from canvas_app.engine.shade import shade

    look, rows = look_for(target), max(1, BAND // values.shape[1])
    out = np.empty((*values.shape[:2], 3), np.uint8)
    for top in range(0, len(values), rows):
        planes = torch.from_numpy(values[top : top + rows]).permute(2, 0, 1)
        none = torch.zeros(planes.shape[1:])
        flat = torch.zeros_like(planes)
        samples = Samples(planes, flat, flat, none, none, 1.0, 2.0, 0.0, 1.0)
        levels = to_srgb(shade(samples, look)).permute(1, 2, 0)
        out[top : top + rows] = (levels * 255).round().to(torch.uint8).numpy()
    return out


def error_map(artwork: Artwork, source: Source, device: str) -> Generator[Picture, None, None]:
    """Where a field differs from its source: the largest difference of each pixel's channels, four
    times over, dark where it is none. For a lane's thread."""
    wanted, found = yield from _side_by_side(artwork, source, device)
    error = np.abs(found - wanted).max(-1) / 255
    yield heat(np.clip(error * LOUDER, 0, 1).astype(np.float32))


def spectrum_map(artwork: Artwork, source: Source, device: str) -> Generator[Picture, None, None]:
    """Which waves picture and field are made of: the picture's left of the middle, the field's right of
    it. Slow waves lie in the middle, fine ones at the edges; each step of colour is as many decibels.
    For a lane's thread."""
    wanted, found = yield from _side_by_side(artwork, source, device)
    left, right = _decibels(wanted), _decibels(found)
    right[:, : right.shape[1] // 2] = left[:, : left.shape[1] // 2]
    top = float(left.max())
    yield heat(np.clip((right - top + SPECTRUM_DB) / SPECTRUM_DB, 0, 1).astype(np.float32))


def _decibels(pixels: NDArray[np.float32]) -> NDArray[np.float64]:
    """Strength of each wave of a picture's brightness, under a Hann window, in dB."""
    h, w, _ = pixels.shape
    grey = pixels.mean(-1) - pixels.mean()
    window = np.hanning(h + 2)[1:-1, None] * np.hanning(w + 2)[None, 1:-1]
    strength = np.abs(np.fft.fftshift(np.fft.fft2(grey * window)))
    return np.asarray(20 * np.log10(strength + 1e-3))


def _side_by_side(
    artwork: Artwork, source: Source, device: str
) -> Generator[Picture, None, tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Source and field in 0..255, (h, w, 3), at most MOST_ERRORS across. Yields nothing to see."""
    from canvas_app.engine.render import render

    w, h = source.size
    scale = min(1.0, MOST_ERRORS / max(w, h))
    size = max(1, round(w * scale)), max(1, round(h * scale))
    rows = ((np.arange(size[1]) + 0.5) * h / size[1]).astype(int)
    columns = ((np.arange(size[0]) + 0.5) * w / size[0]).astype(int)
    wanted = source.shown[rows][:, columns].astype(np.float32)
    frames = []
    for frame in render(resolve(artwork, source.home, size, device=device)):
        frames = [frame]
        yield np.empty((0, 0, 3), np.uint8)
    return wanted, frames[0].rgba[..., :3].astype(np.float32)


def heat(share: NDArray[np.float32]) -> Picture:
    """0..1 as black, violet, orange, and pale yellow: lightness rises evenly."""
    stops = np.array([[0, 0, 4], [87, 16, 110], [188, 55, 84], [249, 142, 9], [252, 255, 164]])
    at = np.clip(share, 0, 1) * (len(stops) - 1)
    low = np.minimum(at.astype(int), len(stops) - 2)
    part = (at - low)[..., None]
    mixed: Picture = np.round(stops[low] * (1 - part) + stops[low + 1] * part).astype(np.uint8)
    return mixed
