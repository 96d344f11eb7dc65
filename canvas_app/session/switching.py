"""Switching: another family, another symmetry, in place of the one there, with all that fits kept."""

from __future__ import annotations

from typing import Any, Literal, cast

import msgspec

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.space import Fold, MirrorX, MirrorY, Space, WallpaperFold
from canvas_app.engine.family import FAMILIES

Symmetry = Literal["none", "mirror", "fold", "wallpaper"]
SYMMETRIES: tuple[Symmetry, ...] = ("none", "mirror", "fold", "wallpaper")
_KINDS: tuple[type[Space], ...] = (MirrorX, MirrorY, Fold, WallpaperFold)
_NAMES: dict[type[Any], Symmetry] = {
    MirrorX: "mirror", MirrorY: "mirror", Fold: "fold", WallpaperFold: "wallpaper"
}  # fmt: skip
# A family's own defaults serve fitting; to look at, these suit the inputs of a drawing.
_CALM: dict[str, dict[str, Any]] = {"siren": {"omega": 4.0, "hidden_omega": 1.3, "depth": 3}}


def with_family(artwork: Artwork, tag: str) -> Artwork:
    """The artwork drawn by another family. Inputs, space, latent and look stay, and so does every
    knob that both families have and the new one can hold. Learned weights go.

    Raises:
        CanvasError: there is no such family.
    """
    kind, old = FAMILIES.find(tag), artwork.field
    if type(old) is kind:
        return artwork
    new = kind(**_CALM.get(tag, {}))
    shared = [n for n in kind.__struct_fields__ if n in old.__struct_fields__]
    for name in shared:
        if name in _CALM.get(tag, {}):
            continue
        value = msgspec.to_builtins(getattr(old, name))
        try:
            new = new.but(**{name: value})
        except CanvasError:
            continue  # this family cannot hold it: its own default stays
    return artwork.but(field=new, weights=None)


def symmetry_of(artwork: Artwork) -> Symmetry:
    """The first symmetry of the plane, by its kind."""
    for step in artwork.space:
        if type(step) in _NAMES:
            return _NAMES[type(step)]
    return "none"


def symmetry_place(artwork: Artwork) -> int | None:
    """Where in the space the first symmetry stands."""
    kinds = [type(step) in _KINDS for step in artwork.space]
    return kinds.index(True) if True in kinds else None


def symmetry_order(artwork: Artwork, wanted: Symmetry) -> list[int | None]:
    """For each step after `with_symmetry`, its place before; None for the new symmetry."""
    stay: list[int | None] = [k for k, s in enumerate(artwork.space) if type(s) not in _KINDS]
    if wanted == "none":
        return stay
    at = symmetry_place(artwork) or 0
    return [*stay[:at], None, *stay[at:]]


def with_symmetry(artwork: Artwork, wanted: Symmetry) -> Artwork:
    """The artwork with this symmetry in place of any other. A new one comes first of all steps, so
    that everything after it is symmetric."""
    made: dict[Symmetry, Space] = {
        "mirror": MirrorX(), "fold": Fold(), "wallpaper": WallpaperFold()
    }  # fmt: skip
    steps = [made[wanted] if k is None else artwork.space[k]
             for k in symmetry_order(artwork, wanted)]  # fmt: skip
    return artwork.but(space=tuple(cast(Any, steps)))
