"""The shipped presets: sound, lively at every depth one meets first, and no two alike."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from canvas_app.core.artwork import Artwork
from canvas_app.core.shipped import shipped
from canvas_app.core.spec import tag_of
from canvas_app.core.styles import style, styles
from canvas_app.core.view import View
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import statistics
from canvas_app.engine.fitting.plans import CELLS
from canvas_app.engine.gate import (
    NEAR_DUPLICATE,
    descriptor,
    distance,
    limits_with,
    measures,
    oklab,
)
from canvas_app.engine.random_art import small_picture
from canvas_app.engine.render import render
from canvas_app.engine.request import resolve
from canvas_app.io.load import load, save

FILES = sorted(shipped("presets").glob("*.json"))
ORDER = shipped("resources") / "gallery_order.json"
TAGS = {
    "busy", "calm", "cool", "dark", "face", "geometric", "glass", "ink", "light", "mandala", "metal",
    "organic", "paper", "parent", "poster", "print", "sky", "soft", "spiral", "start", "stone",
    "textile", "warm", "water",
}  # fmt: skip
WITHOUT_PALETTE = {"rgb", "grey", "hsv", "oklch", "cosine", "false-colour", "film", "riso", "light"}
POINTS = ((0.31, 0.27), (-0.42, 0.18), (0.22, -0.45), (-0.3, -0.33), (0.5, 0.05))
each_preset = pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)


@cache
def work(path: Path) -> Artwork:
    return load(path).artwork


@cache
def small(path: Path) -> NDArray[np.float64]:
    return small_picture(work(path))


def contrast(artwork: Artwork, view: View) -> float:
    """Spread of lightness, 2 to 98 %, of a coarse look; fails where a pixel is none."""
    frame = list(render(resolve(artwork, view, (32, 32), supersample=1, device="cpu")))[-1]
    lab = oklab(frame.rgba)
    assert np.isfinite(lab).all()
    return float(np.quantile(lab[..., 0], 0.98) - np.quantile(lab[..., 0], 0.02))


def test_there_are_enough_and_some_of_every_kind() -> None:
    works = [work(path) for path in FILES]
    assert len(works) >= 72
    assert {s.name for s in styles()} <= {w.about.style for w in works}
    # Families made for fitting are drawn by "random" and learn from pictures; no recipe ships with one.
    fitted = {"fourier", "grid", "high-order", *CELLS}
    assert {tag_of(w.field) for w in works} >= set(FAMILIES) - fitted
    plain = [w for w in works if not w.about.style]
    assert len(plain) >= 20
    assert sum("parent" in w.about.tags for w in works) >= 8


@each_preset
def test_a_preset_is_named_and_tagged(path: Path) -> None:
    about, title = work(path).about, work(path).title
    assert path.stem == re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    assert 2 <= len(about.tags) <= 5
    assert set(about.tags) <= TAGS
    assert about.note.endswith(".")
    assert not about.style or style(about.style).name == about.style


@each_preset
def test_a_preset_is_stored_as_it_would_be_saved(path: Path, tmp_path: Path) -> None:
    assert save(tmp_path / path.name, work(path)).read_bytes() == path.read_bytes()


@each_preset
def test_its_statistics_are_what_one_measures(path: Path) -> None:
    kept = work(path).statistics
    assert kept is not None
    fresh = statistics(work(path).but(statistics=None))
    old, new = np.array(kept.knots), np.array(fresh.knots)
    span = np.maximum(old[:, -1:] - old[:, :1], 1e-6)
    assert (np.abs(old - new) / span).max() < 2e-3


@each_preset
def test_it_passes_the_gate(path: Path) -> None:
    head, about = tag_of(work(path).look.head), work(path).about
    own = style(about.style).gate if about.style else {}
    lines = {"noise": 0.85} if head in ("lines", "check") else {}
    assert measures(small(path)).faults(head, limits_with({**lines, **own})) == ()


@each_preset
def test_it_is_lively_at_home_ten_times_in_and_three_times_out(path: Path) -> None:
    """In: at the liveliest of five places off the centre."""
    here, home = work(path), work(path).home
    assert contrast(here, home) > 0.25
    assert contrast(here, home.but(height=3 * home.height)) > 0.2
    reach, near = home.height / 2, home.height / 10
    places = [home.but(x=home.x + u * reach, y=home.y + v * reach, height=near) for u, v in POINTS]
    assert max(contrast(here, view) for view in places) > 0.12


def test_no_two_are_alike() -> None:
    shapes = {path.stem: descriptor(small(path)) for path in FILES}
    pairs = [(distance(shapes[a], shapes[b]), a, b) for a, b in combinations(shapes, 2)]
    assert min(pairs)[0] >= 1.25 * NEAR_DUPLICATE, min(pairs)


def test_palettes_are_spread_over_the_set() -> None:
    used = Counter(
        w.look.palette.name
        for w in map(work, FILES)
        if tag_of(w.look.head) not in WITHOUT_PALETTE and not getattr(w.look.head, "colours", ())
    )
    assert used.most_common(1)[0][1] <= 5, used.most_common(3)
    assert len(used) >= 32


def test_one_is_shown_first_and_every_one_has_its_place_in_the_gallery() -> None:
    starts = [w for w in map(work, FILES) if "start" in w.about.tags]
    assert len(starts) == 1
    assert starts[0].latent
    order = json.loads(ORDER.read_text("utf-8"))
    assert sorted(order) == sorted(w.title for w in map(work, FILES))
    assert order[0] == starts[0].title
