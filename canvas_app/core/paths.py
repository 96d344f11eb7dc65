"""Paths: the name of everything in an artwork, such as `field.width`, `look.head.n` or `inputs.2`.

One spelling for the command line's --set, the locks and dice of the inspector, and animated knobs:
the part of the artwork, then knob within knob; members of a tuple by their number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Annotated, Any, get_args, get_origin

from .artwork import Artwork
from .errors import CanvasError
from .spec import Knob, Spec, knobs

ROOTS = ("field", "space", "inputs", "latent", "look")
SOLID = ("volume",)  # reached by whole paths alone: no chance and no lock, no picture reads it
LATENT = Knob(
    "latent", float, 0.0, -4.0, 4.0, False, "", "One direction of the field's space", True
)
_MEASURED = ("statistics", "weights")  # found out, never set


@dataclass(frozen=True, slots=True)
class Place:
    """One knob of one artwork: where it is, what it may be, and what it is now."""

    path: str
    knob: Knob
    value: Any

    @property
    def group(self) -> str:
        """The path of the part it belongs to."""
        return self.path.rpartition(".")[0]


def places(artwork: Artwork, roots: Collection[str] = ROOTS) -> Iterator[Place]:
    """Every knob of the stages of an artwork, in their order. A tuple within a spec is one knob."""
    for root in _roots(artwork):
        if root.path in roots:
            for each in _parts(root, members=False):
                if each.path not in ROOTS and not isinstance(each.value, Spec):
                    yield each


def parts(artwork: Artwork) -> Iterator[Place]:
    """All that has a name: whole stages and specs before what they hold, members of tuples too."""
    for root in _roots(artwork):
        yield from _parts(root, members=True)


def _roots(artwork: Artwork) -> Iterator[Place]:
    found = {k.name: Place(k.name, k, getattr(artwork, k.name)) for k in knobs(Artwork)}
    first = {name: found.pop(name) for name in ROOTS}
    yield from first.values()
    yield from (root for root in found.values() if root.path not in _MEASURED)


def _parts(whole: Place, *, members: bool) -> Iterator[Place]:
    """A part, then what it holds; members of tuples within specs only if asked."""
    yield whole
    inner: list[Place] = []
    if isinstance(whole.value, Spec):
        inner = [
            Place(f"{whole.path}.{k.name}", k, getattr(whole.value, k.name))
            for k in knobs(whole.value)
        ]
    elif isinstance(whole.value, tuple) and (members or whole.path in ROOTS):
        each = LATENT if whole.path == "latent" else _member(whole.knob)
        inner = [Place(f"{whole.path}.{i}", each, value) for i, value in enumerate(whole.value)]
    for part in inner:
        yield from _parts(part, members=members)


def _member(knob: Knob) -> Knob:
    """A knob for each member of a tuple: of its kind, without limits of its own."""
    kind = (get_args(knob.type) or (Any,))[0]
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return replace(knob, type=kind, default=None)


def named(name: str, paths: Collection[str]) -> str:
    """The path that a name means: itself, or the one that ends so; of several, the field's.

    Raises:
        CanvasError: there is none, or there are several; the hint names some.
    """
    if name in paths:
        return name
    ends = [path for path in paths if path.endswith(f".{name}")]
    mine = [path for path in ends if path.startswith("field.")]
    chosen = ends if len(ends) == 1 else mine
    if len(chosen) == 1:
        return chosen[0]
    if ends:
        raise CanvasError(
            f"There are several knobs called {name!r:.80}.", hint=f"Say {', '.join(ends[:6])}."
        )
    last = [path.rpartition(".")[2] for path in paths]
    words = {*paths, *(word for word in last if not word.isdigit())}
    near = get_close_matches(name, sorted(words), 3)
    hint = f"Did you mean {', '.join(near)}?" if near else "See `canvas-app info FILE --json`."
    raise CanvasError(f"There is no knob called {name!r:.80}.", hint=hint)


def place(artwork: Artwork, path: str) -> Place:
    """The knob called `path`; its last part is enough where only one knob is called so.

    Raises:
        CanvasError: there is none, or there are several; the hint names them.
    """
    roots = SOLID if path.partition(".")[0] in SOLID else ROOTS
    every = {p.path: p for p in places(artwork, roots)}
    return every[named(path, every)]


def with_value(artwork: Artwork, path: str, value: Any) -> Artwork:
    """The artwork with one knob set, validated.

    Raises:
        CanvasError: no such knob, or the value is outside its range.
    """
    root, *rest = place(artwork, path).path.split(".")
    return artwork.but(**{root: _replaced(getattr(artwork, root), rest, value)})


def _replaced(part: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    name, *rest = path
    if isinstance(part, tuple):
        index = int(name)
        return (*part[:index], _replaced(part[index], rest, value), *part[index + 1 :])
    return part.but(**{name: _replaced(getattr(part, name), rest, value)})
