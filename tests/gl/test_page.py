"""A piece as a web page, in a real browser: the engine's picture, alive under the hand, and quiet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from canvas_app.core.look import Levels
from canvas_app.core.view import View
from canvas_app.core.weights import Weights
from canvas_app.engine.field import build
from canvas_app.engine.fitting.starts import artwork_for
from canvas_app.engine.fitting.targets import Target
from canvas_app.io.exporter import ExportOptions, PageOptions, exporter_for
from canvas_app.io.load import load
from canvas_app.io.presets import open_recipe

from .browser import Tab, pixels, visited
from .shader_pictures import Shown, by_engine, off_axis

WINDOW = (400, 300)
PHONE = (390, 844)
AS_IT_IS = PageOptions()
# Draws one sample in the middle of each pixel, so that the engine's plain picture is its equal.
TOOLS = """
window.canvas = document.getElementById("picture");
window.wait = (ms) => new Promise((done) => setTimeout(done, ms));
window.until = async (happened) => { for (let i = 0; i < 600 && !happened(); i++) await wait(50); };
window.seen = (id) => getComputedStyle(document.getElementById(id)).display !== "none";
const base64 = (bytes) => {
    let text = "";
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
};
window.snap = () => {
    const piece = window.canvasPiece;
    Object.assign(piece.state, { sample: 0, fieldStale: true, scale: 1 });
    piece.draw();
    return { size: [canvas.width, canvas.height], pixels: base64(piece.pixels()), view: { ...piece.state.view }, latent: [...piece.state.latent] };
};
"""
READY = TOOLS + 'await until(() => canvas.classList.contains("ready"));'
STILL = TOOLS + 'await until(() => !document.getElementById("notice").hidden);'


def page_of(name: str, folder: Path, choices: PageOptions = AS_IT_IS) -> Path:
    """A preset as a page, seen a little off its axes."""
    artwork, out = open_recipe(name).artwork, folder / "piece.html"
    options = ExportOptions(view=off_axis(artwork.home), device="cpu", page=choices)
    for _ in exporter_for(out)(out, artwork, options):
        pass
    return out


def off(moment: dict[str, Any], page: Path) -> float:
    """Mean difference, in 255ths, of what the browser showed from what the engine makes."""
    artwork = load(page).artwork
    latent = tuple(moment["latent"]) or artwork.latent
    size = (moment["size"][0], moment["size"][1])
    wanted = by_engine(Shown(artwork.but(latent=latent), View(**moment["view"]), size))
    shown = pixels(moment["pixels"], size)
    return float(np.abs(shown.astype(int) - wanted.astype(int)).mean())


def world(moment: dict[str, Any], at: tuple[float, float], size: tuple[int, int]) -> np.ndarray:
    """The world point under a point of the window."""
    return np.array(View(**moment["view"]).to_world(*at, size))


def dragged(tab: Tab) -> dict[str, Any]:
    """After a drag of the mouse by 40 to the right and 30 up."""
    tab.mouse("mousePressed", (300, 200))
    for step in (10, 20, 30, 40):
        tab.mouse("mouseMoved", (300 + step, 200 - 0.75 * step), buttons=1)
    tab.mouse("mouseReleased", (340, 170))
    return tab.run("return snap();")


@pytest.mark.parametrize("name", ["night-contours", "rose-whorl"])
def test_a_live_piece(name: str, tmp_path: Path, results: Path) -> None:
    """As the engine paints it, before and after a drag, the wheel, keys and a slider; no complaints."""
    page = page_of(name, tmp_path)
    home = load(page).artwork.home
    with visited(page, tmp_path, WINDOW) as tab:
        moments = {"before": tab.run(READY + "return snap();"), "dragged": dragged(tab)}
        unit = home.height / WINDOW[1]
        wanted = View(x=home.x - 40 * unit, y=home.y - 30 * unit, height=home.height)
        assert moments["dragged"]["view"] == pytest.approx(
            {"x": wanted.x, "y": wanted.y, "height": wanted.height, "angle": 0.0, "z": 0.0}
        )
        for _ in range(5):
            tab.mouse("mouseWheel", (200, 100), deltaX=0, deltaY=-240)
        moments["zoomed"] = tab.run("await wait(200); return snap();")
        held = [world(moments[what], (200, 100), WINDOW) for what in ("dragged", "zoomed")]
        assert moments["zoomed"]["view"]["height"] < home.height / 4
        assert np.allclose(*held, atol=1e-9), "the wheel holds the point under the pointer"
        where = 'await wait(200); return document.getElementById("where").textContent;'
        assert "approximate" not in tab.run(where)
        for _ in range(10):
            tab.mouse("mouseWheel", (200, 100), deltaX=0, deltaY=-240)
        deep = f"await until(() => canvasPiece.deep.shown); {where}"
        assert "double precision" in tab.run(deep), "past what float32 places exactly, it says so"
        for key in ("h", "ArrowLeft", "]", "+"):
            tab.call("Input.dispatchKeyEvent", type="keyDown", key=key)
        moments["keyed"] = tab.run("return snap();")
        assert moments["keyed"]["view"]["x"] < home.x
        assert moments["keyed"]["view"]["angle"] == pytest.approx(-0.1)
        moments["slid"] = tab.run("""
            document.getElementById("home").click();
            const slider = document.querySelector("#sliders input");
            slider.value = Number(slider.value) + 0.9;
            slider.dispatchEvent(new Event("input"));
            return snap();""")
        table = {what: off(moment, page) for what, moment in moments.items()}
        (results / f"page_{name}.txt").write_text(f"{table}\n")
        assert max(table.values()) < 1, table
        coloured = tab.run(
            'document.querySelectorAll("#palettes button")[5].click(); return snap();'
        )
        shots = [moment["pixels"] for moment in (*moments.values(), coloured)]
        assert len(set(shots)) == len(shots), "each of them changes the picture"
        assert tab.run("return canvas.getContext('webgl2').getError();") == 0
        assert tab.run("return document.getElementById('notice').hidden;")
        tab.shot(results / f"page_{name}.png")
        assert tab.console == []


def test_it_moves_by_itself_and_rests(tmp_path: Path) -> None:
    """Space plays and stops; a resting page draws its samples and then nothing more."""
    with visited(page_of("night-contours", tmp_path), tmp_path, WINDOW) as tab:
        first = tab.run(READY + "return snap();")
        tab.call("Input.dispatchKeyEvent", type="keyDown", key=" ")
        second = tab.run("await wait(600); return snap();")
        third = tab.run("await wait(600); return snap();")
        assert first["latent"] != second["latent"] != third["latent"]
        assert len({m["pixels"] for m in (first, second, third)}) == 3
        tab.call("Input.dispatchKeyEvent", type="keyDown", key=" ")
        still = tab.run("return [...canvasPiece.state.latent];")
        rest = """let before = -1, calm = 0;
            await until(() => {
                calm = before === canvasPiece.state.sample ? calm + 1 : 0;
                before = canvasPiece.state.sample;
                return calm === 30;
            });
            await wait(400); return [before, canvasPiece.state.sample, [...canvasPiece.state.latent]];"""
        before, after, latent = tab.run(rest)
        assert (before, latent) == (after, still)
        assert tab.console == []


def test_fingers_on_a_phone(tmp_path: Path, results: Path) -> None:
    """One finger drags, two pinch and turn; nothing hangs over the edge, controls open or shut."""
    page = page_of("night-contours", tmp_path)
    inside = """const cards = [...document.querySelectorAll(".card")].filter((c) => !c.hidden).map((c) => c.getBoundingClientRect());
        return cards.every((r) => r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.bottom <= innerHeight)
            && document.documentElement.scrollWidth <= innerWidth;"""
    with visited(page, tmp_path, PHONE, phone=True) as tab:
        before = tab.run(READY + "return snap();")
        assert before["size"] == list(PHONE)
        tab.touch("touchStart", [(200, 300)])
        tab.touch("touchMove", [(240, 330)])
        tab.touch("touchEnd", [])
        moved = tab.run("return snap();")
        assert np.allclose(world(before, (200, 300), PHONE), world(moved, (240, 330), PHONE))
        tab.touch("touchStart", [(100, 300)])
        tab.touch("touchStart", [(100, 300), (300, 300)])
        tab.touch("touchMove", [(100, 300), (320, 360)])
        tab.touch("touchMove", [(80, 280), (320, 360)])
        tab.touch("touchEnd", [])
        pinched = tab.run("return snap();")
        for start, end in (((100, 300), (80, 280)), ((300, 300), (320, 360))):
            held = world(moved, start, PHONE), world(pinched, end, PHONE)
            assert np.allclose(*held, atol=1e-6), "what lies under a finger stays under it"
        assert tab.run(inside)
        tab.run('document.getElementById("home").click(); await wait(1500);')
        tab.shot(results / "page_phone.png")
        tab.run('document.getElementById("more").click(); await wait(300);')
        assert tab.run(inside)
        tab.shot(results / "page_phone_controls.png")
        assert tab.console == []


def test_a_lost_graphics_card_leaves_the_still_and_comes_back(tmp_path: Path) -> None:
    """While the context is gone nothing is asked of it; restored, the same pixels are there again."""
    with visited(page_of("night-contours", tmp_path), tmp_path, WINDOW) as tab:
        before = tab.run(READY + "return snap();")
        lost = tab.run("""
            window.lose = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
            lose.loseContext();
            await until(() => !canvas.classList.contains("ready"));
            document.querySelectorAll("#palettes button")[5].click();
            return canvas.getContext("webgl2").isContextLost();""")
        dragged_at = 'await wait(100); return canvas.classList.contains("ready");'
        tab.mouse("mousePressed", (300, 200))
        tab.mouse("mouseMoved", (340, 170), buttons=1)
        tab.mouse("mouseReleased", (340, 170))
        assert (lost, tab.run(dragged_at)) == (True, False)
        after = tab.run("""
            document.querySelectorAll("#palettes button")[0].click();
            document.getElementById("home").click();
            lose.restoreContext();
            await until(() => canvas.classList.contains("ready"));
            return snap();""")
        assert after["pixels"] == before["pixels"]
        assert tab.run("return canvas.getContext('webgl2').getError();") == 0
        assert [line for line in tab.console if "CONTEXT_LOST" not in line] == []


def test_a_page_may_move_by_itself_and_keep_its_controls_to_itself(tmp_path: Path) -> None:
    """As whoever shares it chose."""
    page = page_of("night-contours", tmp_path, PageOptions(playing=True, controls=False))
    with visited(page, tmp_path, WINDOW) as tab:
        first = tab.run(READY + "await until(() => canvasPiece.state.playing); return snap();")
        assert tab.run("await wait(500); return snap();")["latent"] != first["latent"]
        tab.call("Input.dispatchKeyEvent", type="keyDown", key="c")
        assert tab.run('return [seen("more"), seen("panel")];') == [False, False]
        assert tab.console == []


def test_without_webgl_a_still_picture(tmp_path: Path, results: Path) -> None:
    """The embedded picture stands there, a line says why it does not move, and no key does harm."""
    page = page_of("night-contours", tmp_path)
    with visited(page, tmp_path, (1280, 720), flags=("--disable-3d-apis",)) as tab:
        said = tab.run(STILL + "return document.getElementById('notice').textContent;")
        assert said == "A still picture: this browser has no WebGL 2"
        for key in ("c", " ", "h", "ArrowLeft", "+"):
            tab.call("Input.dispatchKeyEvent", type="keyDown", key=key)
        assert tab.run('return [seen("bar"), seen("panel")];') == [False, False]
        shot = tab.shot(results / "page_still.png")
        artwork = load(page).artwork
        wanted = by_engine(Shown(artwork, artwork.home, (1280, 720)))
        inner = (slice(100, 600), slice(100, 1100))
        assert np.abs(shot[inner].astype(int) - wanted[inner].astype(int)).mean() < 4
        assert tab.console == []


def test_a_refused_shader_leaves_the_still(tmp_path: Path) -> None:
    """A driver that does not compile: the picture stays and the page says so."""
    page = page_of("night-contours", tmp_path)
    text = page.read_text("utf-8")
    page.write_text(text.replace("void values(vec2 p", "void nonsense(vec2 p"), "utf-8")
    with visited(page, tmp_path, WINDOW) as tab:
        said = tab.run(STILL + "return document.getElementById('notice').textContent;")
        assert said == "A still picture: the graphics driver refused the shader"
        assert "values" in tab.run("return canvasPiece.state.error;")


def test_what_shaders_share_stands_once(tmp_path: Path) -> None:
    """The network's text is by far the longest, and there is one of it."""
    text = page_of("night-contours", tmp_path).read_text("utf-8")
    assert text.count("void values(vec2 p") == 1


def test_the_page_asks_for_nothing_from_outside(tmp_path: Path) -> None:
    """No address in it, and a policy that forbids all."""
    text = page_of("night-contours", tmp_path).read_text("utf-8")
    assert "http://" not in text
    assert "https://" not in text
    assert "default-src 'none'" in text


def test_a_fitted_grid_is_looked_up_on_the_page(tmp_path: Path) -> None:
    """Half a page of cells in a texture: at home, and moved close, as the engine draws it."""
    target = Target(np.zeros((40, 60, 3), np.float32), name="cells")
    artwork = artwork_for(target, "grid", rows=23, columns=31, width=12)
    drawn = build(artwork.with_field(spread=1.5, seed=4), "cpu").parameters
    weights = Weights({name: p.numpy() for name, p in drawn.items()})
    out = tmp_path / "cells.html"
    look = artwork.look.but(levels=Levels(exposure=0.0))
    learned = artwork.but(weights=weights, look=look)
    options = ExportOptions(view=off_axis(artwork.home), device="cpu", page=AS_IT_IS)
    for _ in exporter_for(out)(out, learned, options):
        pass
    assert load(out).artwork.weights == weights
    with visited(out, tmp_path, WINDOW) as tab:
        home = tab.run(READY + "return snap();")
        near = tab.run(
            "Object.assign(canvasPiece.state.view, {x: 0.3, height: 0.4}); return snap();"
        )
        assert off(home, out) < 1
        assert off(near, out) < 1
        assert home["pixels"] != near["pixels"]
        assert tab.console == []
