"""Recipes: what goes in comes out, equal artworks are equal text, and faults are told with a place."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import artworks

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.look import Look
from canvas_app.core.palette import Palette, palette
from canvas_app.core.space import Rotate
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.engine.family import FAMILIES
from canvas_app.io.migrate import STEPS, VERSION
from canvas_app.io.recipe import MAX_BYTES, from_text, from_tree, to_compact, to_text, to_tree

CPPN = FAMILIES["cppn"]
DATA = Path(__file__).parents[1] / "data"
slow = settings(deadline=None, suppress_health_check=list(HealthCheck))


@slow
@given(artworks())
def test_what_is_written_is_read(artwork: Artwork) -> None:
    """Every artwork of every family survives its recipe, in both layouts."""
    assert from_text(to_text(artwork)) == artwork
    assert from_text(to_compact(artwork)) == artwork


@slow
@given(artworks())
def test_equal_artworks_are_equal_text(artwork: Artwork) -> None:
    """The text depends on the values alone: reading and writing again changes no byte."""
    text = to_text(artwork)
    assert to_text(from_text(text)) == text
    assert to_text(from_text(to_compact(artwork))) == text


def test_equal_numbers_are_equal_text() -> None:
    """-0.0 is 0.0, and 3 is 3.0, to both the values and the text."""
    one = Artwork(
        field=CPPN(), home=View(x=0.0, height=3.0), space=(Rotate(angle=0.0),), latent=(0.0,)
    )
    two = Artwork(
        field=CPPN(), home=View(x=-0.0, height=3), space=(Rotate(angle=-0.0),), latent=(-0.0,)
    )
    assert one == two
    assert to_text(one) == to_text(two)


def test_defaults_are_left_out() -> None:
    """The least artwork is the least recipe."""
    assert to_tree(Artwork(field=CPPN())) == {"canvas": VERSION, "field": {"family": "cppn"}}


def test_palettes_may_be_named_and_are_kept_whole() -> None:
    """A name alone is looked up; the recipe written then holds every colour."""
    tree = {"canvas": 1, "field": {"family": "cppn"}, "look": {"palette": "Sumi"}}
    artwork = from_tree(tree)
    assert artwork.look.palette == palette("Sumi")
    assert to_tree(artwork)["look"]["palette"]["stops"] == list(palette("Sumi").stops)
    assert from_tree({**tree, "look": {"palette": {"name": "Sumi"}}}) == artwork


def test_a_palette_of_one_s_own_keeps_the_default_colours_written() -> None:
    """Colours are written even where they are the default ones, under whatever name."""
    own = Artwork(field=CPPN(), look=Look(palette=Palette(name="Sumi")))
    assert from_text(to_text(own)) == own


def test_weights_belong_elsewhere() -> None:
    """Learned weights are never JSON."""
    with pytest.raises(CanvasError, match=r"\.ndf"):
        to_text(Artwork(field=CPPN(), weights=Weights({})))


def test_keys_are_in_one_order() -> None:
    """The order is the chain of stages, whatever order a file has."""
    shuffled = '{"field":{"family":"cppn","seed":2},"seed":3,"title":"a","canvas":1}'
    assert list(to_tree(from_text(shuffled))) == ["canvas", "title", "seed", "field"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("{", "breaks off"),
        ("[1]", "no Canvas recipe"),
        ("7", "no Canvas recipe"),
        ('{"a": 1}', "no `field`"),
        ('{"canvas": 99, "field": {"family": "cppn"}}', "version 99"),
        ('{"canvas": "1", "field": {"family": "cppn"}}', "$.canvas"),
        ('{"canvas": -1, "field": {"family": "cppn"}}', "$.canvas"),
        ('{"canvas": 1, "canvas": 1, "field": {"family": "cppn"}}', "twice"),
        ('{"canvas": 1, "field": {"family": "cpn"}}', "$.field.family"),
        ('{"canvas": 1, "field": {"family": "cpn"}}', "Try cppn"),
        ('{"canvas": 1, "field": {"family": "cppn", "widht": 3}}', "Try width"),
        ('{"canvas": 1, "field": {"family": "cppn", "width": 1e308}}', "$.field.width"),
        ('{"canvas": 1, "field": {"family": "cppn", "width": 99999999}}', "$.field.width"),
        ('{"canvas": 1, "field": {"family": "cppn", "depth": 1000000000}}', "$.field.depth"),
        ('{"canvas": 1, "field": {"family": "cppn", "bias": NaN}}', "$.field.bias"),
        ('{"canvas": 1, "field": {"family": "cppn", "seed": 1' + "0" * 400 + "}}", "$.field.seed"),
        ('{"canvas": 1, "field": {"family": "cppn", "seed": 1' + "0" * 5000 + "}}", "absurd length"),
        ('{"canvas": 1, "field": {"family": "cppn"}, "latent": [Infinity]}', "$.latent[0]"),
        ('{"canvas": 1, "field": {"family": "cppn"}, "latent": [1e999]}', "$.latent[0]"),
        ('{"canvas": 1, "field": {"family": "cppn"}, "latent": [NaN]}', "$.latent[0]"),
        ('{"canvas": 1, "field": {"family": "cppn"}, "home": {"height": 0}}', "$.home.height"),
        ('{"canvas": 1, "field": {"family": "cppn"}, "inputs": [{"kind": "x", "gian": 1}]}', "gain"),
        ('{"canvas": 1, "field": {"family": "cppn"}, "inputs": [{"kind": "xx"}]}', "$.inputs[0].kind"),
        ('{"canvas": 1, "field": {"family": "cppn"}, "look": {"palette": "Sumo"}}', "$.look.palette"),
        ('{"canvas": 1, "field": {"family": "cppn"}, "look": {"head": {"kind": "bands", '
         '"ink": [1e300, 0, 0]}}}', "$.look.head.ink[0]"),
        ('{"canvas": 1, "field": {"family": "cppn"}, "look": {"palette": {"name": "a", '
         '"stops": ["red", "#000000"]}}}', "not a colour"),
        ("[" * 200_000, "deep"),
        ('{"a":' * 100_000, "deep"),
        ('{"canvas": 1, "field": ' + "[" * 900 + "]" * 900 + "}", "$.field"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_place(text: str, told: str) -> None:
    """Hostile and mistaken recipes: one error of ours, at once."""
    start = time.monotonic()
    with pytest.raises(CanvasError) as caught:
        from_text(text)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert time.monotonic() - start < 5


def test_too_long_a_text_is_refused_unread() -> None:
    """Eight million bytes are no recipe."""
    with pytest.raises(CanvasError, match="no recipe"):
        from_text(b" " * (MAX_BYTES + 1))


def test_not_text() -> None:
    """Bytes that are not UTF-8 are told as such."""
    with pytest.raises(CanvasError, match="not text"):
        from_text(b'{"canvas": \xff}')


@slow
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["field", "family", "look", "head", "kind", "canvas", "eq", "view", "x"]),
        inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_any_json_is_an_artwork_or_our_error(tree: object) -> None:
    """Whatever JSON holds, nothing but a CanvasError comes out."""
    for value in (tree, {"canvas": 1, "field": tree}, {"field": {"family": "cppn"}, "look": tree}):
        with suppress(CanvasError):
            from_text(json.dumps(value))


@slow
@given(artworks(), st.data())
def test_damaged_text_is_an_artwork_or_our_error(artwork: Artwork, data: st.DataObject) -> None:
    """Cut anywhere, or with any byte changed, a recipe is refused kindly or still one."""
    text = bytearray(to_text(artwork).encode())
    place = data.draw(st.integers(0, len(text) - 1))
    if data.draw(st.booleans()):
        text = text[:place]
    else:
        text[place] = data.draw(st.integers(0, 255))
    with suppress(CanvasError):
        from_text(bytes(text))


def test_old_versions_open_for_ever() -> None:
    """A file of every version there ever was."""
    for version in range(VERSION + 1):
        artwork = from_text((DATA / f"recipe-v{version}.json").read_bytes())
        assert artwork.title == "Old Tide"
        assert artwork.look.palette == palette("Sumi")
        assert artwork.look.levels.equalize == 0.4
        assert artwork.home == View(x=0.25, y=-0.5, height=1.5)
    assert len(STEPS) == VERSION


def test_a_bad_view_of_version_0_is_told() -> None:
    """Migrations check what they touch."""
    with pytest.raises(CanvasError, match="view"):
        from_text('{"field": {"family": "cppn"}, "view": 3}')
