"""Lifted shaders draw what plain ones draw, in every form of storage, and go on doing so as numbers move."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.look import Finish, Look, Ramp
from canvas_app.core.paths import with_value
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.field import measured
from canvas_app.engine.glsl.lifting import Form, Lifted, lifted_text, printed_to_lift
from canvas_app.io.presets import open_recipe

from .lifted_pictures import Easel, colours_of, values_of
from .surfaceless import leave

SIZE = (66, 66)  # with the border of one pixel
LEVEL = 1 / 255
SMALL = Artwork(field=Cppn(seed=3, width=6, depth=2), latent=(0.4, -0.8), seed=2)


@pytest.fixture(scope="module")
def easel() -> Iterator[Easel]:
    """One context for all of them."""
    made = Easel()
    yield made
    made.context.release()
    leave()


@pytest.mark.parametrize("name", ["bauhaus", "bank-note", "riso-whirl"])
def test_presets_keep_their_pixels(easel: Easel, name: str) -> None:
    """In a texture with the weights, in uniforms and a block without: values, then colours.

    Compilers fold constants that they cannot fold when lifted: values differ by a few units in the last place.
    """
    work = open_recipe(name).artwork
    text = printed_to_lift(work, deepest=0)
    plain, _ = values_of(easel, work, text, lifted_text(text.values, "constants"), SIZE)
    fixed = colours_of(easel, work, text, lifted_text(text.colour, "constants"), plain)
    lifts: list[tuple[Form, bool]] = [("texture", True), ("uniforms", False), ("block", False)]
    for form, weights in lifts:
        lifted = lifted_text(text.values, form, weights=weights)
        values, _ = values_of(easel, work, text, lifted, SIZE)
        for one, other in zip(plain, values, strict=True):
            np.testing.assert_allclose(other, one, atol=1e-5)
        colours = colours_of(easel, work, text, lifted_text(text.colour, form), plain)
        assert np.abs(colours - fixed).max() <= LEVEL
        assert (np.abs(colours - fixed) > 0).mean() < 0.001


def test_a_moved_number_moves_the_picture(easel: Easel) -> None:
    """One program, two sets of numbers: what the other artwork's own shader draws."""
    work = measured(SMALL.but(look=Look(head=Ramp(cycles=1.5), finish=Finish(exposure=0.2))))
    moved = with_value(work, "look.head.cycles", 2.5)
    moved = with_value(moved, "look.finish.contrast", 0.4)
    moved = moved.but(field=work.field.but(seed=9))
    texts = [printed_to_lift(a, deepest=0) for a in (work, moved)]
    before, after = (lifted_text(t.values, "texture") for t in texts)
    mixed = Lifted(before.text, after.numbers, "texture")
    plain, _ = values_of(easel, moved, texts[1], lifted_text(texts[1].values, "constants"), SIZE)
    values, _ = values_of(easel, work, texts[0], mixed, SIZE)
    np.testing.assert_allclose(values[0], plain[0], atol=1e-5)
    before, after = (lifted_text(t.colour, "uniforms") for t in texts)
    mixed = Lifted(before.text, after.numbers, "uniforms")
    fixed = colours_of(easel, moved, texts[1], lifted_text(texts[1].colour, "constants"), plain)
    colours = colours_of(easel, work, texts[0], mixed, plain)
    assert np.abs(colours - fixed).max() <= LEVEL
    still = colours_of(easel, work, texts[0], before, plain)
    assert np.abs(still - fixed).max() > 20 * LEVEL
