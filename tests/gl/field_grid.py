"""Field grid: small artworks that pair families, activations and heads, for the agreement of shaders."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import get_args

from canvas_app.core.artwork import Artwork
from canvas_app.core.field import ActivationName
from canvas_app.core.look import (
    Bands,
    Check,
    Contour,
    Cosine,
    FalseColour,
    Film,
    Glass,
    Glow,
    Grey,
    Head,
    Hsv,
    Hue,
    Ink,
    Kintsugi,
    Light,
    Lines,
    Look,
    Mosaic,
    Oklch,
    Ramp,
    Relief,
    Rgb,
    Riso,
    Stitch,
    Veins,
)  # fmt: skip
from canvas_app.core.palette import palette
from canvas_app.core.space import Voronoi
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.glsl.tables import Printable
from canvas_app.engine.network import Special

HEADS_SEEN: tuple[Head, ...] = (
    Ramp(cycles=2.5, mix=0.3, lightness=0.4, chroma=0.5), Ramp(ends="wrap"),
    Bands(n=7, shadow=0.3, highlight=0.1, line=1.5), Bands(shuffle=3.2), Bands(n=12, alternate=0.6),
    Contour(relief=0.6), Glow(), Lines(), Check(dark_range=0.3, light_range=0.2), Hue(),
    Glass(k=3, sub=4, glow=1), Glass(lead=0, colours=("#203040", "#d09030", "#40a060")), Veins(),
    Kintsugi(), Mosaic(), Mosaic(dab=0.5), Film(), Riso(inks=(Ink(), Ink(colour="#d04030", angle=60, channel=1))),
    Stitch(), Rgb(softness=4), Rgb(order="bgr"), Grey(), Hsv(), Oklch(), Cosine(mix=1),
    FalseColour(space="hsv"), FalseColour(space="lab"), FalseColour(space="hls"), FalseColour(space="luv"),
    Light(), Light(exposure=3, curve="film"), Light(curve="clip"),
)  # fmt: skip
CELLED = (Mosaic, Kintsugi)
EDGED = (Bands, Check, Contour, Glass, Riso, Stitch, Lines, *CELLED)  # heads with hard edges


def printable(tag: str) -> bool:
    """Whether a family is made of plain operations: those with mathematics of their own are tiles."""
    program = FAMILIES[tag]().program((1, 1, 1), 0)  # type: ignore[attr-defined]
    special = [operation for operation in program.operations if isinstance(operation, Special)]
    return all(isinstance(operation, Printable) for operation in special)


PRINTED = [tag for tag in sorted(FAMILIES) if printable(tag)]


def small(family: str, head: Head, activation: str = "", seed: int = 7) -> Artwork:
    """A small field of a family under a head; its activations are one where it has any to choose."""
    field = FAMILIES[family](seed=seed)
    field = field.but(width=6, depth=2) if hasattr(field, "depth") else field
    if activation and hasattr(field, "activations"):
        field = field.but(activations=(activation,))
    look = Look(head=head, palette=palette("Sea Glass"), relief=Relief(strength=0.3, specular=0.2))
    # A flat cell whose value lies on a level is inked or not by the last bit: no cells for others.
    cells = (Voronoi(frequency=3.0),) if isinstance(head, CELLED) else ()
    return Artwork(field=field, space=cells, look=look, seed=5)


def pairs(most: int, first: int = 0) -> Iterator[tuple[str, Artwork]]:
    """Names and artworks of up to `most` triples. Each axis goes round in steps of its own, so that
    all pairs come with time and the first few of any are spread over all three axes."""
    return islice(_triples(), first, first + most)


def _triples() -> Iterator[tuple[str, Artwork]]:
    names = get_args(ActivationName)
    heads, families = len(HEADS_SEEN), len(PRINTED)
    for turn in range(len(names) * heads):
        family = PRINTED[(turn + turn // heads) % families]
        activation, place = names[turn % len(names)], (7 * turn + turn // len(names)) % heads
        work = small(family, HEADS_SEEN[place], activation, seed=turn)
        tag = type(HEADS_SEEN[place]).__name__.lower()
        yield f"grid {family} {activation} {tag} {place}", work
