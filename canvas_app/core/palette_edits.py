"""Palette edits: what hands and chance do to the colours of a palette. Pure; each returns a new one.

Stops are counted as they are shown: where a palette is reversed, the first is the last one written.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .palette import (
    NEAREST,
    Floats,
    Palette,
    PaletteKind,
    even_positions,
    linear_to_oklab,
    linear_to_srgb,
    oklab_to_linear,
    srgb_to_hex,
    srgb_to_linear,
)
from .random import Stream

MOST_STOPS = 64
EDITED = ", edited"


def shown_stops(palette: Palette) -> tuple[str, ...]:
    """The colours in the order in which they are shown."""
    return palette.stops[::-1] if palette.reversed else palette.stops


def colour_at(palette: Palette, place: float) -> str:
    """The colour that is shown at a place in 0..1, as "#rrggbb"."""
    table = palette.table()
    lab = table[round(min(max(place, 0.0), 1.0) * (len(table) - 1))]
    return lab_to_hex(lab)


def lab_to_hex(lab: Floats) -> str:
    """A colour in OKLab as "#rrggbb", brought into sRGB."""
    return srgb_to_hex(linear_to_srgb(oklab_to_linear(lab)))


def added(palette: Palette, place: float, colour: str = "") -> tuple[Palette, int]:
    """With one more stop at a place (of the colour that is there), and its number.

    Where the palette is full, or a stop stands there already, it stays as it is; the number is that
    of the nearest stop.
    """
    places = palette.places().tolist()
    place = min(max(place, 0.0), _end(palette, places))
    near = min(range(len(places)), key=lambda i: abs(places[i] - place))
    if len(places) >= MOST_STOPS or abs(places[near] - place) < 10 * NEAREST:
        return palette, near
    at = sum(p < place for p in places)
    chosen = colour or colour_at(palette, place)
    stops = shown_stops(palette)
    return _made(
        palette, (*stops[:at], chosen, *stops[at:]), [*places[:at], place, *places[at:]]
    ), at


def removed(palette: Palette, stop: int) -> Palette:
    """Without one stop; the last two stay."""
    stops, places = shown_stops(palette), palette.places().tolist()
    if len(stops) <= 2:
        return palette
    return _made(
        palette,
        (*stops[:stop], *stops[stop + 1 :]),
        [*places[:stop], *places[stop + 1 :]],
    )


def moved(palette: Palette, stop: int, place: float) -> Palette:
    """With one stop elsewhere, though not past its neighbours."""
    places = palette.places().tolist()
    low = places[stop - 1] + 0.002 if stop else 0.0
    high = places[stop + 1] - 0.002 if stop + 1 < len(places) else _end(palette, places)
    if low > high:
        return palette
    places[stop] = min(max(place, low), high)
    return _made(palette, shown_stops(palette), places)


def coloured(palette: Palette, stop: int, colour: str) -> Palette:
    """With another colour at one stop.

    Raises:
        CanvasError: it is no colour.
    """
    stops = shown_stops(palette)
    return _made(palette, (*stops[:stop], colour, *stops[stop + 1 :]), palette.places().tolist())


def spread(palette: Palette) -> Palette:
    """With its colours at even distances."""
    return palette.but(positions=())


def as_kind(palette: Palette, kind: PaletteKind) -> Palette:
    """Of another kind; where its colours cannot stand as they do, they are spaced evenly."""
    if (kind == "cyclic") != palette.cyclic:
        return palette.but(kind=kind, positions=())
    return palette.but(kind=kind)


def mutated(palette: Palette, stream: Stream, amount: float = 0.25) -> Palette:
    """With every colour nudged in OKLCH: hues turn together and a little apart, chroma and lightness
    move by a share; `amount` 0 changes nothing, 1 hardly leaves a colour as it was."""
    if amount <= 0:
        return palette
    lab = palette.anchors()
    lightness, chroma = lab[:, 0], np.hypot(lab[:, 1], lab[:, 2])
    hue = np.arctan2(lab[:, 2], lab[:, 1])
    draw = stream.child("palette")
    own = draw.unit(3 * len(lab)).reshape(3, -1) * 2 - 1
    hue = hue + amount * math.pi * (0.8 * draw.uniform(-1, 1) + 0.35 * own[0])
    chroma = chroma * np.exp(amount * (0.5 * draw.uniform(-1, 1) + 0.6 * own[1]))
    lightness = np.clip(lightness + amount * 0.18 * own[2], 0.02, 0.98)
    new = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], -1)
    return _made(palette, tuple(lab_to_hex(c) for c in new), palette.places().tolist())


def from_pixels(levels: Floats, count: int = 7, name: str = "From a picture") -> Palette:
    """The colours a picture is made of, dark to light, by median cut in OKLab.

    levels: sRGB in 0..1, (n, 3). Boxes with the greatest sum of squares are cut first, at the
    median of their longest axis (Heckbert 1982).
    """
    boxes = [linear_to_oklab(srgb_to_linear(levels))]
    while len(boxes) < count:
        boxes.sort(key=_unrest)
        halves = _halves(boxes[-1])
        if not halves:
            break
        boxes[-1:] = halves
    means = sorted((box.mean(0) for box in boxes), key=lambda c: float(c[0]))
    if len(means) == 1:
        means = [means[0] * [0.7, 1, 1], means[0]]
    return Palette(name=name, stops=tuple(lab_to_hex(c) for c in means))


def of_colours(colours: Sequence[str], name: str) -> Palette:
    """A palette of these colours, spaced evenly.

    Raises:
        CanvasError: fewer than two, more than 64, or something that is no colour.
    """
    return Palette().but(name=name, stops=tuple(c.lower() for c in colours))


def _unrest(box: Floats) -> float:
    return float(((box - box.mean(0)) ** 2).sum())


def _halves(box: Floats) -> list[Floats]:
    axis = int(np.argmax(np.ptp(box, axis=0)))
    middle = float(np.median(box[:, axis]))
    low = box[:, axis] <= middle
    if low.all():
        low = box[:, axis] < middle
    return [box[low], box[~low]] if low.any() and not low.all() else []


def _end(palette: Palette, places: Sequence[float]) -> float:
    """The last place a stop may take: a cycle closes before it meets its first colour again."""
    return min(1.0, places[0] + 1 - 0.002) if palette.cyclic else 1.0


def _made(palette: Palette, stops: Sequence[str], places: Sequence[float]) -> Palette:
    """The palette with what is shown replaced; its name says that it is no longer the shipped one."""
    name = palette.name if palette.name.endswith(EDITED) else palette.name + EDITED
    if palette.reversed:
        stops = stops[::-1]
        turn = places[0] + places[-1] if palette.cyclic else 1.0
        places = [turn - p for p in reversed(places)]
    even = np.allclose(places, even_positions(len(places), palette.cyclic), rtol=0, atol=1e-6)
    return palette.but(name=name, stops=tuple(stops), positions=() if even else tuple(places))
