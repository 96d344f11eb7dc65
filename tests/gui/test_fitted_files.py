"""Fields with learned weights in the window: opened, changed, saved, shown in the gallery as others are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from turns import artwork

from canvas_app.core.artwork import Artwork
from canvas_app.core.weights import Weights
from canvas_app.engine.field import build
from canvas_app.gui.panels.field import facts
from canvas_app.io.load import load, save


@pytest.fixture
def fitted() -> Artwork:
    """An artwork that carries its weights, as a fit leaves it."""
    plain = artwork(3, title="Learned")
    p = build(plain, "cpu").parameters
    learned = {name: np.asarray(value) * np.float32(0.9) for name, value in p.items()}
    return plain.but(weights=Weights(learned, report={"psnr": 33.0}))


def test_it_opens_from_the_menu_and_is_saved_where_it_lies(studio, qtbot, tmp_path, fitted):
    """Another look is another file content; the weights and their report stay."""
    asks, run = studio.desk.asks, studio.window.actions_.by_id
    asks.open = save(tmp_path / "learned.ndf", fitted)
    run["open"].trigger()
    qtbot.waitUntil(lambda: studio.session.path == asks.open)
    assert studio.session.artwork.weights == fitted.weights
    studio.session.edit("Title", lambda a: a.but(title="Mine"))
    run["save"].trigger()
    qtbot.waitUntil(lambda: not studio.session.modified, timeout=60_000)
    back = load(asks.open).artwork
    assert (back.title, back.weights) == ("Mine", fitted.weights)
    assert back.weights is not None
    assert back.weights.report == {"psnr": 33.0}
    assert asks.asked == ["open"]


def test_a_recipe_that_learned_asks_for_a_new_file(studio, qtbot, tmp_path, fitted):
    """A .json cannot hold the weights: the recipe stays as it was, and .ndf is the ending."""
    asks, run = studio.desk.asks, studio.window.actions_.by_id
    recipe = tmp_path / "presets" / "cedar.json"
    before = recipe.read_bytes()
    asks.open, asks.save = recipe, tmp_path / "cedar"
    run["open"].trigger()
    qtbot.waitUntil(lambda: studio.session.path == recipe)
    studio.session.edit("Fit", lambda _: fitted)
    run["save"].trigger()
    qtbot.waitUntil(lambda: (tmp_path / "cedar.ndf").exists(), timeout=60_000)
    qtbot.waitUntil(lambda: studio.session.path == tmp_path / "cedar.ndf")
    assert asks.asked == ["open", "save"]
    assert recipe.read_bytes() == before


def test_the_gallery_and_the_title_show_it(studio, qtbot, tmp_path, fitted):
    """Among presets and recent files; its size is that of its weights."""
    path: Path = save(tmp_path / "presets" / "learned.ndf", fitted)
    gallery = studio.desk.gallery
    gallery.show([path])
    qtbot.waitUntil(lambda: [card.title for card in gallery.cards] == ["Learned"], timeout=60_000)
    assert gallery.cards[0].artwork == fitted
    qtbot.waitUntil(lambda: path in gallery.pictures, timeout=60_000)
    assert "learned, " in facts(fitted, 10)
