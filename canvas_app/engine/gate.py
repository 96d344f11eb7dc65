"""Gate: what is worth showing. Measures a small picture and says if it is flat, noisy or garish;
and tells two pictures apart. Art direction, sections 5 and 6. numpy only.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields
from itertools import product

import numpy as np
from numpy.typing import NDArray

from canvas_app.core.palette import linear_to_oklab, srgb_to_linear

SIDE = 48
NEAR_DUPLICATE = 0.16
Floats = NDArray[np.float64]
_FREE_HEADS = {"rgb", "cosine", "oklch", "hue", "hsv", "false-colour", "light"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the gate closes. People may move `contrast` and the two chroma limits."""

    contrast: float = 0.31
    noise: float = 0.70
    structure: float = 0.10
    busy: float = 0.50
    chroma: float = 0.20
    free_chroma: float = 0.137


@dataclass(frozen=True, slots=True)
class Measures:
    """What the gate reads off a picture of SIDE x SIDE pixels, in OKLab."""

    contrast: float  # spread of lightness, 5 to 95 %
    noise: float  # share of the variance that a 3 x 3 mean removes
    structure: float  # mean step between neighbours over the standard deviation
    busy: float  # zlib bytes of quantised differences, per byte
    chroma: float  # mean distance from grey

    def faults(self, head: str, limits: Limits) -> tuple[str, ...]:
        """The words that say why the picture fails: flat, noisy, empty, busy, garish."""
        chroma = limits.free_chroma if head in _FREE_HEADS else limits.chroma
        checks = (
            ("flat", self.contrast >= limits.contrast),
            ("noisy", self.noise <= limits.noise),
            ("empty", self.structure >= limits.structure),
            ("busy", self.busy <= limits.busy),
            ("garish", self.chroma <= chroma),
        )
        return tuple(word for word, good in checks if not good)


def limits_with(overrides: dict[str, float]) -> Limits:
    """The usual limits with some replaced, as a style asks."""
    known = {f.name for f in fields(Limits)}
    return Limits(**{name: value for name, value in overrides.items() if name in known})


def oklab(rgb: NDArray[np.uint8]) -> Floats:
    """An 8-bit picture (h, w, 3 or 4) in OKLab (h, w, 3)."""
    return linear_to_oklab(srgb_to_linear(rgb[..., :3].astype(np.float64) / 255))


def measures(lab: Floats) -> Measures:
    """The gate's measures of a small OKLab picture (h, w, 3)."""
    light = lab[..., 0]
    variance = float(lab.var(axis=(0, 1)).sum()) + 1e-12
    rest = lab - _mean3(lab)
    steps = (_step(lab, 0) + _step(lab, 1)) / 2
    return Measures(
        contrast=float(np.quantile(light, 0.95) - np.quantile(light, 0.05)),
        noise=float(rest.var(axis=(0, 1)).sum()) / variance,
        structure=steps / variance**0.5,
        busy=_busy(lab),
        chroma=float(np.hypot(lab[..., 1], lab[..., 2]).mean()),
    )


def _mean3(lab: Floats) -> Floats:
    wide = np.pad(lab, ((1, 1), (1, 1), (0, 0)), mode="edge")
    h, w = lab.shape[:2]
    total = np.zeros_like(lab)
    for i, j in product(range(3), repeat=2):
        total += wide[i : i + h, j : j + w]
    return total / 9.0


def _step(lab: Floats, axis: int) -> float:
    return float(np.sqrt((np.diff(lab, axis=axis) ** 2).sum(-1)).mean())


def _busy(lab: Floats) -> float:
    levels = np.round(lab * np.array([24.0, 40.0, 40.0])).astype(np.int64)
    differences = np.diff(levels, axis=1).astype(np.int8)
    return float(len(zlib.compress(differences.tobytes(), 9)) / differences.size)


def descriptor(lab: Floats) -> Floats:
    """280 numbers whose Euclidean distance tells pictures apart (near-duplicates: below 0.16).

    64 mean colours, the root of a soft colour histogram, the root of banded spectral power.
    """
    return np.concatenate([_blocks(lab), _histogram(lab), _spectrum(lab[..., 0])])


def distance(a: Floats, b: Floats) -> float:
    """Euclidean distance of two descriptors."""
    return float(np.linalg.norm(a - b))


def _blocks(lab: Floats) -> Floats:
    n = lab.shape[0] // 8
    means = lab[: 8 * n, : 8 * n].reshape(8, n, 8, n, 3).mean((1, 3))
    out: Floats = (means * np.array([1.0, 1.5, 1.5])).ravel() / 8
    return out


def _histogram(lab: Floats) -> Floats:
    place = np.stack([lab[..., 0] * 4, (lab[..., 1] + 0.2) * 10, (lab[..., 2] + 0.2) * 10], -1)
    place = np.clip(place.reshape(-1, 3) - 0.5, 0, 3)
    low = np.minimum(place.astype(int), 2)
    part = place - low
    bins = np.zeros((4, 4, 4))
    for corner in np.ndindex(2, 2, 2):
        share = np.prod(np.where(np.array(corner) == 1, part, 1 - part), axis=1)
        np.add.at(bins, tuple((low + np.array(corner)).T), share)
    out: Floats = np.sqrt(bins.ravel() / len(place)) * 0.5
    return out


def _spectrum(light: Floats) -> Floats:
    side = light.shape[0]
    window = np.hanning(side)
    power = np.abs(np.fft.fft2((light - light.mean()) * np.outer(window, window))) ** 2
    f = np.fft.fftfreq(side) * side
    fy, fx = np.meshgrid(f, f, indexing="ij")
    radius, turn = np.hypot(fx, fy), np.mod(np.arctan2(fy, fx), np.pi) / np.pi * 6
    out = []
    for low, high in ((1, 3), (3, 6), (6, 12), (12, 24)):
        ring = (radius >= low) & (radius < high)
        out += [power[ring & (turn.astype(int) % 6 == k)].sum() for k in range(6)]
    bands = np.array(out)
    result: Floats = np.sqrt(bands / (bands.sum() + 1e-12)) * 0.5
    return result
