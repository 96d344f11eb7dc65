"""A volume as a web page in a real browser: the engine's still, turned by the hand; nothing complains."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest

from canvas_app.core.artwork import Artwork
from canvas_app.core.camera import Camera
from canvas_app.core.inputs import Ball, X, Y, Z
from canvas_app.core.opacity import Opacity
from canvas_app.core.volume import Volume
from canvas_app.engine.families.cppn import Cppn
from canvas_app.engine.raycast import still
from canvas_app.engine.volume import sampled
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.load import load
from canvas_app.io.volumes.files import VolumeOptions, volume_exporter_for

from .browser import visited

PHONE = (240, 320)
LOOK = Volume(
    opacity=Opacity(style="value", points=((0.3, 0.0), (0.7, 0.5)), fade=0.3),
    camera=Camera(azimuth=40, elevation=15), ambient=0.8, gloss=0.0,
)  # fmt: skip
WORK = Artwork(
    field=Cppn(seed=5, width=8, depth=2), inputs=(X(), Y(), Z(), Ball()), volume=LOOK, title="Pod"
)
SNAP = """
const base64 = (bytes) => { let text = ""; for (const b of bytes) text += String.fromCharCode(b); return btoa(text); };
const piece = window.canvasSolid, canvas = document.getElementById("picture");
for (let i = 0; i < 400 && !canvas.classList.contains("ready"); i++) await new Promise((f) => setTimeout(f, 50));
await new Promise((f) => setTimeout(f, 300));
piece.state.moving = 0; piece.draw();
const gl = canvas.getContext("webgl2"), bytes = new Uint8Array(canvas.width * canvas.height * 4);
gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
return { size: [canvas.width, canvas.height], pixels: base64(bytes), camera: { ...piece.state.camera } };
"""


def by_engine(volume, request, look, size) -> np.ndarray:
    """What the engine sees, on the page's ground, (h, w, 3) levels."""
    work = still(volume, request.bounds, look, size)
    while True:
        try:
            next(work)
        except StopIteration as end:
            seen = end.value[..., 3:]
            return 255 * (end.value[..., :3] * seen + 18 / 255 * (1 - seen))


def levels(moment) -> np.ndarray:
    """What a page showed, (h, w, 3)."""
    w, h = moment["size"]
    shown = np.frombuffer(base64.b64decode(moment["pixels"]), np.uint8)
    return shown.reshape(h, w, 4)[::-1, :, :3].astype(float)


def written(out: Path, look: Volume) -> tuple[VolumeRequest, np.ndarray]:
    """A page, and the voxels that are in it."""
    request = VolumeRequest(WORK.but(volume=look), (32, 32, 32), "rgba", look.seen_by)
    for _ in volume_exporter_for(out)(out, request, VolumeOptions()):
        pass
    return request, sampled(request)


def test_a_page_shows_the_still_and_turns(tmp_path: Path) -> None:
    out = tmp_path / "pod.html"
    request, volume = written(out, LOOK)
    assert load(out).artwork.volume == LOOK
    with visited(out, tmp_path, PHONE) as tab:
        before = tab.run(SNAP)
        tab.mouse("mousePressed", (120, 160))
        tab.mouse("mouseMoved", (170, 180), buttons=1)
        tab.mouse("mouseReleased", (170, 180))
        tab.mouse("mouseWheel", (120, 160), deltaX=0, deltaY=-120)
        after = tab.run(SNAP)
    assert before["camera"]["azimuth"] == 40
    assert after["camera"]["azimuth"] == 20
    assert after["camera"]["elevation"] == 23
    assert after["camera"]["zoom"] > 1.1
    for moment in (before, after):
        look = LOOK.but(camera=Camera(**moment["camera"]))
        wanted = by_engine(volume, request, look, tuple(moment["size"]))
        assert np.abs(wanted - 18).mean() > 4
        assert np.abs(levels(moment) - wanted).mean() < 2.5


@pytest.mark.parametrize(
    "words",
    [
        {"mode": "slices", "slices": (0.3, 0.5, 0.7)},
        {"mode": "surface", "level": 0.45, "clip": (0.0, 0.6, 0.0, 1.0, 0.0, 1.0), "ambient": 0.3},
        {"mode": "maximum", "background": "gradient"},
        {"mode": "average", "background": "white"},
    ],
    ids=lambda words: words["mode"],
)
def test_each_way_of_seeing_is_that_of_stills(tmp_path: Path, words: dict[str, object]) -> None:
    """Planes are planes and surfaces are solid: the differences are those of edges."""
    out, look = tmp_path / "pod.html", LOOK.but(**words)
    request, volume = written(out, look)
    with visited(out, tmp_path, PHONE) as tab:
        moment = tab.run(SNAP)
    wanted = by_engine(volume, request, look, tuple(moment["size"]))
    assert wanted.std() > 10
    assert np.abs(levels(moment) - wanted).mean() < 3
