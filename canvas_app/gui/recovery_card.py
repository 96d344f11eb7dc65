"""RecoveryCard: after a bad end, what was saved, with a picture. Never in the way."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal

from canvas_app.engine.request import resolve
from canvas_app.session import recovery
from canvas_app.session.operations import seconds_text
from canvas_app.session.recovery import Found

from . import fitting
from .desk import Desk
from .widgets.card import Card
from .widgets.parts import button, column, label, row, tool
from .widgets.picture_key import PictureKey
from .words import tr

PICTURE = QSize(112, 84)


class RecoveryCard(Card):
    """One work: open it, discard it, or leave it for the next start. `answered` says it is settled."""

    answered = Signal()

    def __init__(self, desk: Desk, found: Found) -> None:
        super().__init__(desk.theme, desk.host, "top", padding=18)
        self._desk = desk
        self.found = found
        self._settled = False
        self.setObjectName("recovery")
        self.picture = PictureKey(desk.theme, PICTURE)
        self.picture.setAccessibleName(found.artwork.title)
        self.title = label(desk.theme, ended_text(found.ended), role="title")
        self.words = label(desk.theme, saved_text(found), tier=2)
        self.words.setWordWrap(True)
        self.words.setFixedWidth(300)
        self.setAccessibleName(f"{self.title.text()} {self.words.text()}")
        self._lay_out()
        job = desk.lanes.files.start("Drawing what was saved", _picture(found))
        job.done.connect(self.picture.show_picture)
        self.left.connect(self.put_off)

    def open(self) -> None:
        """Put it in hand."""
        self._settled = True
        recovery.restore(self._desk.session, self.found)
        self._done()

    def go_on(self) -> None:
        """Go on with the fit that was under way."""
        self._settled = True
        fitting.resume(self._desk, self.found)
        self._done()

    def discard(self) -> None:
        """Not wanted."""
        self._settled = True
        recovery.discard(self.found)
        self._done()

    def put_off(self) -> None:
        """Ask again next time."""
        self.release()
        self._done()

    def release(self) -> None:
        """Canvas closes without an answer: keep the work for the next start."""
        if not self._settled:
            self._settled = True
            recovery.later(self.found)

    def _done(self) -> None:
        self.leave()
        self.answered.emit()

    def _lay_out(self) -> None:
        theme = self._desk.theme
        fit = self.found.fit is not None
        further = button(tr("Go on fitting"), kind="primary")
        if not fit:
            further.hide()
        go = button(tr("Open it"), kind="" if fit else "primary")
        drop = button(tr("Discard"), kind="quiet")
        close = tool(theme, "close", tr("Ask again next time (Esc)"), mark=12)
        for name, key, act in (
            ("go-on", further, self.go_on),
            ("open", go, self.open),
            ("discard", drop, self.discard),
            ("later", close, self.put_off),
        ):
            key.setObjectName(f"recovery-{name}")
            key.clicked.connect(act)
        self.picture.clicked.connect(self.open)
        head = row(self.title, None, close)
        texts = column(
            head, 4, self.words, None, row(further, go, drop, None, spacing=4), spacing=0
        )
        self.body.addWidget(row(self.picture, texts, spacing=16))


def ended_text(ended: float, now: datetime | None = None) -> str:
    """When it happened: the hour, and the day if that was another one."""
    at, today = datetime.fromtimestamp(ended), now or datetime.now()
    if at.date() == today.date():
        return tr("Canvas closed unexpectedly at {}").format(f"{at:%H:%M}")
    when = f"{at.day} {at:%B} {tr('at')} {at:%H:%M}"
    return tr("Canvas closed unexpectedly on {}").format(when)


def saved_text(found: Found) -> str:
    """What is kept, and how old it was."""
    text = tr("“{}” was saved {} before.")
    if found.fit is not None:
        text = tr("“{}” was being fitted; what was learned was saved {} before.")
    age = max(1, round(found.age))
    return text.format(found.artwork.title, f"{age} s" if age < 100 else seconds_text(age))


def _picture(found: Found) -> Generator[int, None, NDArray[np.uint8]]:
    from canvas_app.engine.render import render

    size = (2 * PICTURE.width(), 2 * PICTURE.height())
    request = resolve(found.artwork, found.view, size, supersample=2, device="cpu")
    yield 0
    *_, frame = render(request)
    return np.ascontiguousarray(frame.rgba[..., :3], np.uint8)
