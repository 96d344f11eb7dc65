"""PartsRow: a list of small specs inside a spec, such as the strokes of a comb."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from canvas_app.core.spec import Spec, knobs
from canvas_app.gui.theme import Theme
from canvas_app.gui.words import tr

from .control import NOTHING, Control
from .parts import label, row, tool
from .rows import control_for


class PartsRow(Control):
    """Each part has the rows of its own knobs; the value is the whole tuple."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        kind: type[Spec],
        *,
        doc: str = "",
        default: Any = NOTHING,
        most: int = 8,
    ) -> None:
        super().__init__(theme, name, doc=doc, default=default, dice=False)
        self._kind, self._most = kind, most
        self.parts: list[dict[str, Control]] = []
        self._blocks: list[QWidget] = []
        self.more = tool(theme, "add", tr("Add"), mark=14)
        self.fewer = tool(theme, "delete", tr("Remove the last"), mark=14)
        self.more.clicked.connect(lambda: self.take((*self.value, self._last())))
        self.fewer.clicked.connect(lambda: self.take(self.value[:-1]))
        self.lay((row(None, self.fewer, self.more, spacing=0), 2, True))
        self._below = QVBoxLayout()
        self._below.setSpacing(0)
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.addLayout(self._below)

    def display(self, value: Any) -> None:
        """A block of rows for each part."""
        while len(self.parts) > len(value):
            self.parts.pop()
            gone = self._blocks.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.parts) < len(value):
            self._grow()
        for rows, part in zip(self.parts, value, strict=True):
            for name, control in rows.items():
                control.show_value(getattr(part, name))
        self.fewer.setEnabled(len(value) > 1 and not self.locked)
        self.more.setEnabled(len(value) < self._most and not self.locked)

    def hold(self, held: bool) -> None:
        """Readable only."""
        for rows in self.parts:
            for control in rows.values():
                control.hold(held)
        self.fewer.setEnabled(not held)
        self.more.setEnabled(not held)

    def _grow(self) -> None:
        place, rows = len(self.parts), {}
        block = QWidget()
        box = QVBoxLayout(block)
        box.setContentsMargins(0, 0, 0, 4)
        box.setSpacing(0)
        head = label(self.theme, f"{self.title} {place + 1}", role="caption")
        head.setContentsMargins(14, 0, 0, 0)
        box.addWidget(head)
        for knob in knobs(self._kind):
            control = control_for(self.theme, knob)
            if control is None:
                continue
            for key in (control.lock, control.dice):
                self._empty(key)
            name = knob.name
            control.changed.connect(lambda v, more, n=name: self._entered(place, n, v, more))
            control.settled.connect(self.settled)
            rows[name] = control
            box.addWidget(control)
        self.parts.append(rows)
        self._blocks.append(block)
        self._below.addWidget(block)

    def _entered(self, place: int, name: str, value: Any, more: bool) -> None:
        part = self.value[place].but(**{name: value})
        self.take((*self.value[:place], part, *self.value[place + 1 :]), more)

    def _last(self) -> Spec:
        return self.value[-1] if self.value else self._kind()
