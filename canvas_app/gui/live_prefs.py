"""LivePrefs: a changed preference acts at once, everywhere."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from canvas_app.session.prefs import Prefs

from .desk import Desk


class LivePrefs(QObject):
    """Hands preferences to those who act on them; follows the system's colours when asked to."""

    def __init__(self, desk: Desk, *, safe: bool = False) -> None:
        """safe: whatever is chosen, pictures stay modest."""
        super().__init__(desk.window)
        self._desk = desk
        self._safe = safe
        desk.prefs.changed.connect(self._on_changed)
        self._hints = QApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._on_system)

    def close(self) -> None:
        """Hear no more."""
        self._hints.colorSchemeChanged.disconnect(self._on_system)
        self._desk.prefs.changed.disconnect(self._on_changed)

    def _on_changed(self, new: Prefs, old: Prefs) -> None:
        if (new.theme, new.text_size) != (old.theme, old.text_size):
            self._dress(new)
        if _painter(new) != _painter(old):
            self._desk.viewport.use(
                new.device,
                modest=self._safe,
                renderer=new.renderer,
                target_ms=float(new.target_ms),
            )
        if (new.guides, new.frame) != (old.guides, old.frame):
            self._desk.host.overlay.show_prefs(new)
        if (new.undo, new.history_memory) != (old.undo, old.history_memory):
            self._desk.session.bound(new.undo, new.history_memory * 1_000_000)

    def _on_system(self, *_: object) -> None:
        if self._desk.prefs.prefs.theme == "system":
            self._dress(self._desk.prefs.prefs)

    def _dress(self, prefs: Prefs) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._desk.theme.apply(app, prefs.theme, prefs.text_size / 100)


def _painter(prefs: Prefs) -> tuple[str, str, int]:
    return prefs.device, prefs.renderer, prefs.target_ms
