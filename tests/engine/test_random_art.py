"""Random art: one seed decides, the gate holds, no two are alike. Leaves tests/results/random48.png."""

from __future__ import annotations

from itertools import combinations, islice
from pathlib import Path

import numpy as np
import pytest

from canvas_app.core.errors import CanvasError
from canvas_app.core.random import Stream
from canvas_app.core.spec import tag_of
from canvas_app.core.styles import style, styles
from canvas_app.engine.gate import (
    NEAR_DUPLICATE,
    Limits,
    descriptor,
    distance,
    limits_with,
    measures,
)
from canvas_app.engine.random_art import (
    RECENT,
    Draw,
    drawn,
    random_artwork,
    random_artworks,
    seeded_artworks,
    small_picture,
)
from canvas_app.io.recipe import from_text, to_text
from canvas_app.io.sheet import write_sheet

RESULTS = Path(__file__).parent.parent / "results"


@pytest.fixture(scope="module")
def many() -> list[Draw]:
    """The 48 of seed 0, in the order they come."""
    return list(islice(random_artworks(0), 48))


def test_forty_eight_pass_the_gate_and_are_drawn_on_a_sheet(many: list[Draw]) -> None:
    for draw in many:
        work = draw.artwork
        found = measures(small_picture(work))
        faults = found.faults(tag_of(work.look.head), limits_with(style(work.about.style).gate))
        assert faults == (), f"{work.title}: {faults}"
    RESULTS.mkdir(exist_ok=True)
    works = [draw.artwork for draw in many]
    list(write_sheet(RESULTS / "random48.png", works, cell=144, columns=12))


def test_no_two_are_alike(many: list[Draw]) -> None:
    nearest = min(distance(a.look_alike, b.look_alike) for a, b in combinations(many, 2))
    assert nearest >= NEAR_DUPLICATE


def test_few_are_rejected(many: list[Draw]) -> None:
    """The styles nearly always please the gate, so that Random is quick."""
    assert sum(draw.rejected for draw in many) <= 12


def test_a_style_rests_after_it_was_drawn(many: list[Draw]) -> None:
    names = [draw.artwork.about.style for draw in many]
    for i, name in enumerate(names):
        assert name not in names[max(0, i - RECENT) : i]


def test_a_seed_is_a_promise_and_recipes_carry_it(many: list[Draw]) -> None:
    again = list(islice(random_artworks(0), 3))
    assert [d.artwork for d in again] == [d.artwork for d in many[:3]]
    assert random_artwork(0) == many[0].artwork
    assert random_artwork(1) != many[0].artwork
    for draw in many[:12]:
        assert draw.artwork.statistics is not None
        assert from_text(to_text(draw.artwork)) == draw.artwork


@pytest.mark.parametrize("family", ["cppn", "conv", "graph", "siren", "direct"])
def test_a_family_is_drawn_when_asked(family: str) -> None:
    for draw in islice(random_artworks(3, family=family), 4):
        assert tag_of(draw.artwork.field) == family
        assert np.isfinite(draw.look_alike).all()


@pytest.mark.parametrize("kind", styles(), ids=lambda s: s.name)
def test_each_style_is_drawn_when_asked(kind: object) -> None:
    name = getattr(kind, "name", "")
    work = random_artwork(5, style=name)
    assert work.about.style == name
    assert work.statistics is not None


def test_weights_decide_how_often_a_style_comes() -> None:
    only = {s.name: 0.0 for s in styles()} | {"Silk": 1.0}
    assert [d.artwork.about.style for d in islice(random_artworks(2, weights=only), 2)] == [
        "Silk"
    ] * 2


def test_what_is_to_be_avoided_is_not_drawn(many: list[Draw]) -> None:
    other = next(random_artworks(0, avoid=[many[0].look_alike]))
    assert distance(other.look_alike, many[0].look_alike) >= NEAR_DUPLICATE


def test_an_impossible_gate_still_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("canvas_app.engine.random_art.TRIES", 3)
    draw = next(random_artworks(4, style="Silk", limits=Limits(contrast=2.0)))
    assert draw.rejected == 2


def test_changes_stay_within_the_ranges_of_the_style() -> None:
    kind = style("Silk")
    widths = [drawn(kind, Stream(1, i)).field for i in range(12)]
    assert len({getattr(f, "width", 0) for f in widths}) > 4
    assert all(0.69 * 24 <= getattr(f, "width", 0) <= 1.61 * 24 for f in widths)


@pytest.mark.parametrize("wrong", [{"family": "nobody"}, {"style": "nothing"}])
def test_unknown_names_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(CanvasError):
        random_artwork(0, **wrong)


def test_seeds_in_a_row_give_works_that_differ() -> None:
    """Each is the work of its own seed; none looks like one before it."""
    pairs = list(islice(seeded_artworks(5, style="Kintsugi"), 5))
    assert [seed for seed, _ in pairs] == sorted({seed for seed, _ in pairs})
    assert pairs[0] == (5, random_artwork(5, style="Kintsugi"))
    shapes = [descriptor(small_picture(artwork)) for _, artwork in pairs]
    assert all(distance(a, b) >= NEAR_DUPLICATE for a, b in combinations(shapes, 2))
