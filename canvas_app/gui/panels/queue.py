"""Queue panel: what waits to be rendered, is under way, done or failed; one line a job."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from canvas_app.core.artwork import Artwork
from canvas_app.gui.desk import Desk
from canvas_app.gui.panel import panel
from canvas_app.gui.queue_row import SIDE, QueueRow, show_in_folder
from canvas_app.gui.widgets.parts import column, label, line, scrolled
from canvas_app.gui.words import tr
from canvas_app.session.gallery import Thumbs
from canvas_app.session.step_pictures import StepPictures


@panel("Queue", area="bottom", order=20)
class QueuePanel(QWidget):
    """Follows the desk's queue; keeps nothing of its own but the widgets of the rows."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._queue = desk, desk.queue
        self._rows: dict[str, QueueRow] = {}
        self._wholes: dict[str, QWidget] = {}  # rows with the line below them
        self.setObjectName("queue")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pictures = StepPictures(
            desk.lanes.steps, Thumbs(side=2 * SIDE), lambda: bool(desk.lanes.draw.jobs)
        )
        self._list = QWidget()
        self._list.setProperty("surface", "panel")
        self._list.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._box = QVBoxLayout(self._list)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addStretch(1)
        self._scroll = scrolled(self._list)
        self._empty = self._nothing()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._empty)
        box.addWidget(self._scroll)
        self._soon = QTimer(self)  # a step may come many times in one turn of the loop
        self._soon.setSingleShot(True)
        self._soon.setInterval(30)
        self._soon.timeout.connect(self.refresh)
        self._queue.changed.connect(self._later)
        self._queue.progressed.connect(self._later)
        self.pictures.ready.connect(self._show_pictures)
        self.refresh()

    def row(self, name: str) -> QueueRow:
        """The line of a job."""
        return self._rows[name]

    def refresh(self) -> None:
        """Every line anew; lines of jobs that are gone go."""
        queue = self._queue
        rows, wanted = queue.rows, {r.id for r in queue.rows}
        for name in [n for n in self._rows if n not in wanted]:
            del self._rows[name]
            self._take_out(self._wholes.pop(name))
        first = next((r.id for r in rows if r.state == "waiting"), "")
        for place, row in enumerate(rows):
            shown = self._rows.get(row.id) or self._put_in(QueueRow(self._desk.theme, row))
            whole = self._wholes[row.id]
            if self._box.indexOf(whole) != place:
                self._box.removeWidget(whole)
                self._box.insertWidget(place, whole)
            left = queue.seconds_left if row.state == "running" else None
            shown.show_row(row, paused=queue.paused, first=row.id == first, left=left)
        self._empty.setVisible(not rows)
        self._scroll.setVisible(bool(rows))
        self._show_pictures()

    def showEvent(self, event: QShowEvent) -> None:
        """What happened meanwhile."""
        super().showEvent(event)
        self.refresh()

    def _later(self, *_: object) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _put_in(self, row: QueueRow) -> QueueRow:
        row.asked.connect(self._on_asked)
        whole = column(row, line(), spacing=0)
        self._box.insertWidget(0, whole)
        self._rows[row.row.id], self._wholes[row.row.id] = row, whole
        return row

    def _take_out(self, whole: QWidget) -> None:
        self._box.removeWidget(whole)
        whole.hide()
        whole.deleteLater()

    def _on_asked(self, name: str, what: str) -> None:
        queue, row = self._queue, self._queue.row(name)
        if row is None:
            return
        if what == "open":
            show_in_folder(row)
        elif what in ("pause", "resume"):
            queue.pause() if what == "pause" else queue.resume()
        elif what in ("up", "down", "first"):
            queue.move(name, {"up": -1, "down": 1, "first": -len(queue.rows)}[what])
        else:
            queue.retry(name) if what == "retry" else queue.remove(name)

    def _show_pictures(self) -> None:
        if not self.isVisible():
            return
        for name, shown in self._rows.items():
            document = self._queue.document(name)
            artwork = document if isinstance(document, Artwork) else getattr(document, "artwork", 0)
            if isinstance(artwork, Artwork):
                picture = self.pictures.picture(artwork)
                if picture is not None:
                    shown.show_picture(picture)

    def _nothing(self) -> QWidget:
        theme = self._desk.theme
        mark = QLabel()
        mark.setPixmap(theme.icon("queue", "text3").pixmap(32, 32))
        title = label(theme, tr("Nothing waits to be rendered"), role="section")
        hint = label(
            theme, tr("“Add to queue” in the export dialog puts pictures and films here."), tier=3
        )
        for part in (mark, title, hint):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return column(None, mark, title, hint, None, spacing=6)
