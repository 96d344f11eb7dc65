"""Starts: the artwork a fit begins with, and the artwork it ends in. No torch here.

A fitted artwork maps x and y straight to values, and its look shows them as they are. Its home view
frames the picture: it is 2 high, and pixel (0, 0) of the source lies in the corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.field import FieldSpec
from canvas_app.core.inputs import X, Y
from canvas_app.core.look import Grey, Head, Levels, Look, Rgb
from canvas_app.core.stops import light_for
from canvas_app.core.view import Size
from canvas_app.core.weights import Weights
from canvas_app.engine.family import FAMILIES, Lowerable

from .plans import Preset, field_changes, numbers_for, numbers_of_cells, suited
from .targets import Target

LATENT = "latent"  # the name under which a learned latent lies among the weights


@runtime_checkable
class FittedTo(Protocol):
    """A family whose layout follows the picture, such as a pyramid of grids."""

    def fitted_to(self, size: Size, outputs: int, numbers: int) -> FieldSpec:
        """The same knobs for a picture of (width, height) pixels and about so many numbers."""
        ...


@runtime_checkable
class Partitioned(Protocol):
    """A family whose network is divided into cells."""

    def partitioned(
        self,
        axes: Sequence[int],
        frame: Sequence[float],
        outputs: int,
        numbers: int,
        cells: Sequence[int] | None = None,
    ) -> FieldSpec:
        """The same knobs for a signal of so many samples (array order) on a frame (x0, x1[, y0, y1[,
        z0, z1]]), with about so many numbers. cells: along each axis, where a person chose them."""
        ...


def field_for(family: str, target: Target, preset: Preset = "quick", **changes: Any) -> FieldSpec:
    """The field of a family that suits a target.

    Raises:
        CanvasError: there is no such family, it has nothing to learn, or a knob is wrong.
    """
    cells = changes.pop("cells", None)
    changes = suited(family, changes)
    spec = FAMILIES.find(family)().but(**{**field_changes(family, preset), **changes})
    if isinstance(spec, Partitioned):
        spec = spec.partitioned(
            target.axes, target.bounds, target.channels, numbers_of_cells(preset), cells
        )
        return spec.but(**changes)
    if cells is not None:
        raise CanvasError(
            f"Fields of the family {family} have no cells.", hint="Try --family local-global."
        )
    if isinstance(spec, FittedTo):
        spec = spec.fitted_to(target.size, target.channels, numbers_for(preset))
        return spec.but(**changes)
    return spec.but(outputs=target.channels)


def artwork_for(
    target: Target, family: str = "grid", preset: Preset = "quick", **changes: Any
) -> Artwork:
    """The artwork that a fit of `target` begins with."""
    field = field_for(family, target, preset, **changes)
    artwork = Artwork(
        field=field, title=target.name or "Untitled", inputs=(X(), Y()), look=look_for(target)
    )
    check_fittable(artwork)
    return artwork


def look_for(target: Target) -> Look:
    """The look that shows a target's values as they are; light through a tone curve that suits it."""
    head: Head = Rgb() if target.channels >= 3 else Grey()
    if target.coding == "log":
        head = light_for(target.pixels[..., : 3 if target.channels >= 3 else 1])
    return Look(levels=Levels(mapping="range"), head=head)


def check_fittable(artwork: Artwork) -> None:
    """A CanvasError for a field that has nothing to learn."""
    spec = artwork.field
    groups = tuple(1 for _ in artwork.inputs)
    if isinstance(spec, Lowerable) and not spec.program(groups, len(artwork.latent)).parameters:
        tag = spec.__struct_config__.tag
        raise CanvasError(
            f"The family {tag} cannot be fitted: it has no weights.",
            hint="Try grid for pictures, or siren.",
        )


def fitted(artwork: Artwork, weights: Weights) -> Artwork:
    """The artwork with what was learned; a learned latent becomes the artwork's own."""
    if LATENT not in weights:
        return artwork.but(weights=weights)
    rest = Weights({name: a for name, a in weights.items() if name != LATENT})
    latent = tuple(float(z) for z in weights[LATENT].reshape(-1))
    return artwork.but(weights=rest, latent=latent)
