"""Settings: `--set knob=value` for any knob of an artwork, by its path or by its bare name.

A path is as in the recipe: `field.width`, `look.head.n`, `inputs.3.gain`. Setting the tag of a part,
as in `look.head.kind=bands`, replaces the part and keeps the knobs that both kinds have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, get_args, get_origin

import msgspec

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import Input
from canvas_app.core.look import Head
from canvas_app.core.palette import Palette, palette
from canvas_app.core.space import Space
from canvas_app.core.spec import Spec, knobs, members
from canvas_app.engine.family import family_union
from canvas_app.io.migrate import VERSION
from canvas_app.io.recipe import from_tree, stored

Path = tuple[str | int, ...]


def changed(artwork: Artwork, changes: Sequence[str]) -> Artwork:
    """The artwork after each `knob=value`, in order.

    Raises:
        CanvasError: a knob does not exist (near names are given) or a value does not suit it.
    """
    for change in changes:
        name, equals, text = change.partition("=")
        if not equals or not name:
            raise CanvasError(
                f"{change!r:.80} sets nothing.", hint="Write knob=value, as width=96."
            )
        artwork = _set(artwork, name.strip(), text.strip())
    return artwork


def _set(artwork: Artwork, name: str, text: str) -> Artwork:
    known = dict(_known(artwork))
    path = _meant(name, known)
    try:
        value = _value(text, known[path])
        if known[path] == "tag":
            path, value = path[:-1], _retagged(artwork, path, text)
        new = from_tree(_planted(_tree(artwork), path, value))
    except CanvasError as error:
        raise CanvasError(f"{name}={text:.80}: {error.message}", hint=error.hint) from error
    return new if new.drawn_by() == artwork.drawn_by() else new.but(statistics=None)


def _tree(artwork: Artwork) -> dict[str, Any]:
    names = [f.name for f in msgspec.structs.fields(stored())]
    return {"canvas": VERSION, **{name: _full(getattr(artwork, name)) for name in names}}


def _full(value: Any) -> Any:
    """A value as plain dicts and lists, defaults included."""
    if isinstance(value, Spec):
        config = value.__struct_config__
        tag = {config.tag_field: config.tag} if config.tag_field and config.tag is not None else {}
        return tag | {name: _full(getattr(value, name)) for name in value.__struct_fields__}
    return [_full(part) for part in value] if isinstance(value, tuple) else value


def _known(artwork: Artwork) -> Iterator[tuple[Path, Any]]:
    """Every path that can be set, with the type of its values."""
    for knob in knobs(stored()):
        if knob.name != "statistics":
            yield from _within((knob.name,), knob.type, getattr(artwork, knob.name))


def _within(path: Path, kind: Any, value: Any) -> Iterator[tuple[Path, Any]]:
    yield path, kind
    if isinstance(value, Spec):
        config = value.__struct_config__
        if config.tag is not None and config.tag_field:
            yield (*path, config.tag_field), "tag"
        for knob in knobs(value):
            yield from _within((*path, knob.name), knob.type, getattr(value, knob.name))
    elif isinstance(value, tuple):
        item = (get_args(kind) or (Any,))[0]
        for index, part in enumerate(value):
            yield from _within((*path, index), item, part)


def _meant(name: str, known: dict[Path, Any]) -> Path:
    """The path that a name means: the whole path, or the one path that ends so; a bare `seed` is the
    field's, and `artwork.seed` the other."""
    steps: Path = tuple(int(s) if s.isdigit() else s for s in name.split("."))
    if steps[0] == "artwork" and steps[1:] in known:
        return steps[1:]
    if steps in known and steps != ("seed",):
        return steps
    ends = [path for path in known if path[-len(steps) :] == steps]
    if not ends:
        words = {_text(p) for p in known} | {str(p[-1]) for p in known if isinstance(p[-1], str)}
        near = get_close_matches(name, sorted(words), 3)
        hint = f"Try {', '.join(near)}." if near else "See `canvas-app info RECIPE --json`."
        raise CanvasError(f"There is no knob called {name!r:.80}.", hint=hint)
    field = [path for path in ends if path[0] == "field"]
    chosen = ends if len(ends) == 1 else field
    if len(chosen) != 1:
        several = ", ".join(_text(path) for path in ends[:6])
        raise CanvasError(f"{name!r} could be {several}.", hint="Write the whole path.")
    return chosen[0]


def _text(path: Path) -> str:
    return ".".join(str(step) for step in path)


def _value(text: str, kind: Any) -> Any:
    """Text as a value of a knob's type."""
    if kind == "tag" or kind is str:
        return text
    if kind is Palette and not text.startswith("{"):
        return _full(palette(text))
    if kind is bool:
        return _truth(text)
    if kind is int or kind is float:
        return _number(text, kind)
    listed = get_origin(kind) is tuple and not text.startswith("[")
    try:
        return json.loads(f"[{text}]" if listed else text)
    except (ValueError, RecursionError):
        return [word.strip() for word in text.split(",")] if listed else text


def _truth(text: str) -> bool | str:
    words = {"true": True, "yes": True, "on": True, "1": True}
    words |= {"false": False, "no": False, "off": False, "0": False}
    return words.get(text.lower(), text)


def _number(text: str, kind: type) -> int | float | str:
    try:
        number: int | float | str = kind(text)
    except ValueError:
        return text
    return number


def _planted(tree: Any, path: Path, value: Any) -> Any:
    """A tree with one value replaced."""
    head, rest = path[0], path[1:]
    if isinstance(tree, list) and isinstance(head, int):
        return [_planted(v, rest, value) if i == head and rest else value if i == head else v
                for i, v in enumerate(tree)]  # fmt: skip
    if not rest:
        return {**tree, head: value}
    return {**tree, head: _planted(tree[head], rest, value)}


def _retagged(artwork: Artwork, path: Path, tag: str) -> dict[str, Any]:
    """A part of another kind, with those knobs of the old one that mean the same in the new."""
    old = artwork
    for step in path[:-1]:
        old = old[step] if isinstance(step, int) else getattr(old, step)  # type: ignore[index]
    kinds = {"field": family_union(), "space": Space, "inputs": Input}.get(str(path[0]), Head)
    new = members(kinds).get(tag)
    mine = {k.name: k.type for k in knobs(old)}  # type: ignore[arg-type]
    same = [k.name for k in knobs(new) if mine.get(k.name) == k.type] if new else []
    return {str(path[-1]): tag, **{n: _full(getattr(old, n)) for n in same}}
