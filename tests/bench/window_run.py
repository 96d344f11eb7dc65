"""One measured sitting at the real window, in a process of its own. The last line is JSON.

    T0=$(date +%s.%N) xvfb-run -a -s "-screen 0 1280x720x24" python -m tests.bench.window_run [TIMES]

TIMES: how often each act is done for its median, 11 unless said; 0 only starts, and fills the caches.
Each event that Qt hands to the program is timed from outside, painting included, by the wall and by
the processor time of the main thread: on a busy machine only the second belongs to the program.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

SIZE = (1280, 720)
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Timed(QApplication):
    """Times every event from the outermost call to its end."""

    def __init__(self) -> None:
        self.depth, self.on, self.seen = 0, False, []
        super().__init__(["canvas-app"])

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if not self.on or self.depth:
            return super().notify(receiver, event)
        self.depth += 1
        wall, work = time.perf_counter(), time.thread_time()
        kind = event.type()
        try:
            return super().notify(receiver, event)
        finally:
            took = 1e3 * (time.perf_counter() - wall), 1e3 * (time.thread_time() - work)
            self.seen.append((*took, f"{type(receiver).__name__} {QEvent.Type(kind).name}"))
            self.depth -= 1


class Sitting:
    """The window and the clock."""

    def __init__(self, app: Timed, began: float) -> None:
        from canvas_app.gui.app import Studio

        self.app, self.figures = app, {}
        self.studio = Studio(app)
        self.session, self.viewport = self.studio.session, self.studio.viewport
        window = self.studio.window
        window.resize(*SIZE)
        window.show()
        self.until(lambda: window.windowHandle().isExposed())
        self.keep("start to window, s", time.time() - began, 2)
        canvas = self.studio.host.canvas
        drawn = canvas.drawn
        if canvas._full.frame is None:
            self.until(lambda: self.viewport.last is not None)
        self.until(lambda: canvas.drawn > drawn or canvas._full.frame is not None)
        self.keep("start to first picture, s", time.time() - began, 2)
        self.keep("start to first picture, s of the processor", time.process_time(), 2)
        self.until(lambda: self.viewport.complete)
        self.keep("start to full detail, s", time.time() - began, 2)
        QTest.qWait(1500)

    def keep(self, name: str, value: float, digits: int = 0) -> None:
        self.figures[name] = round(value, digits) if digits else round(value)

    def until(self, true: Callable[[], object], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise SystemExit(f"it took too long; known by then: {self.figures}")
            self.app.processEvents()
            time.sleep(0.0005)  # the lanes need the interpreter too

    def latency(self, act: Callable[[int], None], times: int) -> tuple[float, float, float]:
        """Medians of the milliseconds to the first frame, to a sharp one, to full detail."""
        first, sharp, full = [], [], []
        for k in range(times):
            self.until(lambda: self.viewport.complete)
            QTest.qWait(30)
            frames: list[Any] = []
            keep = lambda f, to=frames: to.append((time.perf_counter(), f))  # noqa: E731
            self.session.frame_ready.connect(keep)
            began = time.perf_counter()
            act(k)
            self.until(lambda got=frames: got)
            self.until(lambda: self.viewport.complete)
            self.session.frame_ready.disconnect(keep)
            first.append(1e3 * (frames[0][0] - began))
            sharp.append(1e3 * (next(t for t, f in frames if f.stride == 1) - began))
            full.append(1e3 * (frames[-1][0] - began))
        return tuple(map(statistics.median, (first, sharp, full)))

    def pan(self, k: int) -> None:
        host, window = self.studio.host, self.studio.window
        at = host.rect().center()
        handle = window.windowHandle()
        QTest.mousePress(handle, LEFT, PLAIN, host.mapTo(window, at))
        QTest.mouseMove(handle, host.mapTo(window, at + QPoint(7 * (-1) ** k, 5)))
        QTest.mouseRelease(handle, LEFT, PLAIN, host.mapTo(window, at + QPoint(7 * (-1) ** k, 5)))

    def palette(self, k: int) -> None:
        from canvas_app.core.palette import shipped_palettes

        palettes = list(shipped_palettes().values())
        self.session.edit("Palette", lambda a: a.with_look(palette=palettes[3 + k]))

    def row(self) -> Any:
        from canvas_app.gui.panels.field import FieldPanel

        rows = self.studio.window.findChild(FieldPanel, "field").form.rows
        row = rows["bias"]
        area = row.parentWidget()
        while not isinstance(area, QScrollArea):
            area = area.parentWidget()
        area.ensureWidgetVisible(row, 0, 40)
        QTest.qWait(50)
        return row

    def slide(self, k: int) -> None:
        slider, window = self.row().slider, self.studio.window
        at = QPoint(48 - 26 * (k % 2) + k // 2, 12)  # far enough from the handle to call it
        handle = window.windowHandle()
        QTest.mousePress(handle, LEFT, PLAIN, slider.mapTo(window, at))
        QTest.mouseRelease(handle, LEFT, PLAIN, slider.mapTo(window, at))

    def drag(self, widget: Any, start: QPoint, step: QPoint, count: int) -> dict[str, Any]:
        """Worst events of a drag of `count` moves, and pictures a second."""
        window = self.studio.window
        handle, frames = window.windowHandle(), []
        self.session.frame_ready.connect(frames.append)
        self.app.seen, self.app.on = [], True
        began = time.perf_counter()
        QTest.mousePress(handle, LEFT, PLAIN, widget.mapTo(window, start))
        for k in range(count):
            QTest.mouseMove(handle, widget.mapTo(window, start + step * (k + 1)))
            QTest.qWait(16)
        QTest.mouseRelease(handle, LEFT, PLAIN, widget.mapTo(window, start + step * count))
        took = time.perf_counter() - began
        self.app.on = False
        self.session.frame_ready.disconnect(frames.append)
        seen = sorted(self.app.seen, reverse=True)
        busiest = sorted(self.app.seen, key=lambda e: -e[1])
        return {
            "worst": seen[0][0], "worst by processor": busiest[0][1], "over": sum(e[0] > 16 for e in seen),
            "events": len(seen), "list": [f"{c:.0f}/{w:.0f} {n}" for w, c, n in busiest[:6]],
            "pictures a second": len({id(f) for f in frames}) / took,
        }  # fmt: skip


def drags(at: Sitting, name: str) -> None:
    middle = at.studio.host.rect().center()
    slider = at.row().slider
    for what, widget, start, step, count in (
        ("pan", at.studio.host, middle, QPoint(3, 2), 60),
        ("slider", slider, QPoint(14, 12), QPoint(1, 0), 50),
    ):
        at.until(lambda: at.viewport.complete)
        found = at.drag(widget, start, step, count)
        at.until(lambda: at.viewport.complete)
        head = f"{what} drag{name}"
        at.keep(f"{head}: worst event, ms of wall", found["worst"])
        at.keep(f"{head}: worst event, ms of processor", found["worst by processor"])
        at.figures[f"{head}: events over 16 ms of wall"] = f"{found['over']} of {found['events']}"
        at.keep(f"{head}: pictures a second", found["pictures a second"], 1)
        at.figures[f"{head}: busiest, processor/wall"] = "; ".join(found["list"][:3])


def main(times: int = 11) -> None:
    """Sit, measure, tell."""
    os.environ.setdefault("QT_API", "pyside6")
    began = float(os.environ.get("T0", time.time()))
    from canvas_app.gui.first_picture import without_collections

    collect = without_collections()
    app = Timed()
    at = Sitting(app, began)
    collect()
    at.studio.window.complete()
    if times:
        _measure(at, times)
    at.studio.close()
    sys.stdout.write(json.dumps(at.figures) + "\n")


def _measure(at: Sitting, times: int) -> None:
    for name, act in (("pan", at.pan), ("palette", at.palette), ("slider", at.slide)):
        first, sharp, full = at.latency(act, times)
        at.keep(f"{name} to first frame, ms (median)", first)
        at.keep(f"{name} to sharp picture, ms (median)", sharp)
        at.keep(f"{name} to full detail, ms (median)", full)
    drags(at, "")
    pauses: list[float] = []
    clock = [0.0]

    def watch(phase: str, _: object) -> None:
        if phase == "start":
            clock[0] = time.perf_counter()
        else:
            pauses.append(1e3 * (time.perf_counter() - clock[0]))

    gc.callbacks.append(watch)
    gc.collect()
    at.keep("a full collection, ms", max(pauses))
    gc.freeze()  # as the program does some seconds after its start
    pauses.clear()
    gc.collect()
    gc.callbacks.remove(watch)
    at.keep("a full collection once the start is frozen, ms", max(pauses))
    gc.disable()
    drags(at, ", no collection")
    gc.enable()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main(*map(int, sys.argv[1:]))
