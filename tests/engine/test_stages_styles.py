"""Styles: fifty entries that are recipes, whose ranges name knobs that exist."""

from __future__ import annotations

import pytest

from canvas_app.core.errors import CanvasError
from canvas_app.core.palette import shipped_palettes
from canvas_app.core.paths import place
from canvas_app.core.styles import Style, style, style_recipe, styles
from canvas_app.engine.gate import limits_with
from canvas_app.io.migrate import VERSION
from canvas_app.io.recipe import from_tree

EVERY = pytest.mark.parametrize("each", styles(), ids=lambda each: each.name)


def test_there_are_fifty_with_names_of_their_own() -> None:
    """As in the art direction."""
    names = [each.name for each in styles()]
    assert len(names) == len({name.casefold() for name in names}) == 50
    assert style(" rose WINDOW ").name == "Rose Window"
    with pytest.raises(CanvasError, match="no style"):
        style("Rose Door")


@EVERY
def test_a_style_is_a_recipe(each: Style) -> None:
    """Valid, decided by the seed, and the family hears as many latent numbers as it is given."""
    artwork = from_tree({"canvas": VERSION, **style_recipe(each, 7)})
    assert artwork == from_tree({"canvas": VERSION, **style_recipe(each, 7)})
    assert artwork != from_tree({"canvas": VERSION, **style_recipe(each, 8)})
    assert artwork.field.seed == artwork.seed == 7
    assert len(artwork.latent) == each.latent
    assert artwork.about.style == each.name


@EVERY
def test_ranges_name_knobs_that_exist(each: Style) -> None:
    """And leave them inside what the knob allows."""
    artwork = from_tree({"canvas": VERSION, **style_recipe(each, 7)})
    for spread in each.ranges:
        assert spread.choices or spread.low < spread.high
        for path in spread.paths:
            place(artwork, path)


@EVERY
def test_palettes_and_limits_are_known(each: Style) -> None:
    """By the names under which they are shipped."""
    assert set(each.palettes) <= set(shipped_palettes())
    assert set(each.gate) <= {"noise"}
    assert limits_with(each.gate).noise == each.gate.get("noise", 0.70)
