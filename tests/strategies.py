"""Strategies: any spec from its own knobs, and artworks, views and palettes made of them."""

from __future__ import annotations

import math
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import assume
from hypothesis import strategies as st

from canvas_app.core.artwork import KNOTS, About, Artwork, Statistics
from canvas_app.core.inputs import Input
from canvas_app.core.look import Look
from canvas_app.core.palette import Palette
from canvas_app.core.space import Space
from canvas_app.core.spec import Spec
from canvas_app.core.view import View
from canvas_app.engine.cells.knobs import CellField
from canvas_app.engine.family import FAMILIES

Strategy = st.SearchStrategy[Any]

_LAID_OUT = ("cells", "frame", "gone", "trim")

_SPECIAL: dict[str, Strategy] = {
    # Hex colours are plain strings with a doc; statistics have arrays of one length.
    "hex": st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}"),
    "text": st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
}


def hinted(hint: Any, meta: msgspec.Meta | None = None, *, light: bool = False) -> Strategy:
    """Values that an annotation allows. `light` keeps integers and tuples small enough to compute."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        found = next((m for m in args[1:] if isinstance(m, msgspec.Meta)), None)
        return hinted(args[0], found or meta, light=light)
    if origin is Literal:
        return st.sampled_from(args)
    if origin in {Union, UnionType}:
        return st.one_of([hinted(a, light=light) for a in args])
    if hint is type(None):
        return st.none()
    if isinstance(hint, type) and issubclass(hint, Spec):
        return special(hint, light=light)
    if origin is tuple:
        return _tuples(args, meta, light=light)
    return _plain(hint, meta, light=light)


def _plain(hint: Any, meta: msgspec.Meta | None, *, light: bool) -> Strategy:
    low = meta.ge if meta is not None else None
    high = meta.le if meta is not None else None
    if hint is bool:
        return st.booleans()
    if hint is int:
        top = high if high is not None else 2**53 - 1
        return st.integers(low, max(low or 0, min(top, 8)) if light else top)
    if hint is float:
        limits = (-1e3, 1e3) if light else (-1e6, 1e6)
        low, high = limits[0] if low is None else low, limits[1] if high is None else high
        return st.floats(low, high, allow_nan=False)
    colour = meta is not None and "colour" in (meta.description or "").lower()
    return _SPECIAL["hex" if colour else "text"]


def _tuples(args: tuple[Any, ...], meta: msgspec.Meta | None, *, light: bool) -> Strategy:
    if len(args) == 2 and args[1] is Ellipsis:
        most = min((meta.max_length if meta else None) or 4, 3 if light else 5)
        return st.lists(hinted(args[0], light=light), max_size=most).map(tuple)
    return st.tuples(*[hinted(a, light=light) for a in args])


def special(kind: type[Spec], *, light: bool = False) -> Strategy:
    """Any spec of a class; palettes and statistics, whose parts must agree, are made by hand."""
    if kind is Palette:
        return palettes()
    return statistics() if kind is Statistics else specs(kind, light=light)


@st.composite
def _layouts(draw: st.DrawFn) -> dict[str, Any]:
    """Cells, a frame and what is gone of them, such as go together."""
    cells = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    gone = draw(st.sets(st.integers(1, math.prod(cells) - 1))) if math.prod(cells) > 1 else set()
    return {"cells": cells, "frame": (-1.0, 1.5) * len(cells), "gone": tuple(sorted(gone))}


@st.composite
def specs(draw: st.DrawFn, kind: type[Spec], *, light: bool = False) -> Any:
    """Any value of a spec class, from its knobs; each stays at its default half of the time."""
    hints = get_type_hints(kind, include_extras=True)
    needed = {f.name for f in msgspec.structs.fields(kind) if f.required}
    chosen = {
        name: draw(hinted(hints[name], light=light))
        for name in kind.__struct_fields__
        if name in needed or draw(st.booleans())
    }
    if issubclass(kind, CellField):
        chosen = {n: v for n, v in chosen.items() if n not in _LAID_OUT} | draw(_layouts())
    try:
        return kind(**chosen)
    except ValueError:  # knobs that do not go together
        assume(False)


@st.composite
def palettes(draw: st.DrawFn) -> Palette:
    """Any palette of two to eight colours, spaced evenly or anyhow."""
    stops = draw(st.lists(_SPECIAL["hex"], min_size=2, max_size=8))
    count = len(stops)
    places = st.lists(st.integers(0, 9999), min_size=count, max_size=count, unique=True)
    return Palette(
        name=draw(_SPECIAL["text"]),
        kind=draw(st.sampled_from(["sequential", "diverging", "cyclic", "categorical"])),
        stops=tuple(stops),
        reversed=draw(st.booleans()),
        positions=tuple(p / 1e4 for p in sorted(draw(places))) if draw(st.booleans()) else (),
    )


@st.composite
def statistics(draw: st.DrawFn, count: int | None = None) -> Statistics:
    """Home statistics of `count` values, or of one to four."""
    count = count or draw(st.integers(1, 4))
    numbers = st.floats(-1e3, 1e3, allow_nan=False)
    rows = [sorted(draw(st.lists(numbers, min_size=3, max_size=3))) for _ in range(count)]
    knots = tuple((row[0],) * (KNOTS - 1) + (row[1],) for row in rows)
    return Statistics(knots=knots, low=tuple(r[0] for r in rows), high=tuple(r[2] for r in rows))


def views(*, near: bool = False) -> Strategy:
    """Any view; `near`: one where float32 fields still show something."""
    if not near:
        return specs(View)
    place = st.floats(-2, 2)
    return st.builds(View, x=place, y=place, height=st.floats(0.01, 8), angle=st.floats(-3, 3))


def families(*, light: bool = False) -> Strategy:
    """Any field of any family."""
    return st.sampled_from(sorted(FAMILIES)).flatmap(lambda tag: specs(FAMILIES[tag], light=light))


@st.composite
def artworks(draw: st.DrawFn, *, light: bool = False) -> Artwork:
    """Any artwork of any family. `light`: small enough to be drawn in a test."""
    most = 2 if light else 4
    whole = draw(st.lists(hinted(Input, light=light), min_size=1, max_size=most))
    artwork = Artwork(
        field=draw(families(light=light)),
        title=draw(_SPECIAL["text"]),
        seed=draw(st.integers(0, 2**53 - 1)),
        space=tuple(draw(st.lists(hinted(Space, light=light), max_size=most))),
        inputs=tuple(whole),
        latent=tuple(draw(st.lists(st.floats(-3, 3), max_size=4))),
        look=draw(specs(Look, light=light)),
        home=draw(views(near=light)),
        reference=View() if light else draw(views()),
        about=draw(specs(About)),
    )
    if light or draw(st.booleans()):
        return artwork
    return artwork.but(statistics=draw(statistics(artwork.channels)))
