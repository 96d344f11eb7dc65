"""A piece as a web page, in a real browser: the engine's picture, alive under the hand, and quiet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from canvas_app.core.view import View
from canvas_app.io.exporter import ExportOptions, exporter_for
from canvas_app.io.load import load
from canvas_app.io.presets import open_recipe

from .browser import Seen, photographed, pixels, visited
from .shader_pictures import Shown, by_engine, off_axis

WINDOW = (640, 480)
# Draws one sample in the middle of each pixel, so that the engine's plain picture is its equal.
SNAP = """
const piece = window.canvasPiece, canvas = document.getElementById("picture");
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const snap = () => {
    Object.assign(piece.state, { sample: 0, fieldStale: true, scale: 1 });
    piece.draw();
    return { size: [canvas.width, canvas.height], pixels: base64(piece.pixels()), view: { ...piece.state.view }, latent: [...piece.state.latent] };
};
const hand = (name, x, y, more = {}) => canvas.dispatchEvent(new PointerEvent(name,
    { pointerId: 1, clientX: x, clientY: y, bubbles: true, ...more }));
await wait(300);
const before = snap();
"""
ACTS = """
hand("pointerdown", 300, 200); hand("pointermove", 340, 170); hand("pointerup", 340, 170);
const dragged = snap();
canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: -240, clientX: 200, clientY: 100, cancelable: true }));
for (let i = 0; i < 4; i++)
    canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: -240, clientX: 200, clientY: 100, cancelable: true }));
const zoomed = snap();
hand("pointerdown", 200, 200); hand("pointerdown", 300, 200, { pointerId: 2 });
hand("pointermove", 320, 240, { pointerId: 2 });
hand("pointerup", 320, 240, { pointerId: 2 }); hand("pointerup", 200, 200);
const pinched = snap();
document.getElementById("home").click();
const slider = document.querySelector("#sliders input");
slider.value = Number(slider.value) + 0.9;
slider.dispatchEvent(new Event("input"));
const slid = snap();
document.querySelectorAll("#palettes button")[5].click();
const coloured = snap();
dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
const keyed = { ...piece.state.view };
document.getElementById("play").click();
await wait(400);
const played = [...piece.state.latent];
document.getElementById("play").click();
report({ before, dragged, zoomed, pinched, slid, coloured, keyed, played,
    notice: document.getElementById("notice").textContent, error: piece.state.error,
    gl: canvas.getContext("webgl2").getError() });
"""


def page_of(name: str, folder: Path) -> Path:
    """A preset as a page, seen a little off its axes."""
    artwork = open_recipe(name).artwork
    out = folder / "piece.html"
    write = exporter_for(out)(
        out, artwork, ExportOptions(view=off_axis(artwork.home), device="cpu")
    )
    for _ in write:
        pass
    return out


def off(seen: Seen, what: str, page: Path) -> float:
    """Mean difference, in 255ths, of what the browser shows from what the engine makes."""
    artwork, moment = load(page).artwork, seen.report[what]
    latent = tuple(moment["latent"]) or artwork.latent
    size = (moment["size"][0], moment["size"][1])
    wanted = by_engine(Shown(artwork.but(latent=latent), View(**moment["view"]), size))
    shown = pixels(moment["pixels"], size)
    return float(np.abs(shown.astype(int) - wanted.astype(int)).mean())


@pytest.mark.parametrize("name", ["night-contours", "rose-whorl"])
def test_a_live_piece(name: str, tmp_path: Path, results: Path) -> None:
    """As the engine paints it, before and after a drag, a zoom, a pinch and a slider; no complaints."""
    page = page_of(name, tmp_path)
    seen = visited(page, tmp_path, SNAP + ACTS, size=WINDOW)
    assert "fault" not in seen.report, seen.report
    assert seen.console == []
    assert (seen.report["error"], seen.report["notice"], seen.report["gl"]) == ("", "", 0)
    table = {w: off(seen, w, page) for w in ("before", "dragged", "zoomed", "pinched", "slid")}
    (results / f"page_{name}.txt").write_text(f"{table}\n")
    assert max(table.values()) < 1, table
    shots = [seen.report[what]["pixels"] for what in (*table, "coloured")]
    assert len(set(shots)) == len(shots), "each of them changes the picture"
    view = load(page).artwork.home
    unit = view.height / seen.report["before"]["size"][1]
    moved = seen.report["dragged"]["view"]
    assert np.allclose([moved["x"], moved["y"]], [view.x - 40 * unit, view.y - 30 * unit])
    assert seen.report["keyed"]["x"] == pytest.approx(view.x - 48 * unit)
    assert seen.report["played"] != seen.report["slid"]["latent"]
    photographed(page, tmp_path, results / f"page_{name}.png", size=(1280, 800))


def test_a_phone(tmp_path: Path, results: Path) -> None:
    """390 points wide: nothing hangs over the edge, with the controls open as well."""
    page = page_of("night-contours", tmp_path)
    script = """
    const wide = () => [...document.querySelectorAll(".card")].filter((c) => !c.hidden)
        .map((c) => c.getBoundingClientRect()).every((r) => r.left >= 0 && r.right <= innerWidth && r.bottom <= innerHeight);
    const shut = wide();
    document.getElementById("more").click();
    report({ shut, open: wide(), width: innerWidth, scrolls: document.documentElement.scrollWidth > innerWidth });
    """
    seen = visited(page, tmp_path, script, size=(800, 900), frame=(390, 780))
    assert seen.report == {"shut": True, "open": True, "width": 390, "scrolls": False}
    assert seen.console == []
    frame = tmp_path / "frame.html"
    photographed(frame, tmp_path, results / "page_phone.png", size=(800, 900))


def test_without_webgl_a_still_picture(tmp_path: Path) -> None:
    """The embedded picture stands there, and a line says why it does not move."""
    page = page_of("night-contours", tmp_path)
    script = """
    const still = document.getElementById("still");
    await still.decode();
    report({ notice: document.getElementById("notice").textContent, width: still.naturalWidth,
        bar: !!document.getElementById("bar"), covered: getComputedStyle(document.getElementById("picture")).opacity });
    """
    seen = visited(page, tmp_path, script, size=WINDOW, flags=("--disable-3d-apis",))
    assert seen.report == {
        "notice": "A still picture: this browser has no WebGL 2", "width": 1280, "bar": False, "covered": "0",
    }  # fmt: skip


def test_a_refused_shader_leaves_the_still(tmp_path: Path) -> None:
    """A driver that does not compile: the picture stays and the page says so."""
    page = page_of("night-contours", tmp_path)
    text = page.read_text("utf-8")
    page.write_text(text.replace("void main() { values(", "void main() { nonsense("), "utf-8")
    seen = visited(
        page,
        tmp_path,
        "report({ notice: document.getElementById('notice').textContent });",
        size=WINDOW,
    )
    assert seen.report == {"notice": "A still picture: the graphics driver refused the shader"}


def test_the_page_asks_for_nothing_from_outside(tmp_path: Path) -> None:
    """No address in it, and a policy that forbids all."""
    text = page_of("night-contours", tmp_path).read_text("utf-8")
    assert "http://" not in text
    assert "https://" not in text
    assert "default-src 'none'" in text
