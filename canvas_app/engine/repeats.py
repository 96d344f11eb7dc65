"""Repeats: what heads draw ever finer with the zoom comes round again, so it can be counted from near.

Bands and level lines follow V * n * 2^b, where b are the doublings of the zoom. Deep in, that is a number
too long for a float32. But lines look alike: taking a whole number of `period` off V changes nothing that
is drawn, once `order` says which bands were left out. No torch here.
"""

from __future__ import annotations

import math

from canvas_app.core.look import Bands, Check, Contour, Glass, Glow, HeadSpec, Lines


def repeats(head: HeadSpec, outputs: int) -> bool:
    """Whether a head's fine detail repeats, or it has none. outputs: fields it may read."""
    if isinstance(head, Bands | Contour | Glow):
        return head.adapt
    if isinstance(head, Check):
        return abs(math.sin(head.angle2 - head.angle)) > 1e-3
    if isinstance(head, Glass):
        return outputs > head.k and float(head.sub).is_integer() if head.sub else outputs > 1
    return True


def period(head: HeadSpec, depth: float) -> float:
    """How much may be taken off V in a view `depth` doublings in without changing fine detail; 0: any
    amount, because there is none. Only for heads that repeat."""
    factor = 2.0 ** math.floor(max(0.0, depth))
    if isinstance(head, Bands):
        return (2.0 if head.alternate else 1.0) / (head.n * factor)
    if isinstance(head, Contour):
        return head.major / (head.n * factor)
    if isinstance(head, Glow):
        return 1.0 / (head.n * factor)
    if isinstance(head, Glass) and head.sub:
        return 2.0 / factor  # its lines are an octave late
    return 0.0


def order(head: HeadSpec, depth: float, base: float) -> tuple[float, float, float, float]:
    """How many bands of the first octave `base` leaves out: modulo 2^32, as lower and upper 16 bits, for
    shuffled ones; then one over that octave's factor; then what they come to along a palette that runs
    up and down. 0, 0, 1, 0 for other heads."""
    if not isinstance(head, Bands):
        return 0.0, 0.0, 1.0, 0.0
    factor = 2.0 ** math.floor(max(0.0, depth))
    first = round(base * head.n * factor)
    low, high = first % 2**16, first // 2**16 % 2**16
    return float(low), float(high), 1 / factor, math.fmod(base * factor, 2.0)


def offset(head: HeadSpec, depth: float, x: float, y: float) -> tuple[float, float]:
    """A point near the origin about which screens of lines look as they do about the world point (x, y),
    `depth` doublings in: as far from it as whole lines go. The point itself for other heads."""
    if not isinstance(head, Lines | Check):
        return x, y
    factor = 2.0 ** math.floor(depth) if head.screen_locked else 1.0
    c, s = math.cos(head.angle), math.sin(head.angle)
    one = _rest(x * c + y * s, head.frequency * factor)
    if isinstance(head, Lines):
        return one * c, one * s
    c2, s2 = math.cos(head.angle2), math.sin(head.angle2)
    two = _rest(x * c2 + y * s2, head.frequency2 * factor)
    area = c * s2 - s * c2
    return (one * s2 - two * s) / area, (two * c - one * c2) / area


def _rest(along: float, frequency: float) -> float:
    """What is left of a distance after whole lines."""
    return math.remainder(along, math.tau / frequency)


def rivals(head: HeadSpec) -> int:
    """How many fields, from the first, are weighed against each other and so counted from one place."""
    return head.k if isinstance(head, Glass) else 0


def fine(head: HeadSpec) -> bool:
    """Whether a head draws ever finer lines or bands."""
    return isinstance(head, Bands | Contour | Glow) or (isinstance(head, Glass) and bool(head.sub))
