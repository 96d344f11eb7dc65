"""Window: docks from PANELS, menus from ACTIONS, the canvas in the middle, geometry. Nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QPointF, Qt
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabBar, QTabWidget, QWidget

from canvas_app.session.prefs import Prefs

from . import layouts
from .actions import ACTIONS, MENUS, LiveActions, Menu
from .desk import Desk
from .lower import LowerDocks
from .panel import Panel, panels
from .recent_menu import RecentMenu
from .status import Status
from .toolbar import Toolbar
from .waiting import SpareTime, Waiting
from .words import tr

AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
MNEMONICS: dict[str, str] = {
    "File": "&File",
    "Edit": "&Edit",
    "View": "&View",
    "Field": "F&ield",
    "Fit": "Fi&t",
    "Animation": "&Animation",
    "Render": "&Render",
    "Help": "&Help",
}
TIGHT = 600  # below this there is no room for two sides: the left one is put away meanwhile
NARROW = 1300  # below this the side docks give the canvas some of their width


class Window(QMainWindow):
    """The frame around everything."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.resize(1440, 900)
        self.setMinimumSize(400, 300)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AnimatedDocks
        )
        self.setCorner(Qt.Corner.BottomLeftCorner, AREAS["left"])
        self.setCorner(Qt.Corner.BottomRightCorner, AREAS["right"])
        self.docks: dict[str, QDockWidget] = {}
        self._waiting: dict[str, Waiting] = {}
        self._may_close: Callable[[], bool] = lambda: True
        self._hidden: list[QDockWidget] = []
        self._laid_out = False
        self._put_away: list[QDockWidget] = []

    def furnish(self, desk: Desk, may_close: Callable[[], bool]) -> None:
        """Put everything in its place. Once."""
        self._desk = desk
        self._may_close = may_close
        self.setCentralWidget(desk.host)
        self.actions_ = LiveActions(desk)
        self.lower_docks = LowerDocks(self)
        for entry in panels():
            self._dock(entry, desk)
        self.spare = SpareTime(self._waiting.values(), lambda: desk.viewport.waiting, self)
        self._menus()
        self.toolbar = Toolbar(self.actions_, desk)
        self.addToolBar(self.toolbar)
        self.status = Status(desk)
        self.setStatusBar(self.status)
        desk.toggle_panels = self.toggle_panels
        desk.settle_docks = self.settle_docks
        desk.host.menu_wanted.connect(self._context_menu)
        desk.session.state_changed.connect(self._title)
        desk.session.artwork_changed.connect(self._title)
        self._title()
        layouts.keep_first(desk)
        self._restore(desk.prefs.prefs)

    def complete(self) -> None:
        """Make every panel that is not made yet, now."""
        self.spare.finish()

    def toggle_panels(self) -> None:
        """Hide all docks, or bring those back that were hidden."""
        shown = [dock for dock in self.docks.values() if not dock.isHidden()]
        for dock in shown or self._hidden:
            dock.setVisible(not shown)
        self._hidden = shown

    def settle_docks(self) -> None:
        """After a layout was taken up: its lower docks closed, its first tabs in front and dressed."""
        self.lower_docks.open("")
        for area in AREAS.values():
            for dock in [d for d in self.docks.values() if self.dockWidgetArea(d) == area][:1]:
                dock.raise_()
        self._dress_tabs()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the places of everything, unless someone wants to stay."""
        if not self._may_close():
            event.ignore()
            return
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        layout = bytes(self.saveState().toBase64().data()).decode()
        self._desk.remember(self._desk.prefs.prefs.but(geometry=geometry, layout=layout))
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Dock widths are only obeyed once there is a layout."""
        super().showEvent(event)
        if not self._laid_out:
            self._laid_out = True
            if not self._desk.prefs.prefs.layout:
                self._default_widths()
            self._dress_tabs()
            self._desk.host.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Both sides only where both fit; tabs that would hold a tight window open are scrolled."""
        super().resizeEvent(event)
        tight = self.width() < TIGHT
        if self.docks and tight != (event.oldSize().width() < TIGHT):
            self._dress_tabs()
        if tight and not self._put_away:
            left = [d for d in self.docks.values() if self.dockWidgetArea(d) == AREAS["left"]]
            self._put_away = [d for d in left if not d.isHidden()]
        elif tight or not self._put_away:
            return
        for dock in self._put_away:
            dock.setVisible(not tight)
        if not tight:
            self._put_away = []

    def _menus(self) -> None:
        for name in MENUS:
            menu = self.menuBar().addMenu(tr(MNEMONICS.get(name, name)))
            menu.setObjectName(f"menu-{name}")
            for entry in (a for a in ACTIONS if a.menu == name and not a.under):
                menu.addAction(self.actions_.by_id[entry.id])
                if entry.id == "open":
                    menu.addMenu(RecentMenu(self._desk, menu))
                if entry.id == "paste":
                    self._submenus(menu, name)
                if entry.ends_group:
                    menu.addSeparator()
            if name == "View":
                self._panel_menu(menu)
            if name != "Edit":
                self._submenus(menu, name)

    def _submenus(self, menu: QMenu, name: Menu) -> None:
        rows = [a for a in ACTIONS if a.menu == name and a.under]
        for under in dict.fromkeys(a.under for a in rows):
            inner = menu.addMenu(tr(under))
            inner.setObjectName(f"menu-{under.lower()}")
            for entry in (a for a in rows if a.under == under):
                inner.addAction(self.actions_.by_id[entry.id])
                if entry.ends_group:
                    inner.addSeparator()

    def _panel_menu(self, menu: QMenu) -> None:
        shown = menu.addMenu(tr("Panels"))
        shown.setObjectName("menu-panels")
        for dock in self.docks.values():
            shown.addAction(dock.toggleViewAction())

    def _dock(self, entry: Panel, desk: Desk) -> None:
        dock = QDockWidget(tr(entry.title), self)
        dock.setObjectName(f"dock-{entry.title.lower()}")
        self._waiting[entry.title.lower()] = waiting = Waiting(entry, desk, dock)
        dock.setWidget(waiting)
        if entry.area == "left":
            dock.setTitleBarWidget(QWidget(dock))
        else:
            dock.setTitleBarWidget(self._tab(dock, tr(entry.title), desk))
        before = [d for d in self.docks.values() if self.dockWidgetArea(d) == AREAS[entry.area]]
        self.addDockWidget(AREAS[entry.area], dock)
        if before:
            dock.setTitleBarWidget(QWidget(dock))
            before[0].setTitleBarWidget(QWidget(before[0]))
            self.tabifyDockWidget(before[-1], dock)
        self.docks[entry.title.lower()] = dock
        if entry.area == "bottom":
            self.lower_docks.add(entry.title.lower(), dock)

    def _tab(self, dock: QDockWidget, title: str, desk: Desk) -> QWidget:
        """The head of a dock that has no neighbours: looks like the tab it would be."""
        bar = QTabBar(dock)
        bar.addTab(title)
        bar.setExpanding(False)
        bar.setDrawBase(False)
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return bar

    def _dress_tabs(self) -> None:
        for bar in self.findChildren(QTabBar):
            bar.setUsesScrollButtons(self.width() < TIGHT)
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setExpanding(False)
            bar.setDrawBase(False)
        self.lower_docks.dress()

    def _default_widths(self) -> None:
        theme, narrow = self._desk.theme, self.width() <= NARROW
        gallery = theme.size("width", "dock_min" if narrow else "gallery")
        inspector = theme.size("width", "inspector") - (12 if narrow else 0)
        for area, width in (("left", gallery), ("right", inspector)):
            docks = [d for d in self.docks.values() if self.dockWidgetArea(d) == AREAS[area]]
            self.resizeDocks(docks[:1], [width] * len(docks[:1]), Qt.Orientation.Horizontal)
            for dock in docks[:1]:
                dock.raise_()

    def _restore(self, prefs: Prefs) -> None:
        if prefs.geometry:
            self.restoreGeometry(QByteArray.fromBase64(prefs.geometry.encode()))
        if prefs.layout:
            self.restoreState(QByteArray.fromBase64(prefs.layout.encode()))

    def _context_menu(self, at: QPointF) -> None:
        menu = QMenu(self)
        menu.setObjectName("canvas-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("random", "home", "straighten", "bookmark", "export"):
            menu.addAction(self.actions_.by_id[name])
        self._desk.cell_menu(menu, at)
        menu.popup(self._desk.host.mapToGlobal(at.toPoint()))

    def _title(self, *_: object) -> None:
        session = self._desk.session
        self.setWindowTitle(f"{session.shown.title}[*] — {tr('Canvas')}")
        self.setWindowModified(session.modified)
        self.setWindowFilePath(str(session.path or ""))
