"""A page zoomed in far, in a real browser: the engine's picture in double precision, or a limit that is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.inputs import Cells, Noise, R, Ridges, X, Y
from canvas_app.core.look import Bands, Check, Levels, Look, Ramp, Relief, Riso
from canvas_app.core.space import DeepWarp, Fold, Voronoi, WallpaperFold
from canvas_app.core.view import View
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.families.grid import Grid
from canvas_app.io.exporter import ExportOptions, PageOptions, exporter_for
from canvas_app.io.load import load

from .browser import Tab, pixels, visited
from .shader_pictures import Agreement, Shown, agreement, by_engine
from .test_page import READY

WINDOW = (96, 72)
TINY = Cppn(seed=3, width=6, depth=2)
# Together they hold every kind of activation that GLSL writes in another way than the engine, waves that
# add octaves, hashes, a slice of latent, slopes, bands that double, screens of lines, and a texture.
MIXED = TINY.but(
    width=8, mix=("sin", "tanh", "gelu", "selu", "elu", "softplus", "triangle", "log-sigmoid")
)
BANDED = Artwork(
    field=MIXED,
    space=(DeepWarp(),),
    inputs=(X(), R(), Noise(octaves=2)),
    latent=(0.4, -0.8),
    look=Look(head=Bands(n=6, line=1.0), relief=Relief(strength=0.4)),
)
TILED = Artwork(
    field=TINY,
    space=(WallpaperFold(group="p6m", size=0.9), Fold(n=5)),
    inputs=(X(), Y(), Ridges(), Cells(frequency=2.0)),
    look=Look(head=Check(dark_range=0.3, light_range=0.2)),
)
JUMPING = Artwork(field=TINY, space=(Voronoi(frequency=3.0),), look=Look(head=Ramp(mix=0.3)))
LOOKED_UP = Artwork(
    field=Grid(rows=8, columns=8, levels=2, width=6, depth=1, seed=4),
    inputs=(X(), Y()),
    look=Look(levels=Levels(exposure=0.5)),
)
WORKS = {"banded": BANDED, "tiled": TILED, "jumping": JUMPING, "looked up": LOOKED_UP}
# Real mice are in test_page.py: here the controls cover the whole window.
DRAG = """for (const [kind, clientX, clientY] of [["pointerdown", 50, 40], ["pointermove", 56, 44], ["pointerup", 56, 44]])
    canvas.dispatchEvent(new PointerEvent(kind, { clientX, clientY, pointerId: 1 }));"""
SHOWN = """
const {view} = canvasPiece.state;
Object.assign(view, GIVEN);
canvasPiece.changed();
await until(() => {
    const {patch, making, failed} = canvasPiece.deep;
    return !making && (failed || (patch && patch.view.height === view.height && String(patch.size) === `${canvas.width},${canvas.height}`));
});
const shot = snap();
canvasPiece.tell();
return {...shot, failed: canvasPiece.deep.failed, direct: canvasPiece.deep.direct,
    where: document.getElementById("where").textContent};
"""


def page_of(work: Artwork, folder: Path) -> Path:
    out = folder / "piece.html"
    for _ in exporter_for(out)(out, work, ExportOptions(device="cpu", page=PageOptions())):
        pass
    return out


def seen(tab: Tab, zoom: float) -> dict[str, Any]:
    """The page at a place off all axes, so many times closer."""
    given = f"{{x: 0.31830988618, y: -0.14159265359, height: {2 / zoom!r}, angle: 0.3}}"
    return tab.run(SHOWN.replace("GIVEN", given))


def compared(moment: dict[str, Any], work: Artwork) -> Agreement:
    size = (moment["size"][0], moment["size"][1])
    wanted = by_engine(Shown(work, View(**moment["view"]), size))
    assert wanted.std() > 3, "there is something to see"
    return agreement(pixels(moment["pixels"], size), wanted)


@pytest.mark.parametrize("name", WORKS)
def test_a_deep_page_is_the_engines(name: str, tmp_path: Path, results: Path) -> None:
    """A thousand, a million and a thousand million times closer: 2/255 in 99.9 % of pixels, told by the badge."""
    page = page_of(WORKS[name], tmp_path)
    work = load(page).artwork
    with visited(page, tmp_path, WINDOW) as tab:
        tab.run(READY)
        table = {}
        for zoom in (1e6,) if name == "tiled" else (1e3, 1e6, 1e9):
            moment = seen(tab, zoom)
            assert not moment["failed"], zoom
            assert moment["direct"] or name != "jumping"
            assert not moment["direct"] or name in ("jumping", "tiled")
            assert "double precision" in moment["where"]
            table[zoom] = compared(moment, work)
        (results / f"page_deep_{name.replace(' ', '_')}.txt").write_text(f"{table}\n")
        assert {zoom: a for zoom, a in table.items() if a.beyond > 0.001} == {}
        assert tab.run("return canvas.getContext('webgl2').getError();") == 0
        assert tab.console == []


def test_a_hand_that_moves_keeps_its_picture_and_home_is_single_again(tmp_path: Path) -> None:
    """Within its reach a patch serves a dragged view at once; beyond, another is made."""
    with visited(page_of(BANDED, tmp_path), tmp_path, WINDOW) as tab:
        tab.run(READY)
        before = seen(tab, 1e6)
        moved = tab.run(
            DRAG
            + "const own = canvasPiece.deep.patch; return {...snap(), same: own === canvasPiece.deep.shown};"
        )
        assert moved["same"]
        a, b = (
            pixels(before["pixels"], WINDOW).astype(int),
            pixels(moved["pixels"], WINDOW).astype(int),
        )
        away = np.abs(b[4:, 6:] - a[:-4, :-6]).mean()
        assert away < 3 < np.abs(b - a).mean(), "the picture went with the hand"
        again = tab.run("""const own = canvasPiece.deep.patch;
            canvasPiece.state.view.x += 6e-6;
            canvasPiece.changed();
            await until(() => canvasPiece.deep.patch !== own);
            return snap();""")
        assert compared(again, load(tmp_path / "piece.html").artwork).beyond <= 0.001
        where = 'document.getElementById("home").click(); await wait(300); return document.getElementById("where").textContent;'
        assert "precision" not in tab.run(where)
        assert tab.console == []


def test_a_screen_that_does_not_repeat_ends_where_it_is_exact(tmp_path: Path) -> None:
    """No deeper than single precision places its dots, and the page says that Canvas goes on."""
    work = Artwork(field=TINY, look=Look(head=Riso()))
    with visited(page_of(work, tmp_path), tmp_path, WINDOW) as tab:
        tab.run(READY)
        said, where, height = tab.run("""
            for (let i = 0; i < 20; i++) canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: -240, clientX: 48, clientY: 36 }));
            await wait(200);
            return [document.getElementById("notice").textContent, document.getElementById("where").textContent, canvasPiece.state.view.height];""")
        assert "Canvas goes deeper" in said
        assert "approximate" not in where
        assert height == pytest.approx(2 / 64)
        assert tab.console == []
