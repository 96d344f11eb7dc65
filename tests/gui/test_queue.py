"""The queue panel: real keys on real rows, the export dialog's way in, and the Render menu."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from canvas_app.core.errors import CanvasError
from canvas_app.gui.export_dialog import ExportDialog
from canvas_app.gui.panels.queue import QueuePanel
from canvas_app.gui.queue_row import state_text
from canvas_app.io.exporter import ExportOptions, Progress
from canvas_app.session import queue_work
from canvas_app.session.queue_file import Row

LEFT = Qt.MouseButton.LeftButton
SMALL = ExportOptions(size=(24, 16))


@pytest.fixture
def gate(monkeypatch) -> threading.Event:
    """An exporter that is half done until the gate opens, and cannot write what is called full.png."""
    opened = threading.Event()

    def work(path, document, options):
        yield Progress(0.5)
        while not opened.wait(0.005):
            yield Progress(0.5)
        if path.stem == "full":
            raise CanvasError("The disk is full.", hint="310 MB needed, 88 MB free.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"whole")
        return path

    kind = replace(queue_work.KINDS["picture"], work=work)
    monkeypatch.setitem(queue_work.KINDS, "picture", kind)
    return opened


@pytest.fixture
def panel(studio, gate, qtbot) -> QueuePanel:
    studio.window.actions_.by_id["queue_show"].trigger()
    made = studio.window.docks["queue"].widget()
    qtbot.waitUntil(lambda: made.height() == 212)
    return made


def add(studio, tmp_path, *names: str) -> list[str]:
    shown = studio.session.shown
    return [studio.desk.queue.add("picture", tmp_path / f"{n}.png", shown, SMALL).id for n in names]


def press(studio, panel, name: str, which: str = "key") -> None:
    panel.refresh()
    QTest.mouseClick(getattr(panel.row(name), which), LEFT)
    panel.refresh()


def test_an_empty_queue_says_how_to_fill_it(panel):
    assert panel._empty.isVisible()
    assert not panel._scroll.isVisible()


def test_rows_pause_reorder_and_go(studio, panel, gate, tmp_path, qtbot):
    a, b, c = add(studio, tmp_path, "a", "b", "c")
    queue = studio.desk.queue
    qtbot.waitUntil(lambda: queue.rows[0].fraction == 0.5)
    panel.refresh()
    assert [panel.row(n).said.text() for n in (a, b, c)] == ["50 %", "Next", "Waiting"]
    assert panel.row(a).bar.value() == 500
    press(studio, panel, c)
    assert [r.id for r in queue.rows] == [a, c, b]
    assert not panel.row(c).key.isEnabled(), "it is the next already"
    press(studio, panel, a)
    assert queue.paused
    assert panel.row(a).said.text() == "Paused at 50 %"
    press(studio, panel, a)
    assert not queue.paused
    press(studio, panel, b, "gone")
    assert [r.id for r in queue.rows] == [a, c]
    gate.set()
    qtbot.waitUntil(lambda: [r.state for r in queue.rows] == ["done", "done"])
    panel.refresh()
    assert panel.row(a).said.text().startswith("Done in ")
    studio.window.actions_.by_id["queue_clear"].trigger()
    panel.refresh()
    assert panel._empty.isVisible()
    studio.toasts.clear()


def test_a_failed_row_tells_why_and_is_tried_again(studio, panel, gate, tmp_path, qtbot):
    full, _after = add(studio, tmp_path, "full", "after")
    gate.set()
    queue = studio.desk.queue
    qtbot.waitUntil(lambda: [r.state for r in queue.rows] == ["failed", "done"])
    panel.refresh()
    row = panel.row(full)
    assert row.facts.text() == "The disk is full. 310 MB needed, 88 MB free."
    assert row.facts.property("state") == "error"
    assert row.said.text() == "Stopped at 50 %"
    gate.clear()
    press(studio, panel, full)
    qtbot.waitUntil(lambda: queue.rows[0].state == "running")
    panel.refresh()
    assert row.facts.property("state") == ""
    studio.window.actions_.by_id["queue_stop"].trigger()
    qtbot.waitUntil(lambda: queue.rows[0].state == "stopped")
    studio.toasts.clear()


def test_the_export_dialog_puts_a_picture_in_the_queue(studio, panel, gate, qtbot):
    studio.window.actions_.by_id["queue_add"].trigger()
    dialog = studio.window.findChild(ExportDialog, "export")
    qtbot.waitUntil(dialog.isVisible)
    dialog.name.setText("later.png")
    dialog.width_box.setValue(40)
    QTest.mouseClick(dialog.later, LEFT)
    row = studio.desk.queue.rows[0]
    assert row.path == str(studio.desk.folder / "later.png")
    assert row.options["size"][0] == 40
    gate.set()
    qtbot.waitUntil((studio.desk.folder / "later.png").exists)
    qtbot.waitUntil(lambda: any(t.notice.tier == "done" for t in studio.toasts.shown))
    studio.toasts.clear()


def test_pictures_stand_before_the_names(studio, panel, tmp_path, qtbot):
    (a,) = add(studio, tmp_path, "a")
    panel.refresh()
    qtbot.waitUntil(lambda: panel.row(a).picture.filled, timeout=60_000)


@pytest.mark.parametrize(
    ("state", "left", "paused", "said"),
    [
        ("running", 48.2, False, "42 % · 48 s left"),
        ("running", None, False, "42 %"),
        ("running", 48.2, True, "Paused at 42 %"),
        ("failed", None, False, "Stopped at 42 %"),
        ("done", None, False, "Done in 31 s · 201 MB"),
    ],
)
def test_how_it_goes_in_words(state, left, paused, said):
    row = Row(
        id="0123456789ab", kind="picture", path="x.png", options={}, state=state,
        fraction=0.42, seconds=31, bytes=201_000_000,
    )  # fmt: skip
    assert state_text(row, paused=paused, first=False, left=left) == said
