"""Ways: what happens between one artwork of a film and the next, said for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .artwork import Artwork
from .blending import morphs
from .easing import Ease
from .keyframe import Keyframe
from .morphing import DRAWN, unlike

LATENTS = {
    "slerp": "The latent goes on a great circle.",
    "lerp": "The latent goes straight.",
    "spline": "The latent follows a smooth curve through all keys.",
}


@dataclass(frozen=True, slots=True)
class Way:
    """From one whole artwork to the next, from `start` to `end` seconds; in a loop the last one ends
    where the film does. fades: one picture is laid over the other; words: what moves, and how."""

    start: float
    end: float
    first: str
    second: str
    fades: bool
    words: tuple[str, ...]
    ease: Ease

    @property
    def holds(self) -> bool:
        """Whether nothing moves until the next key is there."""
        return self.ease == "hold"


def ways(
    keys: tuple[Keyframe, ...], start: Artwork, latents: str, loop: bool, length: float
) -> Iterator[Way]:
    """Every way between the whole artworks of a film, keys in order; `start`: what parts belong to."""
    stands = [k for k in keys if k.artwork is not None or k.weights is not None]
    ends = [*stands[1:], *(stands[:1] if loop and len(stands) > 1 else [])]
    for place, (key, following) in enumerate(zip(stands, ends, strict=False)):
        a, b = _worn(key, start), _worn(following, start)
        words = tuple(_moves(a, b, latents))
        field, look = unlike(a, b), not morphs(a.look, b.look)
        fades = look or field not in ("", DRAWN)
        end = stands[place + 1].at if place + 1 < len(stands) else length
        yield Way(key.at, end, a.title, b.title, fades, words, key.ease)


def _worn(key: Keyframe, start: Artwork) -> Artwork:
    whole = key.artwork or start
    return whole.but(
        weights=key.weights or whole.weights,
        look=key.look or whole.look,
        latent=whole.latent if key.latent is None else key.latent,
        home=key.view or whole.home,
    )


def _moves(a: Artwork, b: Artwork, latents: str) -> Iterator[str]:
    """One sentence for each thing that changes from one artwork to another."""
    why = unlike(a, b)
    if why and why != DRAWN:
        yield f"One picture fades into the other: {why}."
        return
    if why == DRAWN:
        yield "The weights move number by number, from those of one seed to those of the other."
    elif a.weights != b.weights:
        yield "The weights move number by number."
    elif a.field != b.field or a.space != b.space or a.inputs != b.inputs:
        yield "The field's knobs move."
    if a.latent != b.latent:
        yield LATENTS[latents]
    if not morphs(a.look, b.look):
        yield "One look fades into the other: they are of different kinds."
    elif a.look != b.look:
        yield "Colours move in OKLCH."
    if a.home != b.home:
        yield "The view zooms evenly and turns the short way."
    if a.volume.camera != b.volume.camera:
        yield "In space, the camera goes round the short way."
    if a == b.but(title=a.title, about=a.about):
        yield "Nothing changes."
