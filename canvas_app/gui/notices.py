"""Notices: toasts at the lower right of the canvas, and the dialog for faults of ours."""

from __future__ import annotations

import platform
import traceback

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from canvas_app.gui.theme import Theme
from canvas_app.gui.widgets.floating import SHADOW, Floating
from canvas_app.gui.widgets.parts import button, column, label, row, tool
from canvas_app.session.session import Notice

from .words import tr

MOST = 3
EDGE = 16
NARROWEST, WIDEST, BESIDE = 96, 270, 90  # of the words; of what stands beside them
STAY_MS, OFFER_MS = 6000, 12_000  # what offers something stays long enough to be reached
_TIERS = {
    "info": ("info", "text2"),
    "done": ("done", "success"),
    "warning": ("warning", "warning"),
    "error": ("error", "danger"),
}


class Toast(Floating):
    """One notice as a card. Alt and the first letter do what it offers."""

    def __init__(self, theme: Theme, parent: QWidget, notice: Notice) -> None:
        super().__init__(theme, parent, radius=8)
        self.notice = notice
        self._room = max(NARROWEST, min(WIDEST, parent.width() - 2 * EDGE - BESIDE))
        self.setObjectName("toast")
        self.setAccessibleName(f"{notice.title} {notice.body}".strip())
        box = QHBoxLayout(self)
        box.setContentsMargins(
            SHADOW.left() + 14, SHADOW.top() + 12, SHADOW.right() + 8, SHADOW.bottom() + 12
        )
        box.setSpacing(12)
        self.close_key = tool(theme, "close", tr("Dismiss"), mark=12)
        self.close_key.clicked.connect(self.close)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.addWidget(self._mark(theme), 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self._body(theme))
        box.addWidget(self.close_key, 0, Qt.AlignmentFlag.AlignTop)
        if notice.tier != "error":
            offers = notice.act is not None
            QTimer.singleShot(OFFER_MS if offers else STAY_MS, self, self._leave)
        self.adjustSize()

    def _leave(self) -> None:
        """Go, but not from under the hand."""
        focus = QApplication.focusWidget()
        if self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            QTimer.singleShot(STAY_MS, self, self._leave)
        else:
            self.close()

    def _mark(self, theme: Theme) -> QLabel:
        meaning, colour = _TIERS[self.notice.tier]
        mark = QLabel()
        mark.setPixmap(theme.icon(meaning, colour).pixmap(20, 20))
        mark.setFixedSize(20, 22)
        return mark

    def _body(self, theme: Theme) -> QWidget:
        title = label(theme, self.notice.title, role="body")
        title.setFont(theme.font("body", 600))
        title.setStyleSheet("QLabel { font-size: 13px; font-weight: 600 }")
        title.setWordWrap(True)
        title.setFixedWidth(self._room)
        parts: list[QWidget] = [title]
        if self.notice.body:
            body = label(theme, self.notice.body, tier=2)
            body.setWordWrap(True)
            body.setFixedWidth(self._room)
            parts.append(body)
        keys = self._keys()
        if keys:
            parts.append(row(*keys, None))
        return column(*parts, spacing=6)

    def _keys(self) -> list[QPushButton]:
        keys = []
        if self.notice.act is not None:
            keys.append(button(f"&{tr(self.notice.action)}", small=True))
            keys[0].setObjectName("toast-action")
            keys[0].clicked.connect(self._act)
        if self.notice.reveal is not None:
            folder = QUrl.fromLocalFile(str(self.notice.reveal.parent))
            keys.append(button(tr("Show in folder"), small=True))
            keys[-1].clicked.connect(lambda: QDesktopServices.openUrl(folder))
        return keys

    def _act(self) -> None:
        self.close()
        if self.notice.act is not None:
            self.notice.act()


class Toasts(QObject):
    """Shows notices over a widget: at most three. Errors stay until dismissed, others for six seconds."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self._over = over
        self._shown: list[Toast] = []
        over.installEventFilter(self)

    @property
    def shown(self) -> tuple[Toast, ...]:
        """The toasts on screen, oldest first."""
        return tuple(self._shown)

    def show(self, notice: Notice) -> None:
        """Put a notice on screen; the oldest makes room."""
        while len(self._shown) >= MOST:
            self._shown[0].close()
        toast = Toast(self._theme, self._over, notice)
        self._shown.append(toast)
        toast.installEventFilter(self)
        toast.show()
        self._place()

    def clear(self) -> None:
        """Dismiss all."""
        for toast in self.shown:
            toast.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the canvas, and close up when a toast goes."""
        if event.type() == QEvent.Type.Close and watched in self._shown:
            self._shown.remove(watched)
            self._place()
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self._place()
        return False

    def _place(self) -> None:
        bottom = self._over.height() - EDGE + SHADOW.bottom()
        for toast in reversed(self._shown):
            x = self._over.width() - EDGE + SHADOW.right() - toast.width()
            toast.move(x, bottom - toast.height())
            toast.raise_()
            bottom -= toast.height() - SHADOW.top() - SHADOW.bottom() + 8


def report(error: BaseException) -> str:
    """What a person can send us: the system and the traceback."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return (
        f"Canvas on {platform.platform()}, Python {platform.python_version()}\n\n{''.join(lines)}"
    )


def fault_dialog(theme: Theme, parent: QWidget | None, error: BaseException, kept: str) -> QDialog:
    """The dialog for an unexpected fault: what was kept, the details, and Copy."""
    dialog = QDialog(parent)
    dialog.setObjectName("fault")
    dialog.setWindowTitle(tr("Something went wrong"))
    details = QPlainTextEdit(report(error))
    details.setReadOnly(True)
    details.setMinimumSize(560, 220)
    copy, close = button(tr("Copy details")), button(tr("Continue"), kind="primary")
    copy.clicked.connect(lambda: _copy(details))
    close.clicked.connect(dialog.accept)
    box = QVBoxLayout(dialog)
    box.setContentsMargins(24, 20, 24, 16)
    box.setSpacing(12)
    box.addWidget(label(theme, tr("Canvas met a fault of its own"), role="title"))
    box.addWidget(label(theme, kept, tier=2))
    box.addWidget(details)
    box.addWidget(row(copy, None, close))
    return dialog


def _copy(details: QPlainTextEdit) -> None:
    details.selectAll()
    details.copy()
