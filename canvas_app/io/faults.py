"""Faults: a validation error told to a person, with the names that were meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any, get_args

from canvas_app.core.errors import CanvasError
from canvas_app.core.spec import Spec, knobs, members, tag_of

_PLACE = re.compile(r" - at `([^`]*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def told(message: str, tree: Any, form: type[Spec]) -> CanvasError:
    """The error for what msgspec said of `tree`, which should have been a `form`."""
    unknown = re.search(r"unknown field `([^`]*)`", message)
    found = _PLACE.search(message)
    place = found.group(1) if found else "$"
    if unknown:
        return _unknown_key(unknown.group(1), place, tree, form)
    if found is None:
        message = f"{message} - at `$`"
    hint = ""
    bad = re.search(r"Invalid (?:enum )?value '([^']*)'", message)
    if bad:
        hint = _near(bad.group(1), _choices(place, tree, form))
    return CanvasError(f"{message[0].upper()}{message[1:]}.", hint=hint)


def _unknown_key(name: str, place: str, tree: Any, form: type[Spec]) -> CanvasError:
    kind = _resolved(_type_at(place, tree, form), _value_at(place, tree))
    known = kind.__struct_fields__ if kind else ()
    what = tag_of(kind) if kind else ""
    owner = f"{what!r} has" if what else "There is"
    return CanvasError(
        f"{owner} no knob called {name!r} - at `{place}`.", hint=_near(name, list(known))
    )


def _choices(place: str, tree: Any, form: type[Spec]) -> list[str]:
    parent, _, last = place.rpartition(".")
    kinds = members(_type_at(parent, tree, form)) if last in {"kind", "family"} else {}
    if kinds:
        return list(kinds)
    annotation = _type_at(place, tree, form)
    return [c for c in _flat(annotation) if isinstance(c, str)]


def _near(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 3) or (known if len(known) <= 12 else [])
    return f"Try {', '.join(near)}." if near else ""


def _value_at(place: str, tree: Any) -> Any:
    for name, index in _STEP.findall(place):
        try:
            tree = tree[name] if name else tree[0 if index == "..." else int(index)]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _type_at(place: str, tree: Any, form: Any) -> Any:
    current: Any = form
    for name, _ in _STEP.findall(place):
        if name:
            kind = _resolved(current, tree)
            hints = {k.name: k.type for k in knobs(kind)} if kind is not None else {}
            current = hints.get(name)
            tree = tree.get(name) if isinstance(tree, dict) else None
        else:
            current = get_args(current)[0] if get_args(current) else None
            tree = tree[0] if isinstance(tree, list) and tree else None
    return current


def _resolved(annotation: Any, value: Any) -> type[Spec] | None:
    """The spec class that an annotation means for a value, by the value's tag where it must."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return annotation
    kinds = [k for k in get_args(annotation) if isinstance(k, type) and issubclass(k, Spec)]
    if len(kinds) == 1:
        return kinds[0]
    by_tag = {tag_of(k): k for k in kinds}
    tag = (
        value.get(kinds[0].__struct_config__.tag_field)
        if kinds and isinstance(value, dict)
        else None
    )
    return by_tag.get(tag) if isinstance(tag, str) else None


def _flat(annotation: Any) -> list[Any]:
    args = get_args(annotation)
    return [x for a in args for x in (_flat(a) or [a])] if args else []
