"""Timelines as JSON: what people write by hand, what films carry, and back. Equal ones give equal text.

An artwork in a timeline is a whole recipe, or the name of a file or preset, or `{"ndf": ...}`: an .ndf
file in base 64, where weights were learned. Unknown words and values out of range are refused.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from canvas_app.core.artwork import Artwork
from canvas_app.core.easing import EASES, Ease, fault
from canvas_app.core.errors import CanvasError
from canvas_app.core.keyframe import Keyframe, Marker, Orbit, Point, Track
from canvas_app.core.look import Look
from canvas_app.core.timeline import Timeline
from canvas_app.core.view import View

from . import container, ndf
from .atomic import write_bytes
from .film_tags import MOST
from .layout import laid_out
from .recipe import from_tree, parsed, plain, to_tree

VERSION = 1
KEY = "timeline"
"""The first word of a timeline's JSON, with its version: how it is told from a recipe."""

FIRST = f'"{KEY}"'.encode()
"""Where this stands within the first 64 bytes of a file, it is told as a timeline."""

Opener = Callable[[str], Artwork]
T = TypeVar("T")
_WORDS = ("title", "seconds", "fps", "loop", "latents", "even", "still")
_KNOWN = {KEY, *_WORDS, "base", "keys", "tracks", "markers", "orbit"}
_KEY_WORDS = {"at", "ease", "artwork", "latent", "view", "look", "weights"}


def looks_like(tree: Any) -> bool:
    """Whether plain values are a timeline's."""
    return isinstance(tree, dict) and KEY in tree


def to_text(timeline: Timeline) -> str:
    """A timeline as JSON for people. Ends with a new line."""
    return laid_out(_tree(timeline)) + "\n"


def to_compact(timeline: Timeline) -> str:
    """A timeline as JSON without spaces, in ASCII: what films carry."""
    return json.dumps(_tree(timeline), separators=(",", ":"), ensure_ascii=True)


def save_timeline(path: Path, timeline: Timeline) -> Path:
    """Write a timeline as .json, wholly or not at all."""
    if path.suffix.lower() != ".json":
        raise CanvasError("A timeline is saved as .json.", hint="Export a film for other endings.")
    write_bytes(path, to_text(timeline).encode())
    return path


def tree_of(line: Timeline, written: Callable[[Artwork], Any]) -> dict[str, Any]:
    """A timeline as plain values, in which `written` says what stands for each artwork; `timeline_from`
    is the way back, with an opener for names."""
    return _tree(line, written)


def artworks_of(line: Timeline) -> Iterator[Artwork]:
    """Every artwork that a timeline writes, weights of keys put into the one they change."""
    found: list[Artwork] = []
    _tree(line, found.append)
    yield from found


def _tree(
    line: Timeline, written: Callable[[Artwork], Any] = lambda a: _artwork_tree(a)
) -> dict[str, Any]:
    defaults = {f.name: f.default for f in msgspec.structs.fields(Timeline)}
    out: dict[str, Any] = {KEY: VERSION}
    for word in _WORDS:
        if getattr(line, word) != defaults[word]:
            out[word] = getattr(line, word)
    if line.base is not None:
        out["base"] = written(line.base)
    out["keys"] = [_key_tree(key, line.artwork, written) for key in line.in_order]
    if line.tracks:
        out["tracks"] = [_track_tree(track) for track in line.tracks]
    if line.markers:
        out["markers"] = [[m.at, m.name] for m in sorted(line.markers, key=lambda m: m.at)]
    if line.orbit is not None:
        out["orbit"] = msgspec.to_builtins(line.orbit)
    return out


def _artwork_tree(artwork: Artwork) -> dict[str, Any]:
    if artwork.weights is None:
        return to_tree(artwork)
    file = io.BytesIO()
    container.write_chunks(file, ndf.content(artwork))
    return {"ndf": base64.b64encode(file.getvalue()).decode()}


def _key_tree(key: Keyframe, start: Artwork, written: Callable[[Artwork], Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"at": key.at}
    if key.ease != "in-out":
        out["ease"] = key.ease if isinstance(key.ease, str) else list(key.ease)
    if key.artwork is not None:
        out["artwork"] = written(key.artwork)
    if key.latent is not None:
        out["latent"] = list(key.latent)
    if key.view is not None:
        out["view"] = plain(key.view)
    if key.look is not None:
        out["look"] = plain(key.look)
    if key.weights is not None:
        out["weights"] = written(msgspec.structs.replace(start, weights=key.weights))
    return out


def _track_tree(track: Track) -> dict[str, Any]:
    points = []
    for p in track.points:
        ease = [p.ease if isinstance(p.ease, str) else list(p.ease)] if p.ease != "in-out" else []
        points.append([p.at, p.value, *ease])
    return {"knob": track.knob, "points": points}


# Back


def from_text(text: str | bytes, opener: Opener | None = None) -> Timeline:
    """The timeline that JSON text describes. opener: finds an artwork by a name or a path."""
    return timeline_from(parsed(text, MOST), opener)


def timeline_from(tree: Any, opener: Opener | None = None) -> Timeline:
    """The timeline that plain values describe.

    Raises:
        CanvasError: with the place of the fault, such as `$.keys[1].at`.
    """
    if not looks_like(tree):
        raise CanvasError("This is no timeline.", hint=f'Its JSON begins with {{"{KEY}": 1, ...}}.')
    _refuse_unknown(tree, _KNOWN, "$")
    version = tree[KEY]
    if version != VERSION:
        raise CanvasError(
            f"This timeline is of version {version!r:.20}; Canvas reads {VERSION}.",
            hint="Update Canvas." if isinstance(version, int) else 'Write "timeline": 1.',
        )
    listed = _listed(tree, "keys")
    keys = tuple(_key(key, f"$.keys[{i}]", opener) for i, key in enumerate(listed))
    tracks = tuple(_track(t, f"$.tracks[{i}]") for i, t in enumerate(_listed(tree, "tracks")))
    markers = tuple(_marker(m, f"$.markers[{i}]") for i, m in enumerate(_listed(tree, "markers")))
    words = {word: _told_word(tree, word) for word in _WORDS if word in tree}
    orbit = _converted(tree["orbit"], Orbit, "$.orbit") if tree.get("orbit") is not None else None
    base = _artwork(tree["base"], "$.base", opener) if tree.get("base") is not None else None
    return Timeline(keys=keys, base=base, tracks=tracks, markers=markers, orbit=orbit, **words)


def _told_word(tree: Mapping[str, Any], word: str) -> Any:
    kind = next(f.type for f in msgspec.structs.fields(Timeline) if f.name == word)
    return _converted(tree[word], kind, f"$.{word}")


def _listed(tree: Mapping[str, Any], name: str) -> list[Any]:
    found = tree.get(name, [])
    if not isinstance(found, list) or len(found) > 10_000:
        raise CanvasError(f"There must be a list of at most 10,000 - at `$.{name}`.")
    return found


def _key(tree: Any, place: str, opener: Opener | None) -> Keyframe:
    if not isinstance(tree, dict):
        raise CanvasError(f"A key is an object - at `{place}`.")
    _refuse_unknown(tree, _KEY_WORDS, place)
    parts: dict[str, Any] = {}
    if "artwork" in tree:
        parts["artwork"] = _artwork(tree["artwork"], f"{place}.artwork", opener)
    kinds = {"latent": tuple[float, ...], "view": View, "look": Look}
    for name, kind in kinds.items():
        if name in tree:
            parts[name] = _converted(tree[name], kind, f"{place}.{name}")
    if "weights" in tree:
        parts["weights"] = _artwork(tree["weights"], f"{place}.weights", opener).weights
    if "ease" in tree:
        parts["ease"] = _ease(tree["ease"], place)
    return _placed(place, lambda: Keyframe(at=_seconds(tree.get("at", 0.0), place), **parts))


def _track(tree: Any, place: str) -> Track:
    if not isinstance(tree, dict) or not isinstance(tree.get("knob"), str):
        raise CanvasError(f"A track is an object with a knob and points - at `{place}`.")
    _refuse_unknown(tree, {"knob", "points"}, place)
    points = tree.get("points")
    if not isinstance(points, list) or len(points) > 100_000:
        raise CanvasError(f"A track has a list of points - at `{place}`.")
    made = tuple(_point(p, f"{place}.points[{i}]") for i, p in enumerate(points))
    return _placed(place, lambda: Track(knob=tree["knob"], points=made))


def _point(tree: Any, place: str) -> Point:
    """[at, value] or [at, value, ease]."""
    if not isinstance(tree, list) or len(tree) not in (2, 3):
        raise CanvasError(f"A point is [seconds, value] or [seconds, value, ease] - at `{place}`.")
    value = tuple(tree[1]) if isinstance(tree[1], list) else tree[1]
    value = _converted(value, _VALUE, place)
    ease = {"ease": _ease(tree[2], place)} if len(tree) == 3 else {}
    return _placed(place, lambda: Point(at=_seconds(tree[0], place), value=value, **ease))


def _marker(tree: Any, place: str) -> Marker:
    """[seconds, name]."""
    if not isinstance(tree, list) or len(tree) != 2 or not isinstance(tree[1], str):
        raise CanvasError(f'A marker is [seconds, "name"] - at `{place}`.')
    return _placed(place, lambda: Marker(at=_seconds(tree[0], place), name=tree[1]))


_VALUE = float | int | bool | str | tuple[float, ...]


def _seconds(value: Any, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CanvasError(f"A time is a number of seconds - at `{place}`.")
    return float(value)


def _ease(value: Any, place: str) -> Ease:
    """A name, or the four numbers of a Bezier curve."""
    ease = tuple(value) if isinstance(value, list) else value
    said = fault(ease)
    if said:
        raise CanvasError(f"{said[:-1]} - at `{place}`.", hint=f"Try {', '.join(list(EASES)[:5])}.")
    return ease if isinstance(ease, str) else tuple(float(v) for v in ease)  # type: ignore[return-value]


def _placed(place: str, make: Callable[[], T]) -> T:
    """What a function makes; its complaint with the place it is about."""
    try:
        return make()
    except CanvasError as error:
        raise CanvasError(f"{error.message[:-1]} - at `{place}`.", hint=error.hint) from None


def _artwork(value: Any, place: str, opener: Opener | None) -> Artwork:
    if isinstance(value, str):
        if opener is None:
            raise CanvasError(f"An artwork is not named but written out here - at `{place}`.")
        return opener(value)
    if isinstance(value, dict) and set(value) == {"ndf"}:
        return _learned(value["ndf"], place)
    return _placed(place, lambda: from_tree(value))


def _learned(text: Any, place: str) -> Artwork:
    try:
        content = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise CanvasError(f"The weights are damaged - at `{place}`.") from None
    return ndf.read_from(io.BytesIO(content)).artwork


def _converted(value: Any, kind: Any, place: str) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        said, _, where = str(error).partition(" - at `$")
        raise CanvasError(f"{said} - at `{place}{where.rstrip('`')}`.") from None


def _refuse_unknown(tree: Mapping[str, Any], known: set[str], place: str) -> None:
    for name in tree:
        if name not in known:
            raise CanvasError(
                f"There is no {name!r:.80} in a timeline - at `{place}`.",
                hint=f"There are {', '.join(sorted(known))}.",
            )
