"""Cards and thumbnails: made once, kept on disk, made anew when damaged; a bad file is only named."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from turns import Turns, artwork

from canvas_app.core.artwork import About
from canvas_app.io.load import save
from canvas_app.jobs import Lane
from canvas_app.session.gallery import Card, Gallery, Thumbs, in_order, matching, mine, tags_of


@pytest.fixture
def shelf(tmp_path: Path) -> list[Path]:
    """Two recipes and a broken file."""
    for seed in (1, 2):
        save(tmp_path / f"{seed}.json", artwork(seed))
    (tmp_path / "broken.json").write_text('{"canvas": 1, "field":')
    return [tmp_path / name for name in ("1.json", "broken.json", "2.json")]


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def gallery(tmp_path: Path, turns: Turns) -> Iterator[Gallery]:
    lane = Lane("thumbs", turns.post)
    yield Gallery(lane, Thumbs(tmp_path / "cache", side=24))
    lane.close()


def test_thumbnails_come_and_a_broken_file_is_named(gallery, shelf, turns):
    ready: list[int] = []
    gallery.thumb_ready.connect(ready.append)
    gallery.show(shelf)
    turns.until(lambda: len(ready) == 3, 60)
    assert sorted(ready) == [0, 1, 2]
    assert [c.title for c in gallery.cards] == ["Number 1", "broken", "Number 2"]
    assert gallery.pictures[shelf[0]].shape == (24, 24, 3)
    assert "broken.json" in gallery.faults[shelf[1]]


def test_a_damaged_thumbnail_is_made_anew(tmp_path):
    thumbs = Thumbs(tmp_path, side=24)
    made = thumbs.made(artwork())
    assert np.array_equal(thumbs.kept(artwork()), made)
    (file,) = (tmp_path / "thumbnails").iterdir()
    file.write_bytes(file.read_bytes()[:40])
    assert thumbs.kept(artwork()) is None
    file.write_bytes(b"")
    assert thumbs.kept(artwork()) is None
    assert np.array_equal(thumbs.made(artwork()), made)
    assert thumbs.kept(artwork()) is not None


def test_another_edition_makes_other_thumbnails(tmp_path):
    Thumbs(tmp_path, side=24, edition="1").made(artwork())
    assert Thumbs(tmp_path, side=24, edition="2").kept(artwork()) is None


def test_a_cache_that_cannot_be_written_costs_nothing_else(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert Thumbs(tmp_path / "file", side=24).made(artwork()).shape == (24, 24, 3)


def test_thumbnails_wait_while_the_screen_is_being_drawn(tmp_path, shelf, turns):
    lane, busy = Lane("thumbs", turns.post), [True]
    gallery = Gallery(lane, Thumbs(tmp_path / "cache", side=24), lambda: busy[0])
    gallery.show(shelf)
    turns.until(lambda: gallery.cards)
    turns.rest(0.15)
    assert gallery.pictures == {}
    busy[0] = False
    turns.until(lambda: len(gallery.pictures) == 2, 60)
    lane.close()


CARDS = [
    Card(Path("dusk-canyon.json"), "Dusk canyon", ("silk", "soft")),
    Card(Path("moss.json"), "Moss light", ("silk",)),
    Card(Path("op.json"), "Op dazzle", ("bands",)),
]


@pytest.mark.parametrize(
    ("words", "tag", "wanted"),
    [
        ("", "", [0, 1, 2]),
        ("DUSK", "", [0]),
        ("light moss", "", [1]),
        ("soft", "", [0]),
        ("", "silk", [0, 1]),
        ("op", "silk", []),
        ("", "★", [2]),
    ],
)
def test_search(words, tag, wanted):
    assert matching(CARDS, words, tag, starred=("op",)) == wanted


def test_frequent_tags_come_first():
    assert tags_of(CARDS) == ["silk", "bands", "soft"]


def test_presets_hang_in_their_order_and_unnamed_ones_come_last():
    files = {n: Path(f"{n}.json") for n in ("zebra", "ink-river", "dawn-silk", "aaa")}
    assert [p.stem for p in in_order(files)] == ["dawn-silk", "ink-river", "aaa", "zebra"]


def test_a_folder_that_is_gone_is_empty(tmp_path):
    assert mine(tmp_path / "nowhere") == []


def test_tags_come_from_the_recipe(tmp_path, turns, gallery):
    save(tmp_path / "t.json", artwork().but(about=About(tags=("silk",))))
    gallery.show([tmp_path / "t.json"])
    turns.until(lambda: gallery.cards)
    assert gallery.cards[0].tags == ("silk",)


def test_search_finds_family_head_and_palette():
    cards = [Card(Path("a.json"), "A", artwork=artwork()), Card(Path("b.json"), "B")]
    name = artwork().look.palette.name
    for words in ("cppn", "ramp", name.upper()):
        assert matching(cards, words) == [0]


def test_five_thousand_cards_are_searched_at_once():
    cards = [
        Card(Path(f"{k}.json"), f"Number {k}", ("silk",) if k % 2 else (), artwork=artwork(k))
        for k in range(5000)
    ]
    matching(cards, "warm")
    began = time.perf_counter()
    assert len(matching(cards, "number 499")) == 15
    assert time.perf_counter() - began < 0.1
