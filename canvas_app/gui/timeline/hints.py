"""Hints: what the strip says of the place under a pointer that rests: a key, a marker, or a way."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from canvas_app.core.timeline import Timeline
from canvas_app.core.ways import Way
from canvas_app.gui.words import number, tr
from canvas_app.session.film_edits import MARKER, Mark, ease_of, name_of

from .axis import LEFT, Axis
from .strip_paint import RULER, row_name, row_y


def hint_at(
    film: Timeline | None, axis: Axis, at: QPointF, mark: Mark | None, below: tuple[str, ...]
) -> str:
    """One or more lines; empty where there is nothing to say. below: rows under the pictures."""
    if film is None or at.x() < LEFT:
        return ""
    if mark is not None:
        return mark_hint(film, mark)
    row = round((at.y() - row_y(0)) / (row_y(1) - row_y(0)))
    if at.y() < RULER or (below and row >= 0):
        return ""
    t = axis.t(at.x())
    way = next((w for w in film.ways if w.start <= t < w.end), None)
    return way_hint(way) if way is not None else ""


def mark_hint(film: Timeline, mark: Mark) -> str:
    """A key or a marker: what it is, when, and how the way from it goes."""
    head = f"{row_name(mark.row)}, {number(mark.at, 2)} s"
    if mark.row == MARKER:
        name = name_of(film, mark)
        return f"{name}, {number(mark.at, 2)} s" if name else head
    key = next((k for k in film.keys if k.at == mark.at and k.artwork is not None), None)
    title = f"“{key.artwork.title}”" if key is not None and key.artwork is not None else ""
    lines = [head if mark.row != "artwork" or not title else f"{title}, {number(mark.at, 2)} s"]
    ease = ease_of(film, mark)
    if ease is not None:
        lines.append(tr("Easing: {}").format(ease if isinstance(ease, str) else tr("curve")))
    return "\n".join(lines)


def way_hint(way: Way) -> str:
    """From which artwork to which, in how long, and what moves on the way."""
    names = f"“{way.first}” → “{way.second}”" if way.first != way.second else f"“{way.first}”"
    head = f"{names}, {number(way.end - way.start, 2)} s"
    if way.holds:
        return f"{head}\n{tr('It holds until the next key.')}"
    return "\n".join((head, *(tr(words) for words in way.words)))
