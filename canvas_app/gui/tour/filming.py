"""Filming: the step of the tour that makes a film: keys, the playhead, playing, the queue, the way back."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from canvas_app.gui.film_dialog import FilmDialog
from canvas_app.gui.panels.timeline import TimelinePanel
from canvas_app.session.film_files import read_film

from .hands import Hands

SECONDS, FPS = 2, 24.0


def film(h: Hands) -> str:
    """K keeps what is seen, M changes it, K again; the strip is scrubbed and plays; an MP4 is written."""
    path = h.out / "tour.mp4"
    path.unlink(missing_ok=True)
    opened = h.studio.desk.timeline
    h.click(h.find(QToolButton, "tool-timeline"))
    panel = h.find(TimelinePanel, "timeline")
    h.wait(panel.isVisible, "the timeline", 5)
    h.key(Qt.Key.Key_K)
    h.wait(lambda: opened.film is not None, "the first key")
    before = h.session.artwork
    h.key(Qt.Key.Key_M)
    h.wait(lambda: h.session.artwork != before, "a mutation", 10)
    h.click(panel.transport.keys["add"], QPoint(8, 14))
    h.wait(lambda: opened.film is not None and len(opened.film.keys) == 2, "the second key")
    opened.use("Rate", fps=FPS)
    _scrub(h, panel)
    _play(h, panel)
    h.wait(lambda: len(panel.pictures) > 4, "pictures in the strip")
    QTest.qWait(200)
    h.shot("strip")
    size = _export(h, panel, path.name)
    h.wait(lambda: any(r.state == "done" for r in h.studio.desk.queue.rows), "the film", 240)
    h.expect(read_film(path) is not None, "the film carries no timeline")
    h.studio.toasts.clear()
    h.tab("Queue")  # a second press closes
    return f"{path.name}, {size[0]} × {size[1]}, {path.stat().st_size:,} bytes, opens its timeline"


def _scrub(h: Hands, panel: TimelinePanel) -> None:
    """A press in the middle of the strip shows what lies between the keys."""
    strip, opened = panel.strip, h.studio.desk.timeline
    h.click(strip, QPoint(round(strip.axis.x(SECONDS / 2)), 46))
    h.expect(abs(opened.at - SECONDS / 2) < 0.1, f"the playhead stands at {opened.at:.2f} s")
    h.expect(opened.showing, "the film is not shown")


def _play(h: Hands, panel: TimelinePanel) -> None:
    """Space plays from the beginning to the end, in its own time."""
    opened = h.studio.desk.timeline
    opened.seek(0.0)
    panel.strip.setFocus()
    QTest.keyClick(panel.strip, Qt.Key.Key_Space)
    h.expect(opened.playing, "it does not play")
    h.wait(lambda: not opened.playing, "the end of the film", 20)
    h.expect(abs(opened.at - SECONDS) < 0.05, f"it ended at {opened.at:.2f} s")


def _export(h: Hands, panel: TimelinePanel, name: str) -> tuple[int, int]:
    """The dialog puts a small film in the queue, which opens."""
    h.click(panel.transport.export)
    h.wait(lambda: h.studio.window.findChild(FilmDialog, "film-export"), "the dialog", 5)
    dialog = h.find(FilmDialog, "film-export")
    dialog.name.setText(name)
    dialog.width_box.setValue(320)
    dialog.height_box.setValue(200)
    QTest.qWait(300)
    h.shot("dialog")
    h.click(dialog.go)
    h.wait(lambda: h.studio.desk.queue.rows, "the job", 5)
    QTest.qWait(200)
    h.shot("queue")
    return 320, 200
