"""Recipes: an artwork as JSON text and back. Equal artworks give equal text.

A recipe leaves out what is as by default, except palettes, which are whole so that a picture never
depends on a library. Unknown keys, wrong kinds and numbers out of range are refused with their place.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Annotated, Any

import msgspec

from canvas_app.core.artwork import About, Artwork, Statistics
from canvas_app.core.errors import CanvasError
from canvas_app.core.inputs import XYR, Input
from canvas_app.core.look import Look
from canvas_app.core.palette import Palette, palette
from canvas_app.core.space import Space
from canvas_app.core.spec import Spec, knob
from canvas_app.core.view import HOME, View
from canvas_app.core.volume import Volume
from canvas_app.engine.family import family_union

from . import faults
from .layout import laid_out
from .migrate import VERSION, migrated

MAX_BYTES = 8_000_000
"""A recipe is text of at most this many bytes."""

LEARNED = "learned"
"""Key of a compact recipe whose weights are elsewhere: their digest."""

_LARGEST = 1e30
_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON can spell them alone; UTF-8 cannot
_Number = Annotated[float, knob(ge=-1e6, le=1e6)]
_FIELDS: list[Any] = [
    ("title", Annotated[str, knob(max_length=500)], "Untitled"),
    ("seed", Annotated[int, knob(ge=0, le=2**53 - 1)], 0),
    ("space", Annotated[tuple[Space, ...], knob(max_length=64)], ()),
    ("inputs", Annotated[tuple[Input, ...], knob(max_length=64)], XYR),
    ("latent", Annotated[tuple[_Number, ...], knob(max_length=1024)], ()),
    ("look", Look, Look()),
    ("home", View, HOME),
    ("reference", View, HOME),
    ("volume", Volume, Volume()),
    ("statistics", Statistics | None, None),
    ("about", About, About()),
]
_ORDER = (
    "title", "seed", "space", "inputs", "field", "latent", "look", "home", "reference",
    "volume", "statistics", "about",
)  # fmt: skip


@cache
def stored() -> type[Spec]:
    """The form of a recipe: an artwork without weights, every part bounded."""
    fields = [("field", family_union()), *_FIELDS]
    form: type[Spec] = msgspec.defstruct("Recipe", fields, bases=(Spec,))  # type: ignore[assignment]
    return form


def to_tree(artwork: Artwork) -> dict[str, Any]:
    """An artwork as plain dicts, lists and numbers, in canonical order without defaults.

    Raises:
        CanvasError: the artwork holds weights, which belong in .ndf files, or a value that no recipe
            may hold.
    """
    if artwork.weights is not None:
        raise CanvasError(
            "This artwork holds learned weights, which a recipe cannot carry.",
            hint="Save it as .ndf instead.",
        )
    raw = {name: msgspec.to_builtins(getattr(artwork, name)) for name in _ORDER}
    return {"canvas": VERSION, **plain(_checked(raw))}


def from_tree(tree: Any) -> Artwork:
    """The artwork that plain dicts, lists and numbers describe; older versions are brought up first.

    Raises:
        CanvasError: with the place of the fault, such as `$.field.width`.
    """
    if isinstance(tree, dict) and LEARNED in tree:
        raise CanvasError(
            "This recipe is of a fitted field, and its learned weights are not in this file.",
            hint="Open the .ndf file that it was made from.",
        )
    return _artwork(_checked(_with_palettes(migrated(tree))))


def to_text(artwork: Artwork) -> str:
    """An artwork as JSON for people: short things on one line. Ends with a new line."""
    return laid_out(to_tree(artwork)) + "\n"


def to_compact(artwork: Artwork) -> str:
    """An artwork as JSON without spaces, in ASCII: what pictures carry. Learned weights are no part
    of it: their digest stands for them, so that the text is as unique as the artwork, and whoever
    opens it is told where the weights are."""
    tree = to_tree(without_weights(artwork))
    if artwork.weights is not None:
        tree[LEARNED] = artwork.weights.digest
    return json.dumps(tree, separators=(",", ":"), ensure_ascii=True)


def without_weights(artwork: Artwork) -> Artwork:
    """The artwork as if its weights were drawn from the seed, its statistics kept."""
    if artwork.weights is None:
        return artwork
    return artwork.but(weights=None, statistics=artwork.statistics)


def from_text(text: str | bytes) -> Artwork:
    """The artwork that JSON text describes. A CanvasError with the place of any fault."""
    return from_tree(parsed(text))


def parsed(text: str | bytes, limit: int = MAX_BYTES) -> Any:
    """JSON text as plain values; refuses what is too long, too deep, doubled or not a number."""
    if len(text) > limit:
        raise CanvasError(
            f"The text is {len(text):,} long, which no recipe is.",
            hint=f"A recipe has at most {limit:,} bytes.",
        )
    try:
        string = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    except UnicodeDecodeError:
        raise CanvasError("This is not text.", hint="A recipe is JSON in UTF-8.") from None
    try:
        return json.loads(string, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise _not_json(string, error) from None
    except RecursionError:
        raise CanvasError("The JSON is nested too deeply.", hint="No recipe is.") from None
    except ValueError:
        raise CanvasError("The JSON holds a number of absurd length.") from None


def plain(value: Any) -> Any:
    """A checked value as builtins: tags first, defaults left out (by value), palettes whole."""
    if isinstance(value, Spec):
        return _plain_spec(value)
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, float):
        return value + 0.0  # -0.0 equals 0.0 and must be written alike
    return value


def _plain_spec(spec: Spec) -> dict[str, Any]:
    config = spec.__struct_config__
    out: dict[str, Any] = {}
    if config.tag is not None and config.tag_field:
        out[config.tag_field] = config.tag
    whole = isinstance(spec, Palette)
    fields = {f.name: f.default for f in msgspec.structs.fields(spec)}
    names = _ORDER if isinstance(spec, stored()) else spec.__struct_fields__
    for name in names:
        value = getattr(spec, name)
        if value != fields[name] or (whole and name in {"name", "kind", "stops"}):
            out[name] = plain(value)
    return out


def _checked(tree: dict[str, Any]) -> Spec:
    tree = {name: value for name, value in tree.items() if name != "canvas"}
    try:
        form = msgspec.convert(tree, stored())
    except msgspec.ValidationError as error:
        raise faults.told(str(error), tree, stored()) from None
    except RecursionError:
        raise CanvasError("The recipe is nested too deeply.") from None
    except OverflowError:
        raise CanvasError("The recipe holds a number that is too large.") from None
    _refuse_wild(form, "$")
    return form


def _artwork(form: Spec) -> Artwork:
    artwork = Artwork(**{name: getattr(form, name) for name in _ORDER})
    known = artwork.statistics
    if known is not None and len(known.low) != artwork.channels:
        raise CanvasError(
            f"There are statistics of {len(known.low)} values, and the field has "
            f"{artwork.channels} - at `$.statistics`.",
            hint="Leave them out: they are measured anew.",
        )
    return artwork


def _refuse_wild(value: Any, place: str) -> None:
    """Refuse what the form allows and no file can hold: numbers without end, halves of letters."""
    if isinstance(value, float) and not -_LARGEST <= value <= _LARGEST:
        raise CanvasError(
            f"{value} is not a number a recipe can hold - at `{place}`.",
            hint="Numbers are finite and at most 1e30.",
        )
    if isinstance(value, str) and not value.isascii() and _SURROGATE.search(value):
        raise CanvasError(f"There is half a letter, which is no text - at `{place}`.")
    if isinstance(value, Spec):
        for name in value.__struct_fields__:
            _refuse_wild(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            _refuse_wild(item, f"{place}[{index}]")


def _with_palettes(tree: dict[str, Any]) -> dict[str, Any]:
    """Palettes given by name alone made whole."""
    look = tree.get("look")
    if not isinstance(look, dict):
        return tree
    look = dict(look)
    if "palette" in look:
        look["palette"] = _whole(look["palette"], "$.look.palette")
    head = look.get("head")
    if isinstance(head, dict) and "gold" in head:
        look["head"] = {**head, "gold": _whole(head["gold"], "$.look.head.gold")}
    return {**tree, "look": look}


def _whole(value: Any, place: str) -> Any:
    name = value if isinstance(value, str) else None
    if isinstance(value, dict) and "name" in value and "stops" not in value:
        name = value["name"]
    if not isinstance(name, str):
        return value
    try:
        found = palette(name)
    except CanvasError as error:
        raise CanvasError(f"{error.message[:-1]} - at `{place}`.", hint=error.hint) from None
    rest = value if isinstance(value, dict) else {}
    return {**plain(found), **rest}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise CanvasError(
            f"The JSON says {twice[:80]!r} twice in one place.", hint="Keep one of them."
        )
    return out


def _not_json(text: str, error: json.JSONDecodeError) -> CanvasError:
    if not text.strip():
        return CanvasError("The file is empty.", hint="A recipe is JSON text.")
    at = f"line {error.lineno}, column {error.colno}"
    if not text.rstrip().endswith("}"):
        return CanvasError(f"The JSON breaks off or is none ({at}).", hint="Was it copied whole?")
    return CanvasError(f"This is not JSON: {error.msg.lower()} ({at}).")
