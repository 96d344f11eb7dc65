"""Names and help are said once: what forms, files and the reference read is complete and agrees."""

from __future__ import annotations

from typing import get_args

import pytest
from jaxtyping import TypeCheckError

from canvas_app.core.errors import CanvasError
from canvas_app.core.field import ActivationName, FieldSpec
from canvas_app.core.inputs import Input
from canvas_app.core.look import Finish, Head, Levels, Relief
from canvas_app.core.space import Space
from canvas_app.core.spec import Spec, knobs, members
from canvas_app.core.view import View
from canvas_app.engine.activations import ACTIVATIONS
from canvas_app.engine.family import FAMILIES, Lowerable

STAGES = [
    *members(Space).values(),
    *members(Input).values(),
    *members(Head).values(),
    Levels,
    Relief,
    Finish,
]


def unexplained(spec: type[Spec]) -> list[str]:
    """The knobs of a spec that have no help."""
    return [knob.name for knob in knobs(spec) if not knob.doc.strip()]


def test_every_family_is_found_and_lowers() -> None:
    """The families of the first release are there, each under its own tag."""
    assert {"cppn", "conv", "graph", "siren"} <= set(FAMILIES)
    for name, spec in FAMILIES.items():
        assert issubclass(spec, FieldSpec), name
        assert isinstance(spec(), Lowerable), name


def test_every_knob_of_every_family_has_help() -> None:
    """A slider without a tooltip is a riddle."""
    bare = {name: unexplained(spec) for name, spec in FAMILIES.items()}
    assert {name: found for name, found in bare.items() if found} == {}


def test_every_family_names_its_source() -> None:
    """The docstring says where the idea comes from; two lines are the least that can."""
    short = [name for name, spec in FAMILIES.items() if len((spec.__doc__ or "").split()) < 8]
    assert short == []


@pytest.mark.parametrize("spec", STAGES, ids=lambda spec: spec.__name__)
def test_every_knob_of_every_stage_has_help(spec: type[Spec]) -> None:
    """So is a slider of a stage."""
    assert unexplained(spec) == []


def test_activations_are_named_once() -> None:
    """What a recipe may say and what the engine can do are the same list."""
    assert set(get_args(ActivationName)) == set(ACTIVATIONS)


def test_shapes_and_types_are_checked_during_tests() -> None:
    """The import hook of pyproject.toml is on, and lets an int be a float as mypy does."""
    with pytest.raises(TypeCheckError):
        CanvasError(7)  # type: ignore[arg-type]
    assert View(x=0, y=1, height=2).x == 0
