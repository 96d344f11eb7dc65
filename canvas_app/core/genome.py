"""Genome: chance applied to an artwork. Pure functions; a stream decides, locks hold still.

A lock is the path of a knob or of a whole group ("look", "field.width"). `amount` 0 changes nothing,
1 draws afresh within the knob's range; between, values move by that share of themselves.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec

from .artwork import Artwork
from .errors import CanvasError
from .paths import Place, places, with_value
from .random import Stream
from .spec import Knob

Locks = Collection[str]
CHANCE_OF_CHOICE = 0.5
LOG_STEP = 1.5  # a small step of a number on a logarithmic scale is this, times the amount
SMALLEST_STEP = 0.05  # ... and of any other at least this share of its range, times the amount


def locked(path: str, locks: Locks) -> bool:
    """Whether a knob, or a group it belongs to, is locked."""
    parts = path.split(".")
    return any(".".join(parts[: i + 1]) in locks for i in range(len(parts)))


def rolled(
    artwork: Artwork, stream: Stream, *, within: str = "", locks: Locks = (), amount: float = 1.0
) -> Artwork:
    """The artwork with the unlocked knobs at or below `within` drawn anew.

    Seeds are drawn whatever the amount, unless it is 0. Names, statistics and views stay.
    """
    for place in list(places(artwork)):
        inside = place.path == within or place.path.startswith(f"{within}.") or not within
        if inside and place.knob.dice and not locked(place.path, locks) and amount > 0:
            value = drawn(place, stream.child(place.path), amount)
            if value != place.value:
                artwork = _accepted(artwork, place.path, value)
    return artwork


def _accepted(artwork: Artwork, path: str, value: Any) -> Artwork:
    """The artwork with the value, or as it was where two knobs contradict each other."""
    try:
        return with_value(artwork, path, value)
    except CanvasError:
        return artwork


def drawn(place: Place, stream: Stream, amount: float) -> Any:
    """A value near the place's own: within `amount` of its range, or any at 1."""
    knob, value = place.knob, place.value
    if knob.name == "seed":
        return stream.integer(0, 2**31)
    if knob.choices:
        moves = stream.uniform() < amount * CHANCE_OF_CHOICE
        return stream.choice(knob.choices) if moves else value
    if knob.type is bool:
        return stream.uniform() < 0.5 if stream.uniform() < amount * CHANCE_OF_CHOICE else value
    if knob.type in (int, float) and knob.ge is not None and knob.le is not None:
        return _number(knob, float(value), stream, amount)
    each = member(knob)
    if each is not None:
        inner = [Place(f"{place.path}.{k}", each, v) for k, v in enumerate(value)]
        return tuple(drawn(p, stream.child(k), amount) for k, p in enumerate(inner))
    return value


def member(knob: Knob) -> Knob | None:
    """What each member of a tuple of names or of ranged numbers is; None for anything else."""
    if get_origin(knob.type) is not tuple or get_args(knob.type)[1:] != (Ellipsis,):
        return None
    kind, meta = get_args(knob.type)[0], msgspec.Meta()
    if get_origin(kind) is Annotated:
        kind, meta = get_args(kind)[0], get_args(kind)[1]
    extra = meta.extra or {}
    if get_origin(kind) is not Literal and (kind not in (int, float) or meta.ge is None):
        return None
    log, unit = bool(extra.get("log", False)), str(extra.get("unit", ""))
    return Knob(
        knob.name, kind, None, meta.ge, meta.le, log, unit, meta.description or "", knob.dice
    )


def _reach(value: float, low: float, high: float, amount: float, *, logarithmic: bool) -> float:
    """How far a number may move. Ranges are wide so that everything can be said; small steps go by
    what the value is now, or a few of them would lead to noise."""
    if amount >= 1:
        return high - low
    own = LOG_STEP if logarithmic else max(abs(value), SMALLEST_STEP * (high - low))
    return amount * min(own, high - low)


def _number(knob: Knob, value: float, stream: Stream, amount: float) -> float | int:
    """A number nearby. What is off, at the foot of its range, seldom goes on: a few small steps would
    switch on every effect at a strength nobody sees but as dots, and that costs time."""
    low, high = float(knob.ge or 0.0), float(knob.le or 0.0)
    if amount < 1 and value == low == 0 and stream.uniform() >= amount * CHANCE_OF_CHOICE:
        return round(value) if knob.type is int else value
    logarithmic = knob.log and low > 0
    if logarithmic:
        low, high, value = math.log(low), math.log(high), math.log(max(value, math.exp(low)))
    reach = _reach(value, low, high, amount, logarithmic=logarithmic)
    new = stream.uniform(max(low, value - reach), min(high, value + reach))
    new = math.exp(new) if logarithmic else new
    new = min(max(new, float(knob.ge or 0.0)), float(knob.le or 0.0))
    return round(new) if knob.type is int else new


def crossed(first: Artwork, second: Artwork, stream: Stream) -> Artwork:
    """A child: each stage whole from one parent or the other, latents mixed number by number."""
    child = first
    for part in ("space", "inputs", "field", "look"):
        if stream.child(part).uniform() < 0.5:
            child = child.but(**{part: getattr(second, part)})
    a, b = first.latent, second.latent
    if len(a) == len(b):
        picks = stream.child("latent").unit(len(a))
        child = child.but(
            latent=tuple(x if u < 0.5 else y for x, y, u in zip(a, b, picks, strict=True))
        )
    return child.but(seed=stream.child("seed").choice((first.seed, second.seed)), weights=None)


def rewoven(artwork: Artwork, stream: Stream) -> Artwork:
    """The same structure with other weights: only the field's seed is drawn anew."""
    return artwork.but(field=artwork.field.but(seed=stream.integer(0, 2**31)), weights=None)
