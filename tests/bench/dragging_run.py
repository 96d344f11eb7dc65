"""One sitting in which the canvas is dragged while a field learns, in a process of its own. The last line
is JSON.

    xvfb-run -a -s "-screen 0 1280x720x24" python -m tests.bench.dragging_run PICTURE [FAMILY]

A stall is the time between two looks of a timer of one millisecond, less its period. Painting by the software
OpenGL is told apart: it is time that a graphics card takes elsewhere. "At rest" is the same field, dragged
while the fit is paused.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from .window_run import LEFT, PLAIN, Sitting, Timed

PAINT = "Window UpdateRequest"
MOVES = 160


class Watch:
    """Looks at the clock as often as the main thread lets it."""

    def __init__(self) -> None:
        self.looks: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(lambda: self.looks.append(time.perf_counter()))
        self._timer.start()

    def gaps(self, paints: list[tuple[float, float]]) -> list[tuple[float, float]]:
        """Milliseconds between looks: of all, and without those in which `paints` (begin, end) ran."""
        found, k = [], 0
        for a, b in pairwise(self.looks):
            while k < len(paints) and paints[k][1] <= a:
                k += 1
            inside = 0.0
            for begin, end in paints[k:]:
                if begin >= b:
                    break
                inside += max(0.0, min(b, end) - max(a, begin))
            found.append((1e3 * (b - a), 1e3 * (b - a - inside)))
        return found


def dragged(at: Sitting, seconds_a_move: float = 0.016) -> dict[str, Any]:
    """A drag of MOVES moves, there and back; stalls, and the period of its pictures."""
    app, window, host = at.app, at.studio.window, at.studio.host
    handle = window.windowHandle()
    app.seen, app.on, app.when = [], True, []
    watch, began = Watch(), time.perf_counter()
    start = QPoint(host.width() // 5, host.height() // 4)  # away from the handle of the comparison
    QTest.mousePress(handle, LEFT, PLAIN, host.mapTo(window, start))
    for k in range(MOVES):
        reach = k if k < MOVES // 2 else MOVES - k
        QTest.mouseMove(handle, host.mapTo(window, start + QPoint(3, 2) * reach))
        QTest.qWait(round(1000 * seconds_a_move))
    QTest.mouseRelease(handle, LEFT, PLAIN, host.mapTo(window, start))
    took, app.on = time.perf_counter() - began, False
    watch._timer.stop()
    paints = [
        (end - wall / 1e3, end)
        for (wall, _, name), end in zip(app.seen, app.when, strict=True)
        if name == PAINT
    ]
    gaps = watch.gaps(paints)
    periods = [1e3 * (b - a) for (_, a), (_, b) in pairwise(paints)]
    others = sorted(
        ((wall, cpu, name) for wall, cpu, name in app.seen if name != PAINT), reverse=True
    )
    return {
        "longest stall, ms": max(g for g, _ in gaps),
        "longest without painting, ms": max(g for _, g in gaps),
        "over 50 ms": sum(g > 50 for g, _ in gaps),
        "over 50 ms without painting": sum(g > 50 for _, g in gaps),
        "over 16 ms without painting": sum(g > 16 for _, g in gaps),
        "longest painting, ms": max((1e3 * (b - a) for a, b in paints), default=0.0),
        "median painting, ms": statistics.median([1e3 * (b - a) for a, b in paints] or [0.0]),
        "period of pictures, ms (median)": statistics.median(periods),
        "moves a second": MOVES / took,
        "worst": [f"{w:.0f} ms, {c:.0f} of the processor: {n}" for w, c, n in others[:6]],
    }


class Stamped(Timed):
    """Knows when each event ended, too."""

    def __init__(self) -> None:
        super().__init__()
        self.when: list[float] = []

    def notify(self, receiver: Any, event: Any) -> bool:
        """As Timed does."""
        count = len(self.seen)
        done = super().notify(receiver, event)
        if len(self.seen) > count:
            self.when.append(time.perf_counter())
        return done


def main(picture: Path, family: str = "grid") -> None:
    """Sit, drag, tell."""
    os.environ.setdefault("QT_API", "pyside6")
    from canvas_app.gui.first_picture import without_collections

    collect = without_collections()
    at = Sitting(Stamped(), time.time())
    collect()
    at.studio.window.complete()
    desk = at.studio.desk
    fits = desk.fits
    from canvas_app.gui import fitting

    fitting.take(desk, picture)
    at.until(lambda: fits.state == "ready")
    fits.use(family, "quick")
    fits.replan(fits.plan.but(steps=1_000_000))
    fitting.start(desk)
    at.until(lambda: fits.last is not None and fits.last.step >= 60, 90)
    QTest.qWait(1500)
    if os.environ.get("SHOT"):
        at.studio.window.grab().save(os.environ["SHOT"])
    before, since = fits.last.step, time.perf_counter()
    found = {"while it learns": dragged(at)}
    found["while it learns"]["steps a second"] = (fits.last.step - before) / (
        time.perf_counter() - since
    )
    fits.pause(True)
    QTest.qWait(1500)
    found["at rest"] = dragged(at)
    fits.discard()
    at.until(lambda: not fits.active, 30)
    at.studio.close()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main(Path(sys.argv[1]), *sys.argv[2:])
