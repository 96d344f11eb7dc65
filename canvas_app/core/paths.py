"""Paths: the name of every knob of an artwork, such as `field.width` or `look.head.n`.

One spelling for the command line's --set, the locks and dice of the inspector, and animated knobs.
Parts: field, space.N, inputs.N, latent.N, look.…, home, reference; then the knob's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from .artwork import Artwork
from .errors import CanvasError
from .spec import Knob, Spec, knobs

ROOTS = ("field", "space", "inputs", "latent", "look")
LATENT = Knob(
    "latent", float, 0.0, -4.0, 4.0, False, "", "One direction of the field's space", True
)


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


def places(artwork: Artwork) -> Iterator[Place]:
    """Every knob of an artwork, in the order of its stages."""
    for root in ROOTS:
        yield from _inside(root, getattr(artwork, root))


def _inside(path: str, value: Any) -> Iterator[Place]:
    if isinstance(value, Spec):
        for knob in knobs(value):
            inner = getattr(value, knob.name)
            if isinstance(inner, Spec):
                yield from _inside(f"{path}.{knob.name}", inner)
            else:
                yield Place(f"{path}.{knob.name}", knob, inner)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            if isinstance(inner, Spec):
                yield from _inside(f"{path}.{index}", inner)
            else:
                yield Place(f"{path}.{index}", LATENT, inner)


def place(artwork: Artwork, path: str) -> Place:
    """The knob called `path`; its last part is enough where only one knob is called so.

    Raises:
        CanvasError: there is none, or there are several; the hint names them.
    """
    every = {p.path: p for p in places(artwork)}
    if path in every:
        return every[path]
    ending = [p for name, p in every.items() if name.endswith(f".{path}")]
    if len(ending) == 1:
        return ending[0]
    if ending:
        names = ", ".join(p.path for p in ending[:4])
        raise CanvasError(f"There are several knobs called {path!r}.", hint=f"Say {names}.")
    last = {name.rpartition(".")[2]: name for name in every}
    near = get_close_matches(path, [*every, *last], 3)
    hint = f"Did you mean {', '.join(near)}?" if near else "See `canvas-app info FILE`."
    raise CanvasError(f"There is no knob called {path!r}.", hint=hint)


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
