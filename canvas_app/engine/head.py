"""Head: the registry of crafts that turn field values into colour, and the tools they share.

A craft is one file in `heads/`. It gets samples, its own spec and the look, and returns OKLab planes.
Slopes come from samples.dx and samples.dy by the chain rule, never from neighbouring samples, so that
strided frames, tiles and supersampled frames agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from torch import Tensor

from canvas_app.core.look import HeadSpec, Look
from canvas_app.core.registry import Registry
from canvas_app.core.spec import tag_of

from .craft import Seen
from .samples import Samples

Paint = Callable[[Samples, Any, Look], Tensor]
P = TypeVar("P", bound=Paint)


@dataclass(frozen=True, slots=True)
class Craft:
    """How one kind of head paints.

    exposed: whether it regains contrast when zoomed in (`levels.exposure`).
    slopes: whether a given spec reads samples.dx and samples.dy.
    relit: whether the look's relief is laid over it.
    placed: whether it reads samples.x and samples.y.
    reads: how many fields, from the first, a given spec reads; None: all of them.
    levels: for heads whose fields are sRGB levels already, those levels (3, h, w), so that a plain
        look needs no way through OKLab and back.
    """

    paint: Paint
    exposed: bool
    slopes: Callable[[Any], bool]
    relit: bool
    placed: bool = False
    reads: Callable[[Any], int | None] = lambda _: None
    levels: Callable[[Samples, Any], Tensor] | None = None


HEADS: Registry[Craft] = Registry("head", "canvas_app.engine.heads")


def head(
    spec: type[HeadSpec],
    *,
    exposed: bool = False,
    slopes: bool | Callable[[Any], bool] = False,
    relit: bool = True,
    placed: bool = False,
    reads: int | Callable[[Any], int] | None = None,
    levels: Callable[[Samples, Any], Tensor] | None = None,
) -> Callable[[P], P]:
    """Register the function that paints one kind of head, under its tag."""
    sloping = slopes if callable(slopes) else lambda _: slopes
    reading = reads if callable(reads) else lambda _: reads

    def register(paint: P) -> P:
        HEADS.add(tag_of(spec))(Craft(paint, exposed, sloping, relit, placed, reading, levels))
        return paint

    return register


Text = Callable[[Any, Look, Seen], str]
TEXTS: Registry[Text] = Registry("shader of a head", "canvas_app.engine.heads")
T = TypeVar("T", bound=Text)


def glsl(spec: type[HeadSpec]) -> Callable[[T], T]:
    """Register the function that prints one kind of head: see `engine/craft.py`."""

    def register(text: T) -> T:
        TEXTS.add(tag_of(spec))(text)
        return text

    return register


def exposed(spec: HeadSpec) -> bool:
    """Whether a look with this head regains contrast when zoomed in."""
    return HEADS.find(tag_of(spec)).exposed


def sloped(look: Look) -> bool:
    """Whether painting this look needs the slopes of the values."""
    craft = HEADS.find(tag_of(look.head))
    return craft.slopes(look.head) or (craft.relit and look.relief.strength > 0)


def placed(look: Look) -> bool:
    """Whether painting this look needs to know where its samples lie."""
    return HEADS.find(tag_of(look.head)).placed or look.finish.stars > 0


def reads(look: Look) -> int | None:
    """How many fields, from the first, painting this look reads; None: all of them."""
    craft = HEADS.find(tag_of(look.head))
    count = craft.reads(look.head)
    if count is None or not craft.relit or look.relief.strength == 0:
        return count
    return max(count, look.relief.channel + 1)


def smooth(low: float | Tensor, high: float | Tensor, x: Tensor) -> Tensor:
    """Smoothstep from 0 at `low` to 1 at `high`, which may be the smaller."""
    t = ((x - low) / (high - low)).clamp(0, 1)
    return t * t * (3 - 2 * t)


def field(samples: Samples, index: int) -> Tensor:
    """V of one field; the last field answers for those the work does not have."""
    return samples.values[min(index, len(samples.values) - 1)]


def fields(samples: Samples, count: int) -> Tensor:
    """V0 .. V(count - 1), the last repeated where there are fewer."""
    have = len(samples.values)
    return samples.values[[min(i, have - 1) for i in range(count)]]


def slope(samples: Samples, index: int) -> Tensor:
    """The steepness of one field, per sample."""
    dx, dy = samples.dx[index], samples.dy[index]
    return (dx * dx + dy * dy).sqrt()


OCTAVES_GLSL = """
vec2 octaves(float depth) {  // the lower power of two, and the weight of the next one
    float below = floor(depth);
    return vec2(exp2(below), smooth_from(0.25, 0.75, depth - below));
}
"""


def octaves(depth: float) -> list[tuple[float, float]]:
    """The powers of two that a depth calls for, with weights: one, or two that cross-fade in the
    middle half of an octave, so that nothing pops."""
    below = math.floor(depth)
    t = min(1.0, max(0.0, (depth - below - 0.25) * 2))
    weight = t * t * (3 - 2 * t)
    both = [(2.0**below, 1 - weight), (2.0 ** (below + 1), weight)]
    return [(factor, w) for factor, w in both if w > 0]


def across_octaves(depth: float, paint: Callable[[float], Tensor]) -> Tensor:
    """paint(factor) for the powers of two near 2^depth, cross-faded."""
    parts = [paint(factor) * weight for factor, weight in octaves(depth)]
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


def adapted(samples: Samples, adapt: bool) -> float:
    """The depth that bands and contours follow: never coarser than at home."""
    return max(0.0, samples.depth) if adapt else 0.0


def locked(samples: Samples, screen_locked: bool) -> float:
    """The depth that screens follow, outwards as well."""
    return samples.depth if screen_locked else 0.0


@dataclass(frozen=True, slots=True)
class Grating:
    """A phase that grows along a direction: its value, and its change per sample right and up."""

    phase: Tensor
    dx: Tensor
    dy: Tensor


def grating(samples: Samples, frequency: float, angle: float, bend: float, index: int) -> Grating:
    """frequency * (x cos angle + y sin angle) + 2 pi bend V, reduced to one turn in float64 first."""
    across = (samples.x * math.cos(angle) + samples.y * math.sin(angle)) * (frequency / math.tau)
    across = ((across - across.floor()) * math.tau).to(samples.values.dtype)
    per_sample, seen = frequency * samples.step, angle - samples.angle
    k, i = math.tau * bend, min(index, len(samples.values) - 1)
    return Grating(
        across + k * samples.values[i],
        k * samples.dx[i] + per_sample * math.cos(seen),
        k * samples.dy[i] + per_sample * math.sin(seen),
    )
