"""Deep zoom: from home to a million million, on the axis and off it, pictures are those of float64.

The reference (`exact.py`) computes coordinates, network, levels and exposure in float64, operation by
operation. Table over all presets: tests/bench/agreement.py.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from exact import exact

from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import LogRadius, Noise, SpiralWaves, X, Y
from canvas_app.core.look import Bands, Check, Contour, Finish, Levels, Look, Ramp, Relief, Riso
from canvas_app.core.space import DeepWarp, FractalWarp, LogPolar, Pixelate, Space
from canvas_app.core.view import View
from canvas_app.engine.arithmetic import arithmetic, needs_float64
from canvas_app.engine.arithmetic import steps as spacings
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.family import FAMILIES
from canvas_app.engine.field import build
from canvas_app.engine.head import HEADS, exposed
from canvas_app.engine.painter import DEEP_NOTICE, Painter
from canvas_app.engine.render import render
from canvas_app.engine.repeats import offset
from canvas_app.engine.request import resolve
from canvas_app.io.presets import open_recipe

SIDE = 48
ZOOMS = (1.0, 1e3, 1e6, 1e9, 1e12)
PLACES = {"home": (0.0, 0.0), "off centre": (0.3183098861837907, -0.1415926535897932)}
NET = Cppn(width=16, depth=3, activations=("tanh", "sin", "sin"), gains=(1.2, 1.4, 1.6), seed=4)
WORKS = {
    **{n: n for n in ("abalone", "bank-note", "endless-spiral", "nautilus", "lamp-in-fog")},
    **{n: n for n in ("night-contours", "rose-window", "dawn-silk", "wrapped-tide", "scarab")},
    "whirl": Artwork(field=NET, inputs=(X(), Y(), LogRadius(), SpiralWaves()), look=Look(Levels(exposure=1.0))),
    "log polar": Artwork(field=NET, space=(LogPolar(),), look=Look(head=Bands(adapt=True))),
}  # fmt: skip


def beyond(work: Artwork, view: View, size: tuple[int, int] = (SIDE, SIDE)) -> float:
    """The share of pixels where the engine and float64 differ by more than 2/255."""
    made = list(render(resolve(work, view, size, device="cpu")))[-1].rgba[..., :3]
    off = np.abs(made.astype(int) - exact(work, view, size)).max(-1)
    return float((off > 2).mean())


def seen(work: Artwork, zoom: float, place: str) -> View:
    """A turned view of a work."""
    x, y = PLACES[place]
    return View(x=x, y=y, height=work.reference.height / zoom, angle=0.3)


@pytest.mark.parametrize("name", WORKS)
def test_pictures_are_those_of_float64(name: str) -> None:
    """At 1, a thousand, a million, a thousand million and a million million."""
    work = WORKS[name]
    work = open_recipe(work).artwork if isinstance(work, str) else work
    off = {
        (zoom, place): beyond(work, seen(work, zoom, place)) for zoom in ZOOMS for place in PLACES
    }
    assert {where: share for where, share in off.items() if share > 1e-3} == {}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_goes_deep(family: str) -> None:
    """Also those whose networks read their inputs more than once, under a light from the side."""
    look = Look(head=Ramp(), relief=Relief(strength=0.4))
    work = Artwork(field=FAMILIES[family](seed=3), space=(DeepWarp(),), look=look)
    for zoom in (1e3, 1e9):
        assert beyond(work, seen(work, zoom, "off centre")) <= 1e-3


def test_the_change_from_float32_to_float64_is_not_seen() -> None:
    """Just before float32 gives way, both agree."""
    work = open_recipe("bank-note").artwork
    for zoom in (32.0, 63.0):
        view = seen(work, zoom, "off centre")
        assert not needs_float64(work.reference, view, (160, 160))
        assert beyond(work, view, (160, 160)) <= 1e-3


def test_float64_is_as_good_as_more_digits() -> None:
    """At a million million, against the longest floats that numpy has here."""
    work = Artwork(field=NET)
    view = seen(work, 1e12, "off centre")
    grid = view.grid((SIDE, SIDE)).reshape(-1, 2)
    field = build(work, "cpu")
    got = field.through(view, ()).values(*torch.from_numpy(grid.T.copy()))
    x, y = grid.T.astype(np.longdouble)
    rows = np.stack([x, y, np.sqrt(x * x + y * y)])
    p = {name: value.numpy().astype(np.longdouble) for name, value in field.parameters.items()}
    for layer, apply in (("in", np.tanh), ("hidden1", np.sin), ("hidden2", np.sin)):
        rows = apply(p[f"{layer}.weight"] @ rows + p[f"{layer}.bias"][:, None])
    rows = p["out.weight"] @ rows + p["out.bias"][:, None]
    spread = float((rows.max(1) - rows.min(1)).min())
    assert spread > 0
    assert float(np.abs(got.double().numpy() - rows).max()) < 2e-3 * spread


def test_ordinary_views_stay_in_float32() -> None:
    """Home and near it, at the sizes of screens and of prints."""
    home = View()
    for size in ((96, 96), (1920, 1080), (3840, 2160), (16_384, 16_384)):
        assert not needs_float64(home, home, size)
    assert not needs_float64(home, View(x=0.4, height=2 / 60), (1920, 1080))
    assert needs_float64(home, View(x=0.4, height=2 / 65), (1920, 1080))
    assert needs_float64(home, View(x=1e5), (1920, 1080)), "far out, float32 is coarse at any zoom"
    assert Painter(resolve(Artwork(field=NET), home, (8, 8))).wide is False


def test_what_a_view_is_computed_with() -> None:
    """Names for the badge, for tiles and for the shader."""
    silk = Artwork(field=NET, look=Look(head=Ramp()))
    deep = View(x=0.3, y=0.1, height=2e-9)
    assert arithmetic(silk, View(), (800, 600)).name == "float32"
    assert arithmetic(silk, View(), (800, 600), "shader").name == "float32"
    assert arithmetic(silk, deep, (800, 600)).name == "float64"
    assert arithmetic(silk, deep, (800, 600), "shader").name == "two floats"
    cells = silk.but(space=(Pixelate(),))
    assert arithmetic(cells, deep, (800, 600), "shader").name == "float64"
    assert "values jump" in arithmetic(cells, deep, (800, 600)).why
    starry = silk.with_look(finish=Finish(stars=0.5))
    assert "stars" in arithmetic(starry, deep, (800, 600), "shader").why
    assert "does not repeat" in arithmetic(silk.with_look(head=Riso()), deep, (800, 600)).why
    assert "tiles" not in arithmetic(silk, deep, (800, 600)).why
    bottom = View(x=0.3, y=0.1, height=1e-13)
    assert spacings(bottom, (800, 600), 53) < 4
    assert arithmetic(silk, bottom, (800, 600), "shader").name == "limit"
    assert arithmetic(silk, bottom, (800, 600)).hint
    assert arithmetic(silk, View(height=1e-25), (800, 600)).name == "float64", (
        "zero has no neighbours"
    )


def test_a_hint_where_nothing_finer_is() -> None:
    """Smooth and deep: a hint. Detail at every depth, or bands that double: none."""
    deep, size = View(x=0.3, y=0.1, height=2e-9), (800, 600)
    smooth = Artwork(field=NET, look=Look(head=Ramp()))
    assert "Nothing finer" in arithmetic(smooth, deep, size).hint
    assert arithmetic(smooth, View(), size).hint == ""
    assert arithmetic(smooth, View(x=0.3, height=0.2), size).hint == ""
    assert "Nothing finer" in arithmetic(smooth.but(space=(DeepWarp(),)), deep, size).hint
    lit = Look(head=Ramp(), relief=Relief(strength=0.4))
    assert arithmetic(smooth.but(space=(DeepWarp(),), look=lit), deep, size).hint == ""
    assert arithmetic(smooth.but(inputs=(X(), Noise(falloff=0.3))), deep, size).hint == ""
    assert arithmetic(smooth.but(look=Look(head=Contour())), deep, size).hint == ""
    whirl = smooth.but(inputs=(SpiralWaves(),))
    assert "Nothing finer" in arithmetic(whirl, deep, size).hint
    assert arithmetic(whirl, View(height=2e-9), size).hint == "", "tips of whirls have no end"


@pytest.mark.parametrize("steps", [(), (DeepWarp(),), (LogPolar(), FractalWarp())])
def test_hints_are_true(steps: tuple[Space, ...]) -> None:
    """Where a hint says that nothing finer is to be seen, the picture is flat."""
    work = Artwork(field=NET, space=steps, look=Look(head=Ramp()))
    view = View(x=0.3, y=0.1, height=2e-9)
    assert arithmetic(work, view, (SIDE, SIDE)).hint
    made = exact(work, view, (SIDE, SIDE)).astype(int)
    assert int(np.ptp(made.reshape(-1, 3), axis=0).max()) <= 2


def test_screens_repeat() -> None:
    """The point that stands for a deep one has the same phase in every grating, in both octaves."""
    head, (x, y), depth = Check(angle=0.4, angle2=1.7, frequency2=31.0), (0.7182818, -1.4142), 25.4
    nx, ny = offset(head, depth, x, y)
    assert max(abs(nx), abs(ny)) < 1e-6
    for angle, frequency in ((head.angle, head.frequency), (head.angle2, head.frequency2)):
        for factor in (2.0**25, 2.0**26):
            turns = ((x - nx) * np.cos(angle) + (y - ny) * np.sin(angle)) * frequency * factor
            assert abs(np.remainder(turns / (2 * np.pi) + 0.5, 1) - 0.5) < 1e-5
    assert offset(Ramp(), depth, x, y) == (x, y)


def test_the_torchless_list_of_exposed_heads_is_the_registry_s() -> None:
    """`arithmetic` knows by heart what the crafts say."""
    from canvas_app.engine import arithmetic as module

    kinds = {type(head) for head in map(_head, HEADS)}
    assert {k for k in kinds if exposed(k())} == {k for k in kinds if module.regains(k())}


def _head(tag: str) -> object:
    from canvas_app.core.look import Head
    from canvas_app.core.spec import members

    return members(Head)[tag]()


def test_a_chip_without_float64_leaves_deep_views_to_the_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a notice, and the processor's picture."""
    from canvas_app.engine import painter as module

    real = module.choose
    monkeypatch.setattr(
        module, "choose", lambda name: torch.device("mps") if name == "auto" else real(name)
    )
    work, view = Artwork(field=NET), View(x=0.3, height=1e-6)
    frame = list(render(resolve(work, view, (16, 16))))[-1]
    assert frame.notice == DEEP_NOTICE
    wanted = list(render(resolve(work, view, (16, 16), device="cpu")))[-1]
    np.testing.assert_array_equal(frame.rgba, wanted.rgba)
