"""Solids: the artworks that fits of signals and volumes begin with, where `starts.py` has pictures. No torch.

Features come first in the order x[, y[, z]]: what is divided into cells reads its place from them.
"""

from __future__ import annotations

from typing import Any

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.field import FieldSpec
from canvas_app.core.inputs import Input, X, Y, Z
from canvas_app.core.look import Grey, Levels, Look, Rgb
from canvas_app.engine.family import FAMILIES

from .frames import home_for
from .plans import Preset, field_changes, numbers_of_cells
from .starts import FittedTo, Partitioned, artwork_for, check_fittable
from .targets import Target

INPUTS: dict[int, tuple[Input, ...]] = {1: (X(),), 2: (X(), Y()), 3: (X(), Y(), Z())}
FAMILY = {1: "siren", 2: "grid", 3: "siren"}
"""The family that is fitted where nobody names one, by the number of axes."""


def start_for(
    target: Target, family: str | None = None, preset: Preset = "quick", **changes: Any
) -> Artwork:
    """The artwork that a fit of `target` begins with, whatever its axes. family None: one that suits.

    Raises:
        CanvasError: there is no such family, it is for pictures alone, or a knob is wrong.
    """
    count = len(target.axes)
    name = family or FAMILY[count]
    if count == 2 and target.frame is None:
        return artwork_for(target, name, preset, **changes)
    home = home_for(target.axes, target.bounds)
    artwork = Artwork(
        field=_field(name, target, preset, changes),
        title=target.name or "Untitled",
        inputs=INPUTS[count],
        look=_look(target),
        home=home,
        reference=home,
    )
    check_fittable(artwork)
    return artwork


def _field(family: str, target: Target, preset: Preset, changes: dict[str, Any]) -> FieldSpec:
    spec = FAMILIES.find(family)().but(**field_changes(family, preset), outputs=target.channels)
    if isinstance(spec, FittedTo):
        raise CanvasError(
            f"The family {family} is for pictures alone.",
            hint=f"This has {len(target.axes)} axes: try --family siren or siren-cells.",
        )
    cells = changes.pop("cells", None)
    if isinstance(spec, Partitioned):
        spec = spec.partitioned(
            target.axes, target.bounds, target.channels, numbers_of_cells(preset), cells
        )
    elif cells is not None:
        raise CanvasError(
            f"Fields of the family {family} have no cells.", hint="Try --family local-global."
        )
    return spec.but(**changes)


def _look(target: Target) -> Look:
    """Values as they are; of numbers about zero, -1 is black."""
    low = -1.0 if target.coding == "plain" else 0.0
    head = Rgb() if target.channels >= 3 else Grey()
    return Look(levels=Levels(mapping="range", low=low), head=head)
