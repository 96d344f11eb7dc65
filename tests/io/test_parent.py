"""Works of neural-canvas: settings slot by slot, zoom and pan, and what they lack."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View
from canvas_app.engine.field import build
from canvas_app.engine.graphs import grown, to_graphml
from canvas_app.io.legacy_view import (
    axis_from_legacy,
    axis_to_legacy,
    view_from_legacy,
    view_to_legacy,
)
from canvas_app.io.load import load
from canvas_app.io.parent import artwork_from

LATENT = [[[0.5, -1.0, 0.25, 2.0, 0.0, 1.0, -2.0, 1.5]]]


def description(**more: Any) -> dict[str, Any]:
    """What a file of its newest revision says."""
    return {
        "latent_dim": 8, "latent_scale": 4.0, "x_dim": 512, "y_dim": 512, "c_dim": 3, "seed": 42,
        "device": "cpu", "mlp_layer_width": 32, "conv_feature_map_size": 32, "input_encoding_dim": 1,
        "activations": "fixed", "final_activation": "sigmoid", "weight_init": "normal",
        "graph_topology": "mlp", "num_graph_nodes": 10, "weight_init_mean": 0.0, "weight_init_std": 1.0,
        "weight_init_min": -2, "weight_init_max": 2, "graph": None, "latents": LATENT, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("topology", "count"),
    [("simple", 1539), ("mlp", 3653), ("conv", 7875), ("siren", 9987)],
)
def test_the_networks_have_its_number_of_parameters(topology: str, count: int) -> None:
    """The figures that were counted on the reference system."""
    artwork, _ = artwork_from(description(graph_topology=topology))
    assert build(artwork, "cpu").size == count


def test_settings_are_kept() -> None:
    """Scale, latent, seed, colours and the quarter turn."""
    artwork, lacking = artwork_from(description())
    assert artwork.latent == tuple(4.0 * v for v in LATENT[0][0])
    assert artwork.field.seed == 42
    assert artwork.field.final == "sigmoid"
    assert artwork.home == artwork.reference == View(height=8.0)
    assert artwork.look.levels.mapping == "minmax"
    assert any("seed of another generator" in line for line in lacking)
    assert any("Zoom and pan" in line for line in lacking)


def test_the_older_revision_summed_first_and_kept_levels() -> None:
    """`latent` instead of `latents`; no final activation wrapped."""
    old = description(final_activation=None, latent=LATENT, activations="basic")
    del old["latents"]
    artwork, _ = artwork_from(old)
    assert artwork.look.levels.mapping == "wrap"
    assert getattr(artwork.field, "trunk", "") == "sum"
    tanh, _ = artwork_from({**old, "final_activation": "tanh", "graph_topology": "mlp_fixed"})
    assert (tanh.look.levels.mapping, tanh.look.levels.low) == ("range", -1.0)


def test_its_graph_is_kept() -> None:
    """GraphML in the description becomes the edges."""
    wiring = grown("watts-strogatz", 10, 4, 0.75, 1)
    artwork, _ = artwork_from(description(graph_topology="WS", graph=to_graphml(wiring)))
    assert getattr(artwork.field, "edges", ()) == wiring.edges
    broken, lacking = artwork_from(description(graph_topology="WS", graph="<graphml>"))
    assert getattr(broken.field, "edges", None) == ()
    assert any("cannot be read" in line for line in lacking)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"activations": "random"}, "at random"),
        ({"activations": "Wobble"}, "unknown here"),
        ({"mlp_layer_width": 10**9}, "beyond"),
        ({"mlp_layer_width": "wide"}, "no number"),
        ({"latents": [[1.0]]}, "incomplete"),
        ({"latents": [[1.0] * 8, [2.0] * 8]}, "several"),
        ({"graph_topology": "conv_fixed"}, "noise"),
        ({"graph_topology": "siren"}, "frequencies"),
        ({"graph_topology": "WS"}, "node"),
    ],
)
def test_what_is_lacking_is_said(change: dict[str, Any], told: str) -> None:
    """Every guess is told in a sentence."""
    artwork, lacking = artwork_from(description(**change))
    assert any(told in line for line in lacking)
    assert isinstance(artwork, Artwork)


def test_unknown_topologies_are_refused() -> None:
    """And so is anything that is no object."""
    with pytest.raises(CanvasError, match="topology"):
        artwork_from(description(graph_topology="unet"))
    with pytest.raises(CanvasError, match="no object"):
        artwork_from([])


def test_its_tiff_files_open(tmp_path: Path) -> None:
    """As its writer makes them: pixels, and JSON as the description."""
    path = tmp_path / "gen_image_0_0.tif"
    pixels = np.zeros((8, 8, 3), np.uint8)
    tifffile.imwrite(path, pixels, photometric="rgb", metadata=description())
    loaded = load(path)
    assert loaded.artwork == artwork_from(description())[0]
    assert loaded.notes
    tifffile.imwrite(path, pixels, photometric="rgb", description=json.dumps(description(c_dim=1)))
    assert load(path).artwork.look.head == load(path).artwork.look.head
    (tmp_path / "a.json").write_text(json.dumps(description()))
    assert load(tmp_path / "a.json").artwork == loaded.artwork


def test_other_tiff_files_do_not(tmp_path: Path) -> None:
    """A TIFF of anybody else has no recipe."""
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.zeros((8, 8, 3), np.uint8), photometric="rgb", metadata={"a": 1})
    with pytest.raises(CanvasError, match="no recipe"):
        load(path)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_hostile_settings_are_an_artwork_or_our_error(data: st.DataObject) -> None:
    """Any value of any key."""
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=6,
    )
    key = data.draw(st.sampled_from(sorted(description())))
    try:
        artwork, _ = artwork_from(description(**{key: data.draw(anything)}))
    except CanvasError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert isinstance(artwork, Artwork)


@pytest.mark.parametrize(
    ("zoom", "pan", "scale", "least", "most"),
    [
        (0.5, 2, 1, -1, 1),
        (0.5, 2, 4, -4, 4),
        (0.25, 2, 1, -2, 2),
        (0.25, 3, 1, -1.3333333333333333, 2.6666666666666667),
        (10, -5, 1, 0.02, 0.12),
        (0.5, 1, 1, -2, 0),
        (0.5, math.inf, 1, 0, 2),
        (0.5, -math.inf, 1, 0, 2),
    ],
)
def test_the_table_of_the_spec(
    zoom: float, pan: float, scale: float, least: float, most: float
) -> None:
    """What each pair shows: u = scale (t - 1 / pan) / zoom for t from 0 to 1."""
    centre, half = axis_from_legacy(zoom, pan, scale)
    assert centre - half == pytest.approx(least)
    assert centre + half == pytest.approx(most)


@pytest.mark.parametrize(
    ("zoom", "pan"), [(0.5, 0), (0, 2), (-1, 2), (math.nan, 2), (1, math.nan), (math.inf, 2)]
)
def test_what_its_formula_cannot_is_told(zoom: float, pan: float) -> None:
    """A pan of 0 divided by zero there."""
    with pytest.raises(CanvasError):
        axis_from_legacy(zoom, pan)


def test_centre_at_half_is_an_infinite_pan() -> None:
    """c = h: the origin lies on the first edge, which no finite pan can say."""
    assert axis_to_legacy(1.0, 1.0) == (0.5, math.inf)
    assert axis_from_legacy(0.5, math.inf) == (1.0, 1.0)
    with pytest.raises(CanvasError):
        axis_to_legacy(0.0, 0.0)


@given(st.floats(-100, 100), st.floats(0.01, 100), st.floats(0.1, 64))
def test_there_and_back_on_an_axis(centre: float, half: float, scale: float) -> None:
    """Zoom and pan say any window, and say it back."""
    zoom, pan = axis_to_legacy(centre, half, scale)
    back = axis_from_legacy(zoom, pan, scale)
    assert back == pytest.approx((centre, half), rel=1e-6, abs=1e-6)


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(0.05, 50), st.floats(0.3, 3))
def test_views_there_and_back(x: float, y: float, height: float, aspect: float) -> None:
    """Its rows run along our -y, its columns along our x."""
    view = View(x=x, y=y, height=height)
    back = view_from_legacy(*view_to_legacy(view, aspect, 2.0), 2.0)
    assert (back.x, back.y, back.height) == pytest.approx((x, y, height), rel=1e-6, abs=1e-6)


def test_views_at_home_and_turned() -> None:
    """Its defaults are our home; a turn has no words there."""
    assert view_from_legacy((0.5, 0.5), (2, 2)) == View()
    assert view_to_legacy(View()) == ((0.5, 0.5), (2.0, 2.0))
    with pytest.raises(CanvasError, match="turned"):
        view_to_legacy(View(angle=0.1))
