"""A volume as a web page in a real browser: the engine's still, turned by the hand; nothing complains."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np

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


def by_engine(volume, request, camera, size) -> np.ndarray:
    """What the engine sees from a camera, on the page's ground, (h, w, 3) levels."""
    work = still(volume, request.bounds, LOOK.but(camera=Camera(**camera)), size)
    while True:
        try:
            next(work)
        except StopIteration as end:
            seen = end.value[..., 3:]
            return 255 * (end.value[..., :3] * seen + 18 / 255 * (1 - seen))


def test_a_page_shows_the_still_and_turns(tmp_path: Path) -> None:
    out = tmp_path / "pod.html"
    request = VolumeRequest(WORK, (32, 32, 32), "rgba", LOOK.opacity)
    for _ in volume_exporter_for(out)(out, request, VolumeOptions()):
        pass
    assert load(out).artwork.volume == LOOK
    volume = sampled(request)
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
        size = (moment["size"][0], moment["size"][1])
        shown = np.frombuffer(base64.b64decode(moment["pixels"]), np.uint8)
        shown = shown.reshape(size[1], size[0], 4)[::-1, :, :3].astype(float)
        wanted = by_engine(volume, request, moment["camera"], size)
        assert np.abs(wanted - 18).mean() > 4
        assert np.abs(shown - wanted).mean() < 2.5, np.abs(shown - wanted).mean()
