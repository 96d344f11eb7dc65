"""Looks: changes of a look that are more than one knob. Pure functions; chance comes as a stream."""

from __future__ import annotations

from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.look import Head
from canvas_app.core.palette import Palette, shipped_palettes
from canvas_app.core.palette_edits import mutated
from canvas_app.core.random import Stream
from canvas_app.core.spec import knobs, members, tag_of

HEADS = members(Head)
_FOR_LIGHT = "light"  # says nothing of fields that are no light


def with_head(artwork: Artwork, tag: str) -> Artwork:
    """With another head. Palette, levels, relief and finish stay, and so do the knobs that the two
    heads share, where the value is possible."""
    old = artwork.look.head
    if tag_of(old) == tag:
        return artwork
    new: Any = HEADS[tag]()
    for knob in knobs(old):
        if knob.name in new.__struct_fields__:
            try:
                new = new.but(**{knob.name: getattr(old, knob.name)})
            except CanvasError:
                continue
    return artwork.with_look(head=new)


def with_palette(artwork: Artwork, palette: Palette) -> Artwork:
    """With another palette, turned as the one before."""
    return artwork.with_look(palette=palette.but(reversed=artwork.look.palette.reversed))


def with_random_palette(artwork: Artwork, stream: Stream, amount: float = 1.0) -> Artwork:
    """With another shipped palette; an amount below 1 nudges the colours of this one instead."""
    now = artwork.look.palette
    if amount < 1:
        return artwork.with_look(palette=mutated(now, stream, amount))
    others = [p for p in shipped_palettes().values() if p.name != now.name]
    chosen = stream.choice(others)
    return artwork.with_look(palette=chosen.but(reversed=stream.uniform() < 0.3))


def with_random_head(artwork: Artwork, stream: Stream) -> Artwork:
    """With another head, of those for every field."""
    others = [t for t in HEADS if t not in (tag_of(artwork.look.head), _FOR_LIGHT)]
    return with_head(artwork, stream.choice(others))
