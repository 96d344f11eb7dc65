"""Pictures of a fade: what is seen is written, and what they carry makes the same picture again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.journeys import still_of
from canvas_app.core.keyframe import Shot
from canvas_app.core.timeline import Keyframe, Timeline
from canvas_app.core.view import View
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.filming import prepared
from canvas_app.io.exporter import ExportOptions, export
from canvas_app.io.load import load

ONE = Artwork(field=FAMILIES["cppn"](seed=3, width=8), title="One", latent=(0.5, -0.5))
TWO = ONE.but(field=FAMILIES["cppn"](seed=4, width=6), title="Two", home=View(x=0.3))
LINE = prepared(
    Timeline(keys=(Keyframe(artwork=ONE, ease="linear"), Keyframe(at=2.0, artwork=TWO)))
)
SHOT = LINE.shot_at(0.5)


def pixels(path: Path) -> NDArray[np.int64]:
    """A picture as whole numbers, (h, w, 3)."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def written(path: Path, artwork: Artwork, over: Artwork | None = None, amount: float = 0) -> Path:
    """A picture of one artwork that may fade into another."""
    options = ExportOptions((48, 32), device="cpu", over=over, amount=amount)
    list(export(path, artwork, options))
    return path


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp", ".tif"])
def test_a_picture_of_a_fade_carries_the_fade(ending: str, tmp_path: Path) -> None:
    """A quarter of the one and three of the other; opened again, it is that moment of both."""
    assert SHOT.second is not None
    path = written(tmp_path / f"fade{ending}", SHOT.first, SHOT.second, SHOT.amount)
    line = load(path).timeline
    assert line is not None
    assert line.first_seen == line.still == 0.25
    again = line.shot_at(line.first_seen)
    assert (again.first.title, again.amount) == ("One", 0.25)
    assert load(path).artwork == again.nearer
    if ending == ".png":
        sides = [pixels(written(tmp_path / "a.png", side)) for side in (SHOT.first, SHOT.second)]
        assert np.abs(pixels(path) - (0.75 * sides[0] + 0.25 * sides[1])).max() <= 1
        twice = written(tmp_path / "b.png", again.first, again.second, again.amount)
        assert (pixels(twice) == pixels(path)).all()


def test_what_is_no_fade_has_a_recipe() -> None:
    """A film of one work would say less than its recipe."""
    with pytest.raises(CanvasError, match="one work"):
        still_of(Shot(ONE))


@pytest.mark.parametrize("still", [-1.0, float("nan"), 1e9])
def test_a_still_is_a_time_of_the_film(still: float) -> None:
    """One beyond the end is the end's."""
    with pytest.raises(CanvasError, match="still"):
        Timeline(keys=(Keyframe(artwork=ONE),), still=still)
    assert Timeline(keys=(Keyframe(artwork=ONE),), seconds=2.0, still=5.0).first_seen == 2.0
