"""The printed shader paints what the engine paints: presets, and every kind of everything, by the pixel.

Small nets, because software OpenGL compiles constants slowly. Written down in results/shader_agreement.txt.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from typing import get_args

import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.field import ActivationName, FinalName
from canvas_app.core.inputs import SOLID, Input, Noise
from canvas_app.core.look import (
    Finish,
    Levels,
    Look,
)  # fmt: skip
from canvas_app.core.space import DeepWarp, FractalWarp, Space, Tile, WallpaperFold
from canvas_app.core.spec import members, tag_of
from canvas_app.core.view import HOME, View
from canvas_app.engine.families.conv import Conv
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.direct import Direct
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import build, measured
from canvas_app.engine.glsl import inputs as input_texts
from canvas_app.engine.glsl import space as space_texts
from canvas_app.engine.glsl.playground import playground
from canvas_app.engine.glsl.printer import printed
from canvas_app.engine.head import HEADS, TEXTS
from canvas_app.engine.inputs import FEATURES
from canvas_app.engine.space import TRANSFORMS
from canvas_app.engine.wallpaper import GROUPS
from canvas_app.io.presets import open_recipe, preset_files

from .field_grid import HEADS_SEEN, PRINTED, pairs, small
from .shader_pictures import (
    Agreement,
    Shown,
    agreement,
    by_engine,
    by_playground,
    by_shader,
    exposure_of,
    off_axis,
)  # fmt: skip
from .surfaceless import Surfaceless

SIDE = 96
BEYOND = 0.001  # share of pixels that may differ by more than 2/255
MOST_NUMBERS = (
    1300  # larger presets take software OpenGL seconds each to compile; these few stand for them
)
LARGE = ("dawn-silk", "blue-shards", "abalone")
TINY = Cppn(seed=3, width=6, depth=2)


@pytest.fixture(scope="module")
def gl() -> Iterator[Surfaceless]:
    """One context for all of them, in the desktop's dialect."""
    context = Surfaceless()
    yield context
    context.close()


@cache
def table() -> list[str]:
    """Lines for the record."""
    return []


@pytest.fixture(scope="module", autouse=True)
def record(gl: Surfaceless) -> Iterator[None]:
    """Write the table down when all is done, and print it."""
    yield
    from .conftest import RESULTS

    RESULTS.mkdir(exist_ok=True)
    head = f"{gl.renderer}\n{'what':44} {'mean':>8} {'most':>5} {'beyond 2/255':>13}\n"
    text = head + "\n".join(table()) + "\n"
    (RESULTS / "shader_agreement.txt").write_text(text)
    sys.stdout.write(f"\n{text}")


def compared(
    gl: Surfaceless, name: str, work: Artwork, view: View | None = None, *, passes: int = 2
) -> Agreement:
    """Compare one artwork and write the numbers down."""
    shown = Shown(work, off_axis(view or work.home), (SIDE, SIDE))
    text = printed(work, deepest=4 if shown.view.height < work.reference.height else 0)
    found = agreement(by_shader(gl, shown, text, passes=passes), by_engine(shown))
    table().append(f"{name:44} {found.mean:8.4f} {found.most:5} {100 * found.beyond:12.3f}%")
    return found


def test_every_kind_has_both_languages() -> None:
    """To add a step, an input or a head is to write it twice."""
    assert set(space_texts.STEPS) == set(TRANSFORMS)
    assert set(input_texts.TEXTS) == set(FEATURES)
    assert set(TEXTS) == set(HEADS)
    assert {tag_of(head) for head in HEADS_SEEN} == set(HEADS)


def seen_presets() -> dict[str, Artwork]:
    """The presets that are compared: all small ones, a few large ones, and one at least of each head."""
    every = {name: open_recipe(name).artwork for name in preset_files()}
    sizes = {name: build(work, "cpu").size for name, work in every.items()}
    heads: set[str] = set()
    chosen = {}
    for name in sorted(every, key=sizes.__getitem__):
        tag = tag_of(every[name].look.head)
        if sizes[name] <= MOST_NUMBERS or name in LARGE or tag not in heads:
            chosen[name] = every[name]
            heads.add(tag)
    return chosen


def test_presets(gl: Surfaceless) -> None:
    """As shipped, at home, in two passes."""
    off = {name: compared(gl, f"preset {name}", work) for name, work in seen_presets().items()}
    assert len(off) >= 45
    assert {n: a for n, a in off.items() if a.beyond > BEYOND} == {}


@pytest.mark.parametrize(
    "name", ["bank-note", "engraved-dune", "agate-ghost", "byzantine-dome", "night-contours"]
)
def test_presets_zoomed_in(gl: Surfaceless, name: str) -> None:
    """Two and a half octaves in, turned: exposure, further octaves and bands, screens."""
    work = open_recipe(name).artwork
    view = View(x=0.31, y=-0.17, height=work.home.height / 2**2.6, angle=0.4)
    assert compared(gl, f"zoomed {name}", work, view).beyond <= BEYOND


@pytest.mark.parametrize("name", ["bank-note", "rose-window", "byzantine-dome", "dusk-ranges"])
def test_one_pass_is_as_good(gl: Surfaceless, name: str) -> None:
    """Five evaluations a pixel where the look wants slopes."""
    assert compared(gl, f"one pass {name}", open_recipe(name).artwork, passes=1).beyond <= BEYOND


def test_activations(gl: Surfaceless) -> None:
    """Each one in both layers of a small network."""
    off = {}
    for name in get_args(ActivationName):
        work = Artwork(field=TINY.but(activations=(name,)), latent=(0.4, -0.8), seed=2)
        off[name] = compared(gl, f"activation {name}", work)
    assert {n: a for n, a in off.items() if a.beyond > BEYOND} == {}


def test_finals_and_mixed_neurons(gl: Surfaceless) -> None:
    """What is applied to the outputs, and activations drawn per neuron."""
    for name in get_args(FinalName):
        assert compared(gl, f"final {name}", Artwork(field=TINY.but(final=name))).beyond <= BEYOND
    mixed = TINY.but(width=10, mix=("sin", "tanh", "gauss", "relu"))
    assert compared(gl, "mixed neurons", Artwork(field=mixed)).beyond <= BEYOND


def test_families(gl: Surfaceless) -> None:
    """Every family, and each trunk and backbone of the plain ones."""
    fields = [FAMILIES[tag](seed=4) for tag in PRINTED]
    fields = [f.but(width=8, depth=3) if hasattr(f, "depth") else f for f in fields]
    fields += [TINY.but(trunk=t) for t in ("branch", "simple", "mfn")]
    fields += [TINY.but(depth=5, backbone=b) for b in ("residual", "dense", "unet")]
    fields += [Conv(seed=4, width=6, depth=2, norm=n) for n in ("layer", "home")]
    for field in fields:
        name = (
            f"family {tag_of(field)} {getattr(field, 'trunk', '')} {getattr(field, 'backbone', '')}"
        )
        assert compared(gl, name, Artwork(field=field, latent=(0.3, 1.0, -0.6))).beyond <= BEYOND


@pytest.mark.parametrize("family", PRINTED)
def test_heads(gl: Surfaceless, family: str) -> None:
    """Every head with knobs off their defaults; each family takes its share of them."""
    mine = PRINTED.index(family)
    off = {}
    for place, head in enumerate(HEADS_SEEN):
        if place % len(PRINTED) == mine:
            work = small(family, head)
            off[f"{place}"] = compared(gl, f"head {tag_of(head)} {family}", work)
    assert {n: a for n, a in off.items() if a.beyond > BEYOND} == {}


@pytest.mark.parametrize("part", range(4))
def test_families_activations_and_heads_in_pairs(gl: Surfaceless, part: int) -> None:
    """A spread of the grid: what is right alone may be wrong together."""
    off = {name: compared(gl, name, work) for name, work in pairs(10, first=10 * part)}
    assert {n: a for n, a in off.items() if a.beyond > BEYOND} == {}


def test_space(gl: Surfaceless) -> None:
    """Every step at its defaults, every wallpaper group, and what only a zoom shows."""
    steps = [kind() for kind in members(Space).values()] + [Tile(mirrored=False)]
    steps += [WallpaperFold(group=g, size=0.8) for g in GROUPS]
    off = {}
    for place, step in enumerate(steps):
        off[place] = compared(
            gl, f"space {tag_of(step)}", Artwork(field=TINY, space=(step,), seed=8)
        )
    near = View(x=0.2, y=0.1, height=0.3)
    for step in (DeepWarp(), FractalWarp()):
        off[step] = compared(gl, f"zoomed {tag_of(step)}", Artwork(field=TINY, space=(step,)), near)
    assert {n: a for n, a in off.items() if a.beyond > BEYOND} == {}


def test_inputs(gl: Surfaceless) -> None:
    """Every input, straight to the palette."""
    off = {}
    for kind in members(Input).values():
        work = Artwork(field=Direct(outputs=3), inputs=(kind(gain=1.3),), seed=6)
        off[kind] = compared(gl, f"input {tag_of(kind())}", work)
    deep = Artwork(field=Direct(), inputs=(Noise(octaves=3),))
    off[Noise] = compared(gl, "zoomed noise", deep, View(height=0.2))
    for kind in SOLID:
        work = Artwork(field=Direct(outputs=3), inputs=(kind(gain=1.3), Noise()), seed=6)
        off["slice", kind] = compared(gl, f"slice of {tag_of(kind())}", work, View(z=0.4))
    assert {n: a for n, a in off.items() if a.beyond > BEYOND} == {}


def test_levels_and_finish(gl: Surfaceless) -> None:
    """Every mapping of levels; everything a finish can do, at home and zoomed in."""
    for mapping in ("home", "range", "wrap", "minmax", "percentile"):
        look = Look(levels=Levels(mapping=mapping, low=-0.8, high=0.9))
        assert compared(gl, f"levels {mapping}", Artwork(field=TINY, look=look)).beyond <= BEYOND
    finish = Finish(
        stars=0.8, exposure=0.4, contrast=0.3, gamma=1.2, saturation=1.3, hue=20, vignette=0.4,
        grain=0.04, dither=True,
    )  # fmt: skip
    work = Artwork(field=TINY, look=Look(finish=finish))
    assert compared(gl, "finish", work).beyond <= BEYOND
    assert compared(gl, "zoomed finish", work, View(height=0.6)).beyond <= BEYOND


@pytest.mark.parametrize("name", ["bank-note", "byzantine-dome", "kintsugi", "riso-whirl"])
def test_the_form_for_playgrounds(gl: Surfaceless, name: str) -> None:
    """One mainImage with nothing but constants, its palette from fewer colours."""
    work = measured(open_recipe(name).artwork)
    shown = Shown(work.but(home=off_axis(work.home)), off_axis(work.home), (SIDE, SIDE))
    text = playground(shown.artwork, shown.size, exposure_of(shown))
    found = agreement(by_playground(gl, shown, text), by_engine(shown))
    table().append(
        f"{'playground ' + name:44} {found.mean:8.4f} {found.most:5} {100 * found.beyond:12.3f}%"
    )
    assert found.beyond <= 2 * BEYOND


def test_the_dialect_of_phones_and_pages() -> None:
    """The same text under GLSL ES 3.00."""
    gl = Surfaceless(es=True)
    try:
        for name in ("bank-note", "zellige-court"):
            assert compared(gl, f"es {name}", open_recipe(name).artwork).beyond <= BEYOND
    finally:
        gl.close()


def test_a_network_too_large_for_a_shader_is_told() -> None:
    """Width 1024: a line for people, not a driver that hangs."""
    with pytest.raises(CanvasError, match="too many for a shader"):
        printed(Artwork(field=Cppn(width=1024, depth=3), home=HOME))
