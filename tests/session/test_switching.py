"""Families and symmetries change places and keep what fits."""

from __future__ import annotations

import pytest
from turns import artwork

from canvas_app.core.space import Fold, MirrorX, Rotate, WallpaperFold, Warp
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.family import FAMILIES
from canvas_app.session.switching import (
    symmetry_of,
    symmetry_order,
    with_family,
    with_symmetry,
)


@pytest.mark.parametrize("tag", list(FAMILIES))
@pytest.mark.parametrize("start", list(FAMILIES))
def test_every_family_follows_every_other(start, tag):
    work = artwork().but(field=FAMILIES.find(start)(seed=77))
    other = with_family(work, tag)
    assert type(other.field) is FAMILIES.find(tag)
    assert other.field.seed == 77
    assert (other.inputs, other.space, other.latent, other.look) == (
        work.inputs, work.space, work.latent, work.look,
    )  # fmt: skip


def test_knobs_that_both_have_are_kept():
    work = artwork().but(field=Cppn(width=40, depth=4, gains=(2.0,), init="normal"))
    conv = with_family(work, "conv").field
    assert (conv.width, conv.depth, conv.gains, conv.init) == (40, 4, (2.0,), "normal")
    assert with_family(work, "cppn") is work


def test_a_symmetry_comes_first_and_takes_the_place_of_another():
    work = artwork(space=(Rotate(), Warp()))
    assert symmetry_of(work) == "none"
    folded = with_symmetry(work, "fold")
    assert folded.space == (Fold(), Rotate(), Warp())
    moved = folded.but(space=(Rotate(), Fold(), MirrorX(), Warp()))
    tiled = with_symmetry(moved, "wallpaper")
    assert tiled.space == (Rotate(), WallpaperFold(), Warp())
    assert symmetry_order(moved, "wallpaper") == [0, None, 3]
    assert with_symmetry(tiled, "none").space == (Rotate(), Warp())
    assert symmetry_of(with_symmetry(work, "mirror")) == "mirror"
