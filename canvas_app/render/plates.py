"""Plates: an artwork printed for the driver, its numbers lifted out, so that moving one compiles nothing.

What changes no text (the latent, the palette, the view) prints nothing either: those plates are kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache

import torch

from canvas_app.core.artwork import About, Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.palette import Palette
from canvas_app.core.view import HOME
from canvas_app.engine.field import build
from canvas_app.engine.glsl.lifting import (
    Lifted,
    Limits,
    lifted_text,
    printed_to_lift,
    storage,
    unmarked,
)
from canvas_app.engine.glsl.printer import ShaderText, palettes_of

KEPT = 24
_STOPS = ("#000000", "#808080", "#ffffff")


@dataclass(frozen=True, slots=True)
class Plates:
    """The three passes of an artwork, and what the printer says of it (its texts are left out)."""

    values: Lifted
    colour: Lifted
    developed: Lifted
    about: ShaderText

    @property
    def texts(self) -> tuple[str, str, str]:
        """What is compiled."""
        return self.values.text, self.colour.text, self.developed.text


class Press:
    """Prints plates and keeps the newest ones. Safe on any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, Plates] = OrderedDict()
        self._lock = threading.Lock()

    def plates(self, artwork: Artwork, limits: Limits) -> Plates:
        """The plates of an artwork for a driver.

        Raises:
            CanvasError: it is too large, cannot be built, or its weights are not numbers.
        """
        key = (_textual(artwork), limits)
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = _printed(artwork, limits)
        with self._lock:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        palettes = palettes_of(artwork.look)
        return replace(found, about=replace(found.about, palettes=palettes))


def _textual(artwork: Artwork) -> Artwork:
    """The artwork without what changes no text."""
    latent = artwork.latent if artwork.statistics is None else (0.0,) * len(artwork.latent)
    return uncoloured(artwork).but(title="", about=About(), home=HOME, latent=latent)


def uncoloured(artwork: Artwork) -> Artwork:
    """The artwork in a palette of greys of the same kind: shaders read colours from a texture."""
    plain = Palette(name="", kind=artwork.look.palette.kind, stops=_STOPS)
    return artwork.with_look(palette=plain)


def _printed(artwork: Artwork, limits: Limits) -> Plates:
    parameters = build(artwork, "cpu").parameters.values()
    if not all(torch.isfinite(p).all() for p in parameters):
        raise CanvasError(
            "Some weights of this field are not numbers.",
            hint="It may be damaged: open an older copy, or undo.",
        )
    text = printed_to_lift(artwork)
    # On the processor weights are constants: compiled without them it takes a tenth of the time to
    # draw, and a GPU does not mind.
    values = _lifted(text.values, limits, weights=not limits.software)
    return Plates(
        values,
        _lifted(text.colour, limits),
        _lifted(text.developed, limits),
        replace(text, values="", colour="", whole="", developed=""),
    )


@lru_cache(maxsize=KEPT)
def _lifted(text: str, limits: Limits, *, weights: bool = True) -> Lifted:
    """Lifted into what the driver has room for; constants where there is none."""
    tried = lifted_text(text, "uniforms", weights=weights)
    form = storage(len(tried.numbers), limits)
    if form == "uniforms":
        return tried
    if form == "constants":
        return Lifted(unmarked(text), tried.numbers[:0], form)
    return lifted_text(text, form, weights=weights)
