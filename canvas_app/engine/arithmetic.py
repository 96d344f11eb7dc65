"""Arithmetic: which numbers a view needs, from the artwork and the view alone. No torch here.

A float32 carries 24 bits. Zooming in spends them twice: neighbouring pixels come closer than the spacing
of the numbers, and what is left is stretched again, by exposure, by bands that double with each octave,
by slopes. So two numbers decide: how many doublings deep a view is, and how many spacings of a float32,
at the largest coordinate in sight, one of its pixels is wide. Both bounds were measured over all presets
against float64 (tests/bench/agreement.py): within them the pictures agree to 2/255.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from canvas_app.core import inputs, look, space
from canvas_app.core.artwork import Artwork
from canvas_app.core.view import Size, View

from .family import Covering
from .repeats import repeats

Name = Literal["float32", "two floats", "float64", "limit"]
SINGLE_DEPTH = 6.0
"""Doublings of the zoom up to which float32 holds."""
SINGLE_STEPS = 1024.0
"""A pixel narrower than this many spacings of a float32 is computed in float64."""
LEAST_STEPS = 4.0
"""A pixel narrower than this many spacings of a float64 cannot be told from its neighbours."""
LINE_STEPS = 64.0
"""The same for lines and bands that double with each octave of zoom: narrower, they grow ragged."""
PLAIN_SIZE: Size = (1920, 1080)  # stands for a screen where no size is known

_JUMPS = (space.Pixelate, space.Voronoi, space.RowShift, space.BlockShift)
_SCATTERED = (look.Riso, look.Stitch)  # screens that no single shift brings nearer
_WHIRLS = (
    space.LogPolar, space.SpiralMap, space.Tile, inputs.SpiralWaves, inputs.LogRadius,
)  # fmt: skip
_LEVELS = 256.0  # of a channel on screen
_STEEPEST = 32.0  # of a field, in ranges of the home view per half of its height: a generous guess
_SOFT = 1e-3
_OCTAVES = 4.0  # times as steep with the octaves that a zoom adds
_GENTLE = 0.8  # octaves that fall off faster than this vanish in a zoom
_REGAINED = 1e-6  # the least spread that exposure stretches: see levels.expose


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What a view is computed with.

    name: float32, by tiles and shader alike; two floats: the shader, from a patch of values in float64
    (see glsl/patch.py); float64: tiles only; limit: tiles, but pixels are finer than float64 can place.
    why: a sentence for people. hint: not empty when zooming in further shows nothing more.
    """

    name: Name
    why: str
    hint: str = ""


def arithmetic(artwork: Artwork, view: View, size: Size, renderer: str = "tiles") -> Arithmetic:
    """What `view` of `artwork` in a frame of `size` is computed with. renderer: "tiles" or "shader"."""
    hint = _exhausted(artwork, view)
    if steps(view, size, 53) < LEAST_STEPS:
        why = "Pixels are finer than the numbers that place them, even in double precision."
        return Arithmetic("limit", why, "This is as deep as numbers go: zoom out a little.")
    if not needs_float64(artwork.reference, view, size):
        return Arithmetic("float32", "Single precision places every pixel exactly enough.", hint)
    reason = unpatched(artwork)
    if renderer == "shader" and not reason:
        why = "Values come in double precision; the graphics card joins them as two floats."
        return Arithmetic("two floats", why, hint)
    if not hint and steps(view, size, 53) < LINE_STEPS and _grows(artwork.look.head):
        hint = "Lines here show the last digits of double precision: they soon grow ragged."
    why = "Too deep for single precision: double is used"
    return Arithmetic("float64", f"{why}, in tiles, since {reason}." if reason else f"{why}.", hint)


def steps(view: View, size: Size, bits: int) -> float:
    """How many spacings of numbers with `bits` of mantissa, at the largest coordinate in sight, a pixel is wide."""
    reach = max(abs(view.x), abs(view.y)) + view.height * max(1.0, size[0] / size[1]) / 2
    spacing = 2.0 ** (math.frexp(reach)[1] - bits)
    return view.pixel(size) / spacing


def needs_float64(reference: View, view: View, size: Size = PLAIN_SIZE) -> bool:
    """Whether float32 is too coarse for this view, of a work measured on `reference`."""
    deep = reference.height / view.height > 2.0**SINGLE_DEPTH
    return deep or steps(view, size, 24) < SINGLE_STEPS


def unpatched(artwork: Artwork) -> str:
    """Why no shader draws deep views of an artwork from a patch, in a clause; else nothing. What is
    patched are values without jumps, under a head whose bands, lines or screens repeat.
    `glsl.patch.patch` still has the last word."""
    head, levels = artwork.look.head, artwork.look.levels
    jumps = any(isinstance(step, _JUMPS) for step in artwork.space)
    jumps |= any(isinstance(step, space.Tile) and not step.mirrored for step in artwork.space)
    if jumps or levels.mapping == "wrap":
        return "the values jump"
    if isinstance(artwork.field, Covering) and not artwork.field.complete:
        return "parts of it are gone"
    if artwork.look.finish.stars > 0:
        return "there are stars"
    if isinstance(head, _SCATTERED) or not repeats(head, artwork.channels):
        return "the head’s screen does not repeat"
    return ""


def _depth(artwork: Artwork, view: View) -> float:
    return math.log2(artwork.reference.height / view.height)


def _exhausted(artwork: Artwork, view: View) -> str:
    """A hint where a smooth field has no more contrast to show; else nothing."""
    if endless(artwork, view) or _grows(artwork.look.head):
        return ""
    octaves = any(map(_adds, (*artwork.space, *artwork.inputs)))
    steepest = _STEEPEST * (_OCTAVES if octaves else 1.0)
    spread = steepest * 2.0 ** -max(0.0, _depth(artwork, view))
    exposure = artwork.look.levels.exposure if regains(artwork.look.head) else 0.0
    seen = spread * max(spread, _REGAINED) ** -exposure
    if spread >= 1 or seen * _LEVELS >= 1:
        return ""
    return "Nothing finer is here: the field is smooth, and this view is deeper than its contrast."


def endless(artwork: Artwork, view: View) -> bool:
    """Whether the artwork has detail at every depth, here.

    Warps and noises that add octaves with the zoom move values less and less; what stays is their
    slope, which only a light from the side shows, and noise that falls off slowly."""
    layers = (*artwork.space, *artwork.inputs)
    lit = artwork.look.relief.strength > 0 or isinstance(artwork.look.head, look.Film)
    grown = any(_adds(layer) and (lit or _rough(layer)) for layer in layers)
    near = math.hypot(view.x, view.y) < 4 * view.height
    tip = near and (lit or any(map(_turns, layers)))  # light shows where a cone ends
    return grown or tip or artwork.look.finish.stars > 0


def _turns(layer: object) -> bool:
    """Whether a layer is as lively as one likes about the origin."""
    soft = isinstance(layer, inputs.LogRadius) and layer.softening >= _SOFT
    return isinstance(layer, (*_WHIRLS, *_JUMPS)) and not soft


def _adds(layer: object) -> bool:
    """Whether a layer adds octaves with the zoom."""
    if isinstance(layer, space.DeepWarp):
        return layer.amount > 0
    fractal = isinstance(layer, inputs.Noise | inputs.Ridges | space.FractalWarp)
    return isinstance(layer, inputs.Streaks) or (fractal and getattr(layer, "octaves", 1) > 1)


def _rough(layer: object) -> bool:
    return isinstance(layer, inputs.Streaks) or getattr(layer, "falloff", 1.0) < _GENTLE


def regains(head: look.HeadSpec) -> bool:
    """Whether a head regains contrast when zoomed in."""
    kinds = (look.Ramp, look.Hue, look.Veins, look.Film, look.Oklch, look.Lines, look.Riso)
    return isinstance(head, kinds)


def _grows(head: look.HeadSpec) -> bool:
    """Whether a head draws finer bands, lines or dots with each octave, or lines from little."""
    asked = ("adapt", "screen_locked", "sub")
    return isinstance(head, look.Veins) or any(getattr(head, name, False) for name in asked)
