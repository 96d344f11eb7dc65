"""Random art: a style, a seed, small changes within the style's ranges, then the gate.

Nine of ten should please (art direction, sections 5, 6 and 8). Everything follows from one seed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from canvas_app.core.artwork import About, Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.field import FieldSpec
from canvas_app.core.look import Look
from canvas_app.core.palette import palette
from canvas_app.core.paths import place, with_value
from canvas_app.core.random import Stream
from canvas_app.core.spec import tag_of
from canvas_app.core.styles import Style, style, styles

from .family import FAMILIES, family_union
from .field import measured, seed_latent
from .gate import NEAR_DUPLICATE, SIDE, Limits, descriptor, distance, limits_with, measures, oklab
from .render import render
from .request import resolve

TRIES = 40
RECENT = 16  # styles that rest after they were drawn
Floats = NDArray[np.float64]

# How a family is drawn when a person asks for it by name: knobs that suit most styles.
_CHARACTER: dict[str, dict[str, Any]] = {
    "siren": {"omega": (2.0, 6.0), "hidden_omega": (1.0, 1.6), "width": (24, 48), "depth": (2, 3)},
    "conv": {"width": (16, 32), "depth": (3, 5)},
    "graph": {"nodes": (7, 12), "width": (8, 14)},
    "high-order": {
        "segments_in": (2, 4),
        "nodes_in": (3, 4),
        "width": (8, 20),
        "rough": (0.4, 1.0),
    },
    "fourier": {"bands": (1, 2), "width": (24, 48), "depth": (2, 4)},
}
_ALWAYS: dict[str, dict[str, Any]] = {
    "graph": {"gains": (1.1,)},
    "high-order": {"bounds": "max-abs"},  # without, roughness grows from layer to layer
}


@dataclass(frozen=True, slots=True)
class Draw:
    """A random artwork with its statistics, what it looks like, and how many were rejected before."""

    artwork: Artwork
    look_alike: Floats  # descriptor of its small picture
    rejected: int


def small_picture(artwork: Artwork) -> Floats:
    """What the gate looks at: home, SIDE x SIDE, 2 x 2 samples, on the CPU, in OKLab."""
    request = resolve(artwork, None, (SIDE, SIDE), supersample=2, device="cpu")
    return oklab(list(render(request))[-1].rgba)


def random_artwork(
    seed: int,
    family: str | None = None,
    style: str | None = None,
    *,
    weights: Mapping[str, float] | None = None,
) -> Artwork:
    """One artwork decided by `seed`, perhaps of a given family or style, that passes the gate.

    `weights`: how often each style is drawn (1 when not named), as a person's taste has it.

    Raises:
        CanvasError: there is no such family or style.
    """
    return next(random_artworks(seed, family, style, weights=weights)).artwork


def random_artworks(
    seed: int,
    family: str | None = None,
    style: str | None = None,
    *,
    weights: Mapping[str, float] | None = None,
    limits: Limits | None = None,
    avoid: Sequence[Floats] = (),
) -> Iterator[Draw]:
    """Endless artworks, each passing the gate and unlike those before it and those to `avoid`; a style
    comes again only after RECENT others.

    limits: the gate's, where a person moved them; a style's own exceptions stay.
    """
    chosen = _candidates(family, style)
    odds = [(weights or {}).get(each.name, 1.0) for each in chosen]
    seen, index = list(avoid), 0
    recent: deque[str] = deque(maxlen=min(RECENT, len(chosen) - 1))
    while True:
        rested = [0.0 if s.name in recent else odd for s, odd in zip(chosen, odds, strict=True)]
        now = rested if any(rested) else odds
        found, index, rejected = _next(seed, index, chosen, now, family, limits, seen)
        seen.append(found[1])
        recent.append(found[0].about.style)
        yield Draw(measured(found[0]), found[1], rejected)


def seeded_artworks(
    first: int, family: str | None = None, style: str | None = None
) -> Iterator[tuple[int, Artwork]]:
    """Endless pairs (seed, `random_artwork` of it), seeds counted up from `first`.

    A seed whose work looks like one before it is passed over, at most TRIES in a row.
    """
    seen: list[Floats] = []
    passed = 0
    for seed in count(first):
        draw = next(random_artworks(seed % 2**53, family, style))
        near = any(distance(draw.look_alike, other) < NEAR_DUPLICATE for other in seen)
        passed = passed + 1 if near else 0
        if near and passed < TRIES:
            continue
        seen.append(draw.look_alike)
        yield seed % 2**53, draw.artwork


def _next(
    seed: int,
    index: int,
    chosen: Sequence[Style],
    odds: Sequence[float],
    family: str | None,
    limits: Limits | None,
    seen: Sequence[Floats],
) -> tuple[tuple[Artwork, Floats], int, int]:
    """The next that passes; after TRIES failures the best of them, so that it always ends."""
    best: tuple[int, Artwork, Floats] | None = None
    for tried in range(TRIES):
        stream = Stream(seed, "random", index + tried)
        kind = stream.child("style").choice(chosen, odds)
        artwork = drawn(kind, stream, family)
        lab = small_picture(artwork)
        faults = measures(lab).faults(tag_of(artwork.look.head), _limits(kind, limits))
        shape = descriptor(lab)
        near = any(distance(shape, other) < NEAR_DUPLICATE for other in seen)
        wrong = len(faults) + near
        if best is None or wrong < best[0]:
            best = (wrong, artwork, shape)
        if wrong == 0:
            return (artwork, shape), index + tried + 1, tried
    assert best is not None
    return (best[1], best[2]), index + TRIES, TRIES - 1


def _limits(kind: Style, wanted: Limits | None) -> Limits:
    own = limits_with(kind.gate)
    if wanted is None:
        return own
    return Limits(
        contrast=wanted.contrast,
        noise=max(own.noise, wanted.noise),
        structure=min(own.structure, wanted.structure),
        busy=max(own.busy, wanted.busy),
        chroma=wanted.chroma,
        free_chroma=wanted.free_chroma,
    )


def _candidates(family: str | None, wanted: str | None) -> Sequence[Style]:
    if family is not None:
        FAMILIES.find(family)
    if wanted is not None:
        return [style(wanted)]
    if family is None:
        return styles()
    # A style without a network has nothing that another family could stand in for.
    own = [s for s in styles() if s.recipe.field.get("family") == family]
    return (
        own if family == "direct" else [s for s in styles() if s.recipe.field["family"] != "direct"]
    )


def drawn(kind: Style, stream: Stream, family: str | None = None) -> Artwork:
    """A style drawn with a stream: seed, palette and small changes. Not yet gated or measured."""
    seed = stream.child("seed").integer(0, 2**31)
    field = _field(kind, seed, family, stream.child("family"))
    artwork = Artwork(
        field=field,
        title=kind.name,
        seed=seed,
        space=kind.recipe.space,
        inputs=kind.recipe.inputs,
        look=_look(kind, stream.child("palette")),
        latent=seed_latent(seed, kind.latent),
        home=kind.recipe.home,
        reference=kind.recipe.reference,
        about=About(style=kind.name, tags=(kind.category,)),
    )
    return _varied(artwork, kind, stream.child("ranges"))


def _field(kind: Style, seed: int, family: str | None, stream: Stream) -> FieldSpec:
    plain = {**kind.recipe.field, "seed": seed}
    if family is not None and plain["family"] != family:
        spec = FAMILIES.find(family)
        plain = {"family": family, "seed": seed, "outputs": plain.get("outputs", 4)}
        plain |= _ALWAYS.get(family, {})
        for name, (low, high) in _CHARACTER.get(family, {}).items():
            if name in spec.__struct_fields__:
                whole = isinstance(low, int)
                value = stream.child(name).uniform(low, high + 1 if whole else high)
                plain[name] = int(value) if whole else value
    found: FieldSpec = msgspec.convert(plain, family_union())
    return found


def _look(kind: Style, stream: Stream) -> Look:
    look = kind.recipe.look
    return look.but(palette=palette(stream.choice(kind.palettes))) if kind.palettes else look


def _varied(artwork: Artwork, kind: Style, stream: Stream) -> Artwork:
    for number, span in enumerate(kind.ranges):
        own = stream.child(number)
        factor = float(np.exp(own.uniform(np.log(span.low), np.log(span.high))))
        for path in span.paths:
            artwork = _moved(
                artwork, path, factor, own.choice(span.choices) if span.choices else None
            )
    return artwork


def _moved(artwork: Artwork, path: str, factor: float, choice: int | None) -> Artwork:
    """The artwork with one knob varied; as it was where the family drawn has no such knob."""
    try:
        now = place(artwork, path)
    except CanvasError:
        return artwork
    value = choice if choice is not None else _times(now.value, factor)
    if isinstance(value, float) and now.knob.ge is not None and now.knob.le is not None:
        value = min(max(value, now.knob.ge), now.knob.le)
    return with_value(artwork, path, value)


def _times(value: Any, factor: float) -> Any:
    if isinstance(value, tuple):
        return tuple(_times(each, factor) for each in value)
    return max(1, round(value * factor)) if isinstance(value, int) else round(value * factor, 4)
