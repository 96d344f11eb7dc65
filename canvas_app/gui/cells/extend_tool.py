"""ExtendTool: sides are dragged outwards by whole cells, which then learn a picture, a signal, a volume or
the field's own values, mirrored, while one watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu

from canvas_app.core.artwork import Artwork
from canvas_app.core.errors import CanvasError
from canvas_app.core.view import View
from canvas_app.gui import fitting
from canvas_app.gui.desk import Desk
from canvas_app.gui.widgets.parts import segments
from canvas_app.gui.widgets.picture_key import PictureKey
from canvas_app.gui.words import tr
from canvas_app.session import cell_pictures, growing, laying
from canvas_app.session.cells import grid_of
from canvas_app.session.growing import Mode
from canvas_app.session.growth import Growth
from canvas_app.session.sources import Source

from .asking import file_to_learn
from .bar import ToolBar
from .canvas_tool import CanvasTool
from .depth import DepthKeys
from .grow_overlay import GrowOverlay

MODES: tuple[Mode, ...] = ("exact", "refine")


class ExtendTool(CanvasTool):
    """Overlay and bar over the session's artwork."""

    name = "extend"

    def __init__(self, desk: Desk, over: Callable[[], None]) -> None:
        super().__init__(desk, over)
        grid = grid_of(desk.session.shown, desk.session.view.z)
        assert grid is not None
        self._gone = False
        self.source = cell_pictures.known_source(desk.session, desk.fits)
        self.own = False  # what the field shows is learned, mirrored
        self.overlay = GrowOverlay(desk.theme, desk.host, Growth.first(grid))
        self.bar = ToolBar(desk.theme, desk.host, tr("Extend"))
        self._furnish()
        self.overlay.chosen.connect(self._say)
        self.begin(self.overlay, self.bar, grid, desk.host.extent[1] // 6)
        self._say()
        self.fitted: Source | None = None  # the file that the field was fitted to
        folders = cell_pictures.folders_of(desk.folder, desk.prefs.prefs.recent)
        cell_pictures.seek(desk.session, desk.lanes.files, folders, self._on_found)

    @property
    def mode(self) -> Mode:
        """What becomes of the cells that are there."""
        return MODES[self.modes.checkedId()]

    @property
    def flat(self) -> bool:
        """Whether it is a picture that grows, and no signal or volume."""
        return self.overlay.growth.grid.axes == 2

    def choose(self) -> None:
        """Ask for the file that the new cells shall learn."""
        desk = self._desk
        path = file_to_learn(desk, flat=self.flat)
        if path is not None:
            self.take(path)

    def offer(self) -> QMenu:
        """What to learn: any file, the one that the field was fitted to, of which a part is hidden, or
        what the field shows."""
        menu = QMenu(self.picture)
        menu.setObjectName("menu-extend-picture")
        menu.addAction(
            tr("Choose a Picture…") if self.flat else tr("Choose an Array…"), self.choose
        )
        words = tr("The Hidden Part of Its Own Picture") if self.flat else tr("The Rest of Its Own")
        fitted = self.fitted
        if fitted is not None:
            words = tr("The Hidden Part of {}").format(fitted.name.replace("&", "&&"))
        own = menu.addAction(words)
        own.setEnabled(fitted is not None)
        if fitted is not None:
            own.triggered.connect(lambda *_: self._on_source(fitted))
        menu.addAction(tr("What It Shows, Mirrored"), self.mirror)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.picture.mapToGlobal(self.picture.rect().topLeft()))
        return menu

    def mirror(self) -> None:
        """New cells beyond the frame shall learn what a mirror there would show."""
        self.own = True
        self.overlay.show_growth(replace(self.overlay.growth, holes=False))
        self._say()

    def take(self, path: Path) -> None:
        """Read a file for the new cells."""
        cell_pictures.read(self._session, self._desk.lanes.files, path, self._on_source)

    def apply(self) -> None:
        """Let the cells grow and learn; the Fit panel shows how it goes."""
        growth = self.overlay.growth
        if not self.bar.apply.isEnabled():
            return
        source, mode = None if self.own else self.source, self.mode
        if source is None and not self.own:
            self.choose()
            return
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
        grid = grid_of(self._session.shown, self._session.view.z)
        if grid is None:
            self.leave()
            return
        if grid.whole != self.overlay.growth.grid.whole:
            self.overlay.show_growth(replace(Growth.first(grid), holes=not self.own))
        self._say()

    def on_view(self, view: View) -> None:
        """The cells move with the picture, and through a volume."""
        super().on_view(view)
        growth = self.overlay.growth.beside(view.z)
        if growth != self.overlay.growth:
            self.overlay.show_growth(growth)
        if self.overlay.growth.grid.axes == 3:
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
        self.depth = DepthKeys(self._desk.theme)
        self.depth.stepped.connect(self._to_slab)
        self.depth.grown.connect(self._deepen)
        self.bar.insert(self.picture, frame)
        self.bar.insert_low(self.depth)

    def _to_slab(self, slab: int) -> None:
        self._session.view = self._session.view.but(z=self.overlay.growth.middle(slab))

    def _deepen(self, before: int, after: int) -> None:
        """More slabs, or fewer; one stays in sight."""
        growth = replace(self.overlay.growth, before=before, after=after)
        self.overlay.take(growth.beside(growth.middle(growth.slab)))

    def _on_found(self, source: Source | None) -> None:
        if not self._gone:
            self.fitted = source
        if source is not None and self.source is None:
            self._on_source(source)

    def _on_source(self, source: Source) -> None:
        if self._gone:
            return
        self.source, self.own = source, False
        growth = replace(self.overlay.growth, holes=True)
        found = laying.suggested(self._session.shown, growth, source)
        self.overlay.show_growth(found)
        if found.bounds != growth.bounds:
            self.step_back(replace(found.grid, bounds=found.bounds))
        self._say()

    def _say(self, *_: object) -> None:
        """How many cells come, what they take, and what they learn."""
        growth = self.overlay.growth
        why = "" if growth.count else tr("Drag a side outwards by a cell or more")
        source = None if self.own else self.source
        try:
            self._preview(growth, source)
            cost = growing.cost_text(self._session.shown, growth, source)
        except CanvasError as error:
            why, cost = why or error.message, ""
        self.depth.show_growth(growth)
        count = growth.count
        asked = self.own or source is not None
        self.bar.say(
            tr("+{} cells").format(f"{count:,}") if count != 1 else tr("+1 cell"),
            why or cost,
            possible=bool(count) and not why,
            why=why or ("" if asked else tr("Asks first what they shall learn")),
        )

    def _preview(self, growth: Growth, source: Source | None) -> None:
        """Show in the new cells what they learn, and small on the bar."""
        self.picture.setToolTip(tr("Choose what new cells learn"))
        if self.own:
            self.picture.setToolTip(tr("What it shows, mirrored"))
            self.picture.show_icon(self._desk.theme.icon("mirror_x", "text"))
        if source is None:
            self.overlay.show_picture(None, growth.bounds)
            return
        self.picture.show_picture(source.thumb)
        self.picture.setToolTip(source.name)
        self.overlay.show_picture(None, growth.bounds)
        z = self._session.view.z
        self.overlay.show_picture(*laying.preview(self._session.shown, growth, source, z))


__all__ = ["ExtendTool"]
