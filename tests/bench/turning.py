"""Turning a volume: pictures a second while a hand moves it, by the real view, and how soon a preview is there.

QT_QPA_PLATFORM=xcb xvfb-run -a python -m tests.bench.turning [SIDE]    # lines of figures
"""

from __future__ import annotations

import sys
import time

import numpy as np
from PySide6.QtWidgets import QApplication, QWidget

from canvas_app.core.volume import Volume
from canvas_app.engine.volume import sampled
from canvas_app.engine.voxels import VolumeRequest
from canvas_app.io.load import load
from canvas_app.io.presets import volume_files
from canvas_app.render.solids import image_of
from canvas_app.render.volume3d import VolumeView, turned

SIZE = (900, 640)
PICTURES = 24
WARM = 6  # pictures by which the pace is learned


def turning(side: int, name: str = "carina") -> dict[str, float]:
    """Seconds of a picture while it turns, at rest, and of a preview of 48 voxels a side."""
    app = QApplication.instance() or QApplication([])
    work = load(volume_files()[name]).artwork
    found = {}
    for n in (48, 96):
        began, busy = time.perf_counter(), time.process_time()
        preview = sampled(VolumeRequest(work, (n, n, n), opacity=work.volume.opacity, device="cpu"))
        image_of(preview, (-1.0, 1.0) * 3)
        found[f"preview_{n}_ms"] = 1000 * (time.perf_counter() - began)
        found[f"preview_{n}_busy_ms"] = 1000 * (time.process_time() - busy)
    request = VolumeRequest(work, (side, side, side), opacity=work.volume.opacity, device="cpu")
    window = QWidget()
    window.resize(*SIZE)
    view = VolumeView(window)
    view.setGeometry(window.rect())
    window.show()
    view.show_voxels(image_of(sampled(request), request.bounds), request.bounds, "composite")
    for kind, look in (
        ("lit", work.volume.but(ambient=0.4)),
        ("plain", Volume(ambient=1, gloss=0)),
    ):
        found |= {f"{kind}_{what}": value for what, value in _turned(app, view, look).items()}
    view.close_view()
    return {what: round(value, 2) for what, value in found.items()}


def _turned(app: object, view: VolumeView, look: Volume) -> dict[str, float]:
    assert isinstance(app, QApplication)
    view.light(look)
    view.look_from(look.camera)
    view.moves(True)
    wall, busy = [], []
    for k in range(WARM + PICTURES):
        began, used = time.perf_counter(), time.process_time()
        view.look_from(turned(view.camera, 8, 1 if k % 2 else -1))
        app.processEvents()
        wall.append(time.perf_counter() - began)
        busy.append(time.process_time() - used)
    rays, along = view.solids.apart
    return {
        "pictures_a_second": 1 / float(np.median(wall[WARM:])),
        "busy_ms": 1000 * float(np.median(busy[WARM:])),
        "rays_apart": rays, "samples_apart": along,
    } | _rested(app, view, "first_") | _rested(app, view)  # fmt: skip


def _rested(app: QApplication, view: VolumeView, name: str = "") -> dict[str, float]:
    """Until the fine picture is whole, and the longest that the window was kept from anything else. The
    first picture of a kind has its shader compiled."""
    view.moves(False)
    began = before = time.perf_counter()
    view.draw()
    longest = 0.0
    while not view.rested or before - began < 0.5:
        app.processEvents()
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    return {
        f"{name}at_rest_ms": 1000 * view.fine.seconds,
        f"{name}longest_stall_ms": 1000 * longest,
        f"{name}longest_piece_ms": 1000 * view.fine.longest,
    }


if __name__ == "__main__":
    for what, value in turning(int(sys.argv[1]) if len(sys.argv) > 1 else 128).items():
        sys.stdout.write(f"{what}: {value}\n")
