"""Settings: `--set knob=value` for any knob of an artwork, by its path or by its bare name.

A path is as in the recipe: `field.width`, `look.head.n`, `inputs.3.gain`. Setting the tag of a part,
as in `look.head.kind=bands`, replaces the part and keeps the knobs that both kinds have.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, get_origin

import msgspec

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import Input
from canvas_app.core.look import Head
from canvas_app.core.palette import Palette, palette
from canvas_app.core.paths import named, parts
from canvas_app.core.space import Space
from canvas_app.core.spec import Spec, knobs, members
from canvas_app.engine.family import family_union
from canvas_app.io.migrate import VERSION
from canvas_app.io.recipe import from_tree, stored

_TAG = "tag"


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
        if known[path] is _TAG:
            path, value = path.rpartition(".")[0], _retagged(artwork, path, text)
        new = from_tree(_planted(_tree(artwork), path.split("."), value))
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


def _known(artwork: Artwork) -> Iterator[tuple[str, Any]]:
    """Every path that can be set, with the type of its values; tags of parts are paths, too."""
    for part in parts(artwork):
        yield part.path, part.knob.type
        if isinstance(part.value, Spec):
            config = part.value.__struct_config__
            if config.tag is not None and config.tag_field:
                yield f"{part.path}.{config.tag_field}", _TAG


def _meant(name: str, known: Collection[str]) -> str:
    """The path that a name means; a bare `seed` is the field's, and `artwork.seed` the other."""
    whole = name.removeprefix("artwork.")
    if whole != name and whole in known:
        return whole
    return named("field.seed" if name == "seed" else name, known)


def _value(text: str, kind: Any) -> Any:
    """Text as a value of a knob's type."""
    if kind is _TAG or kind is str:
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


def number_or_word(text: str, kind: Any) -> Any:
    """Text as a value of a knob's type; what does not suit it is left for the knob to refuse."""
    return _value(text, kind)


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


def _planted(tree: Any, steps: list[str], value: Any) -> Any:
    """A tree with one value replaced."""
    if not steps:
        return value
    step, *rest = steps
    if isinstance(tree, list):
        index = int(step)
        return [*tree[:index], _planted(tree[index], rest, value), *tree[index + 1 :]]
    return {**tree, step: _planted(tree[step] if rest else None, rest, value)}


def _retagged(artwork: Artwork, path: str, tag: str) -> dict[str, Any]:
    """A part of another kind, with those knobs of the old one that mean the same in the new."""
    part, _, tag_field = path.rpartition(".")
    old = next(p.value for p in parts(artwork) if p.path == part)
    root = part.partition(".")[0]
    kinds = {"field": family_union(), "space": Space, "inputs": Input}.get(root, Head)
    new = members(kinds).get(tag)
    mine = {k.name: k.type for k in knobs(old)}
    same = [k.name for k in knobs(new) if mine.get(k.name) == k.type] if new else []
    return {tag_field: tag, **{n: _full(getattr(old, n)) for n in same}}
