"""Toolbar: the few actions that deserve a place in sight, in groups."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from .actions import LiveActions
from .desk import Desk
from .random_menu import RandomMenu
from .words import tr

LEFT: tuple[tuple[str, ...], ...] = (
    ("random", "mutate"),
    ("undo", "redo"),
    ("back", "forward", "home"),
)
RIGHT: tuple[tuple[str, ...], ...] = (
    ("volume",),
    ("crop", "extend", "timeline"),
    ("fit_picture",),
    ("export",),
)
WORDS = {"random": "Random", "mutate": "Mutate", "fit_picture": "Fit", "export": "Export"}
ROOM = 840  # pixels; a narrower bar shows icons alone
MENUS: dict[str, tuple[tuple[str, ...], ...]] = {
    "export": (("export", "share_page", "copy_image"), ("save_as",)),
}


class Toolbar(QToolBar):
    """Icons, and words for those that matter most, which have menus of their kin."""

    def __init__(self, actions: LiveActions, desk: Desk) -> None:
        super().__init__(tr("Toolbar"))
        self._actions, self._desk = actions, desk
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._groups(LEFT)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self._groups(RIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words only where there is room for all of them."""
        super().resizeEvent(event)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        if self.width() < ROOM:
            style = Qt.ToolButtonStyle.ToolButtonIconOnly
        for name in WORDS:
            key = self.findChild(QToolButton, f"tool-{name}")
            if isinstance(key, QToolButton) and key.toolButtonStyle() != style:
                key.setToolButtonStyle(style)

    def _groups(self, groups: tuple[tuple[str, ...], ...]) -> None:
        for place, group in enumerate(groups):
            if place:
                self.addSeparator()
            for name in group:
                self.addWidget(self._key(name, self._actions.by_id[name]))

    def _key(self, name: str, action: QAction) -> QToolButton:
        key = QToolButton()
        key.setObjectName(f"tool-{name}")
        key.setDefaultAction(action)
        key.setAccessibleName(action.text().replace("&", ""))
        key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if name in WORDS:
            word = tr(WORDS[name])
            key.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            key.setProperty("wide", "true")
            key.setText(f" {word}")
            action.changed.connect(lambda: key.setText(f" {word}"))
        if name == "random":
            key.setMenu(RandomMenu(self._actions, self._desk, key))
        elif name in MENUS:
            key.setMenu(self._menu(name, key))
        if key.menu() is not None:
            key.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        if name == "export":
            key.setProperty("kind", "raised")
        return key

    def _menu(self, name: str, key: QToolButton) -> QMenu:
        """What else a split key does; the groups have lines between them."""
        menu = QMenu(key)
        menu.setObjectName(f"tool-{name}-menu")
        for place, group in enumerate(MENUS[name]):
            if place:
                menu.addSeparator()
            menu.addActions([self._actions.by_id[each] for each in group])
        return menu
