"""Auto key: what a person changes while a film is shown becomes a key of it, where the playhead stands. Pure."""

from __future__ import annotations

from typing import Any

from canvas_app.core.artwork import About, Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.paths import place
from canvas_app.core.timeline import Timeline
from canvas_app.core.view import View

from . import film_edits


def auto_keyed(
    film: Timeline, artwork: Artwork, view: View, at: float
) -> tuple[Timeline, frozenset[film_edits.Mark]]:
    """A film that shows this artwork at a time, and the marks that say so.

    A knob that has a track gets a point there. Of anything else, a key is set or updated: of the look
    or the latent where nothing else changed and the film has such keys, else of the whole artwork.
    """
    near, shown, put = 0.5 / film.fps, film.at(at), set()
    for track in film.tracks:
        value = _value(artwork, track.knob)
        if value is not None and value != _value(shown, track.knob):
            film = film_edits.with_point(film, track.knob, at, value, near)
            put.add(film_edits.Mark(film_edits.KNOB + track.knob, _stands(film, track.knob, at)))
    part = _part(film, _bare(film.at(at)), _bare(artwork))
    named = artwork.but(title=film.at(at).title)
    key = film_edits.key_of(part, named, view, at) if part else None
    if key is not None:
        film = film_edits.with_key(film, key, near)
        row = [m.at for m in film_edits.marks(film) if m.row == part]
        put.add(film_edits.Mark(part, min(row, key=lambda t: abs(t - at))))
    return film, frozenset(put)


def _bare(artwork: Artwork) -> Artwork:
    return artwork.but(title="", about=About(), home=View(), statistics=None)


def _part(film: Timeline, shown: Artwork, artwork: Artwork) -> str:
    """What kind of key holds what differs; empty where nothing does."""
    if shown == artwork:
        return ""
    rows = film_edits.rows(film)
    for part in ("look", "latent"):
        alone = shown.but(**{part: getattr(artwork, part), "statistics": None}) == artwork
        if part in rows and alone:
            return part
    return "artwork"


def _value(artwork: Artwork, knob: str) -> Any:
    """The value of a knob; None where the artwork has none of that name, or it is the view's."""
    try:
        return None if knob.startswith("view.") else place(artwork, knob).value
    except CanvasError:
        return None


def _stands(film: Timeline, knob: str, at: float) -> float:
    points = next(t.points for t in film.tracks if t.knob == knob)
    return min((p.at for p in points), key=lambda t: abs(t - at))
