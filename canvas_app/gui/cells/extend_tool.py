"""ExtendTool: sides are dragged outwards by whole cells, which then learn a picture while one watches."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.gui import fitting
from canvas_app.gui.desk import Desk
from canvas_app.gui.widgets.parts import segments
from canvas_app.gui.widgets.picture_key import PictureKey
from canvas_app.gui.words import tr
from canvas_app.session import cell_pictures, growing
from canvas_app.session.cells import Growth, flat_grid_of
from canvas_app.session.growing import Mode
from canvas_app.session.sources import Source

from .bar import ToolBar
from .canvas_tool import CanvasTool
from .grow_overlay import GrowOverlay

MODES: tuple[Mode, ...] = ("exact", "refine")


class ExtendTool(CanvasTool):
    """Overlay and bar over the session's artwork."""

    name = "extend"

    def __init__(self, desk: Desk, over: Callable[[], None]) -> None:
        super().__init__(desk, over)
        grid = flat_grid_of(desk.session.shown)
        assert grid is not None
        self._gone = False
        self.source: Source | None = cell_pictures.known_source(desk.fits)
        self.overlay = GrowOverlay(desk.theme, desk.host, Growth.first(grid))
        self.bar = ToolBar(desk.theme, desk.host, tr("Extend"))
        self._furnish()
        self.overlay.chosen.connect(self._say)
        self.begin(self.overlay, self.bar, grid, desk.host.extent[1] // 6)
        self._say()
        self.fitted: Source | None = None  # the picture that the field was fitted to
        folders = cell_pictures.folders_of(desk.folder, desk.prefs.prefs.recent)
        cell_pictures.seek(desk.session, desk.lanes.files, folders, self._on_found)

    @property
    def mode(self) -> Mode:
        """What becomes of the cells that are there."""
        return MODES[self.modes.checkedId()]

    def choose(self) -> None:
        """Ask for the picture that the new cells shall learn."""
        path = self._desk.asks.picture_to_fit(self._desk.window, self._desk.folder)
        if path is not None:
            self.take(path)

    def offer(self) -> QMenu:
        """Which picture: any, or the one that the field was fitted to, of which a part is hidden."""
        menu = QMenu(self.picture)
        menu.setObjectName("menu-extend-picture")
        menu.addAction(tr("Choose a Picture…"), self.choose)
        words = tr("The Hidden Part of Its Own Picture")
        fitted = self.fitted
        if fitted is not None:
            words = tr("The Hidden Part of {}").format(fitted.name.replace("&", "&&"))
        own = menu.addAction(words)
        own.setEnabled(fitted is not None)
        if fitted is not None:
            own.triggered.connect(lambda *_: self._on_source(fitted))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.picture.mapToGlobal(self.picture.rect().topLeft()))
        return menu

    def take(self, path: Path) -> None:
        """Read a picture for the new cells."""
        cell_pictures.read(self._session, self._desk.lanes.files, path, self._on_source)

    def apply(self) -> None:
        """Let the cells grow and learn; the Fit panel shows how it goes."""
        growth = self.overlay.growth
        if not growth.new():
            return
        if self.source is None:
            self.choose()
            return
        source, mode = self.source, self.mode
        self.leave()
        fitting.show_panel(self._desk)
        device = self._desk.prefs.prefs.device
        growing.extend(self._session, self._desk.fits, self._desk.lanes.files,
                       growth, source, mode, device=device)  # fmt: skip

    def close(self) -> None:
        """Take everything away."""
        self._gone = True
        super().close()

    def on_artwork(self, new: Artwork, old: Artwork) -> None:
        """Undo, or another work below: other cells begin anew."""
        grid = flat_grid_of(self._session.shown)
        if grid is None:
            self.leave()
            return
        if grid != self.overlay.growth.grid:
            self.overlay.show_growth(Growth.first(grid))
        self._say()

    def _furnish(self) -> None:
        """The picture, and what becomes of the old cells."""
        self.picture = PictureKey(self._desk.theme, QSize(40, 28))
        self.picture.setAccessibleName(tr("Choose the picture that new cells learn"))
        self.picture.setObjectName("extend-picture")
        self.picture.clicked.connect(lambda *_: self.offer())
        frame, self.modes = segments([tr("Exact"), tr("Refine")])
        tips = (
            tr("Old cells stay bit for bit; only the new ones learn"),
            tr("All cells learn: better borders, old ones change a little"),
        )
        for key, tip in zip(self.modes.buttons(), tips, strict=True):
            key.setToolTip(tip)
        frame.setFixedWidth(128)
        self.bar.insert(self.picture, frame)

    def _on_found(self, source: Source | None) -> None:
        if not self._gone:
            self.fitted = source
        if source is not None and self.source is None:
            self._on_source(source)

    def _on_source(self, source: Source) -> None:
        if self._gone:
            return
        self.source = source
        self._say()

    def _say(self, *_: object) -> None:
        growth, source = self.overlay.growth, self.source
        count = len(growth.new())
        shown = None if source is None else source.shown
        size = (1, 1) if source is None else source.target.size
        self.overlay.show_picture(shown, growing.laid(growth, size))
        if source is not None:
            self.picture.show_picture(source.thumb)
        tip = tr("Choose a picture") if source is None else source.name
        self.picture.setToolTip(tip)
        why = "" if count else tr("Drag a side outwards by a cell or more")
        cost = ""
        try:
            cost = growing.cost_text(self._session.shown, growth, source)
        except CanvasError as error:
            why = why or error.message
        self.bar.say(
            tr("+{} cells").format(f"{count:,}") if count != 1 else tr("+1 cell"),
            why or cost,
            possible=bool(count) and not why,
            why=why or ("" if source is not None else tr("Asks for a picture first")),
        )


__all__ = ["ExtendTool"]
