"""DiagramSection: the graph of a field in its panel, laid out in the background when it is opened."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from canvas_app.core.artwork import Artwork
from canvas_app.core.field import FieldSpec
from canvas_app.engine.family import Drawable
from canvas_app.session.structure import Structure, structure, write

from .desk import Desk
from .export_parts import slug
from .widgets.diagram import Diagram
from .widgets.section import Section
from .words import tr

KINDS = {".png": "PNG (*.png)", ".graphml": "GraphML (*.graphml)"}


class DiagramSection(Section):
    """Closed at first, and not there at all for families without a graph."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, tr("Diagram"), opened=False, dice=False)
        self._desk = desk
        self._field: FieldSpec | None = None
        self._drawn: FieldSpec | None = None
        self.diagram = Diagram(desk.theme)
        self.diagram.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.diagram.customContextMenuRequested.connect(self._open_menu)
        self.add(self.diagram)
        self.toggled.connect(lambda _: self._draw())

    def show_artwork(self, artwork: Artwork) -> None:
        """Show its field, if the section is open."""
        self._field = artwork.field
        self.setVisible(isinstance(artwork.field, Drawable))
        self._draw()

    def menu(self) -> QMenu:
        """What can be done with the diagram."""
        menu = QMenu(self)
        menu.setObjectName("diagram-menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Save as Picture…"), lambda: self._save(".png"))
        menu.addAction(tr("Save as GraphML…"), lambda: self._save(".graphml"))
        return menu

    def _open_menu(self, at: QPoint) -> None:
        self.menu().popup(self.diagram.mapToGlobal(at))

    def _save(self, ending: str) -> None:
        desk = self._desk
        start = desk.folder / f"{slug(desk.session.shown.title)}{ending}"
        title = tr("Save Diagram")
        path = desk.asks.other_to_save(desk.window, title, start, KINDS[ending])
        if path is not None:
            path = path if path.suffix.lower() == ending else path.with_name(path.name + ending)
            write(desk.session, desk.lanes.files, path)

    def _draw(self) -> None:
        field = self._field
        if not self.opened or field is None or field == self._drawn or self.isHidden():
            return
        self._drawn = field
        job = structure(self._desk.lanes.files, field)
        job.done.connect(lambda found: self._on_drawn(field, found))
        job.failed.connect(lambda _: self._on_drawn(field, None))

    def _on_drawn(self, field: FieldSpec, found: Structure | None) -> None:
        if field == self._field:
            self.diagram.show_structure(found)


__all__ = ["DiagramSection"]
