"""Laying: where what new cells shall learn lies about a field, and how it looks there before they do."""

from __future__ import annotations

from dataclasses import replace

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import Size
from canvas_app.engine.cells.knobs import CellField

from .growth import Growth
from .sources import Picture, Source, displayed_flat, flattened

Bounds = tuple[float, float, float, float]  # x0, y0, x1, y1 in the plane


def region(growth: Growth) -> Bounds:
    """What a picture lies over: the frame there was, or the new one when cells go beyond it."""
    return growth.bounds if growth.beyond else growth.grid.bounds


def laid(growth: Growth, size: Size) -> Bounds:
    """Where a picture of so many pixels lies: over all of the region, about its middle, unstretched."""
    x0, y0, x1, y1 = region(growth)
    w, h = x1 - x0, y1 - y0
    scale = max(w / size[0], h / size[1])
    dx, dy = (size[0] * scale - w) / 2, (size[1] * scale - h) / 2
    return x0 - dx, y0 - dy, x1 + dx, y1 + dy


def placed(artwork: Artwork, growth: Growth, axes: tuple[int, ...]) -> tuple[float, ...]:
    """World bounds of a signal or volume of so many samples: as the command line lays it, on beyond the
    field on the sides where it grows.

    Raises:
        CanvasError: it does not go on there, or has other axes or proportions.
    """
    from canvas_app.engine.cells.aligning import Side, place_of

    ends: tuple[tuple[Side, Side], ...] = (
        ("before", "after"), ("top", "bottom"), ("left", "right")
    )  # fmt: skip
    pairs = zip(ends[-growth.grid.axes :], growth.margins, strict=True)
    sides = [side for names, counts in pairs for side, n in zip(names, counts, strict=True) if n]
    return place_of(artwork, axes, sides)


def suggested(artwork: Artwork, growth: Growth, source: Source) -> Growth:
    """The growth that has room for all of a signal or volume, if it goes on at its end: to the right, or
    behind the last slab. The growth itself where it adds cells already, or the two have one frame."""
    from canvas_app.engine.cells.aligning import place_of
    from canvas_app.engine.cells.growing import margins_for

    field, axes = artwork.field, growth.grid.axes
    if growth.count or axes == 2 or not isinstance(field, CellField):
        return growth
    try:
        bounds = place_of(artwork, source.target.axes, ["right" if axes == 1 else "after"])
    except CanvasError:
        return growth
    more = margins_for(field, bounds)[0][1]
    if axes == 3:
        return replace(growth, after=more)
    x, y, w, h = growth.box
    return replace(growth, box=(x, y, w + more, h))


def preview(
    artwork: Artwork, growth: Growth, source: Source, z: float
) -> tuple[Picture | None, Bounds]:
    """What new cells shall learn as it looks at a depth, (h, w, 3), and where in the plane it lies. None
    where it does not reach.

    Raises:
        CanvasError: as `placed`.
    """
    if growth.grid.axes == 2:
        return source.shown, laid(growth, source.target.size)
    target = source.whole.target
    frame = placed(artwork, growth, target.axes)
    if growth.grid.axes == 1:
        y0, y1 = growth.grid.bounds[1], growth.grid.bounds[3]
        return source.whole.shown, (frame[0], y0, frame[1], y1)
    x0, x1, y0, y1, z0, z1 = frame
    slab = int((z - z0) / (z1 - z0) * target.axes[0] // 1)
    inside = 0 <= slab < target.axes[0]
    pixels = displayed_flat(flattened(target, slab), target) if inside else None
    return pixels, (x0, y0, x1, y1)


__all__ = ["Bounds", "laid", "placed", "preview", "region", "suggested"]
