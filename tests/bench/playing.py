"""Playing: the real window plays a film on a canvas of 1280 x 720; how well the film keeps real time.

    xvfb-run -a -s "-screen 0 1920x1200x24" python -m tests.bench.playing [SECONDS]    # one JSON object

The film goes from one MLP of width 32 to another, whose weights move. `behind_s`: how far the playhead
is behind the clock, at every picture that came; `pictures_a_second` are those that were really drawn.
Settings are those of a first start, in a folder of its own.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

CANVAS = (1280, 720)
SECONDS = 8.0


def until(app: Any, true: Callable[[], object], seconds: float) -> None:
    """Let the window live until something is so."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise SystemExit("it took too long")
        app.processEvents()
        time.sleep(0.0005)  # the lanes need the interpreter too


def shown(app: Any) -> Any:
    """A studio whose canvas has the size that is asked for."""
    from canvas_app.gui.app import Studio
    from canvas_app.session.gallery import Thumbs
    from canvas_app.session.prefs import PrefsFile

    home = Path(os.environ["XDG_CONFIG_HOME"])
    prefs = PrefsFile(home / "settings")
    prefs.change(prefs.prefs.but(start="aurora-veil", folder=str(home)))
    studio = Studio(app, prefs=prefs, thumbs=Thumbs(home / "thumbs", side=32))
    window = studio.window
    window.complete()
    window.show()
    for _ in range(4):
        app.processEvents()
        host = studio.host
        wider, higher = CANVAS[0] - host.width(), CANVAS[1] - host.height()
        window.resize(window.width() + wider, window.height() + higher)
        settled = time.monotonic() + 0.3
        until(app, lambda end=settled: time.monotonic() > end, 5)
    return studio


def film(seconds: float) -> Any:
    """From one drawn network to another."""
    from canvas_app.core.artwork import Artwork
    from canvas_app.core.timeline import Keyframe, Timeline
    from canvas_app.engine.families.cppn import Cppn

    works = [Artwork(field=Cppn(width=32, seed=s), latent=(0.5, -0.5, 0.3, 0.8)) for s in (3, 4)]
    keys = (Keyframe(artwork=works[0]), Keyframe(at=seconds, artwork=works[1]))
    return Timeline(keys=keys, seconds=seconds, fps=30.0)


def played(app: Any, studio: Any, seconds: float) -> dict[str, Any]:
    """The figures of one run from the beginning to the end."""
    opened, session = studio.desk.timeline, studio.session
    opened.put(film(seconds), "Open")
    until(app, lambda: opened._ready[1] is not None and not studio.viewport.waiting, 60)
    frames: list[tuple[float, float, int]] = []
    session.frame_ready.connect(lambda f: frames.append((time.monotonic(), opened.at, f.stride)))
    began = time.monotonic()
    opened.play()
    until(app, lambda: not opened.playing, 4 * seconds)
    wall = time.monotonic() - began
    behind = [t - began - at for t, at, _ in frames if at < seconds]
    places = len({at for _, at, _ in frames})
    return {
        "canvas": f"{studio.host.width()}x{studio.host.height()}",
        "film_s": seconds,
        "wall_s": round(wall, 2),
        "reached_s": round(opened.at, 2),
        "pictures": places,
        "pictures_a_second": round(places / wall, 1),
        "strides": dict(sorted(Counter(stride for _, _, stride in frames).items())),
        "behind_s": [round(sorted(behind)[int(q * (len(behind) - 1))], 3) for q in (0.5, 0.95, 1)],
        "renderer": studio.viewport.report.renderer,
    }


def main(words: list[str]) -> int:
    """Measure and print."""
    seconds = float(words[0]) if words else SECONDS
    with tempfile.TemporaryDirectory() as name:
        for kind in ("CONFIG", "CACHE", "DATA", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = name
        from PySide6.QtWidgets import QApplication

        app = QApplication(["canvas-app"])
        studio = shown(app)
        try:
            figures = [played(app, studio, seconds) for _ in range(2)]
        finally:
            studio.close()
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
