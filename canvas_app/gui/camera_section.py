"""CameraSection: from where one looks at a volume: views to go to, those one keeps, and every knob."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from canvas_app.core.camera import Camera

from . import bookmark_menu
from .desk import Desk
from .editing import Editing
from .forms import Form, Group
from .widgets.parts import button, row
from .words import tr

VIEWS: tuple[tuple[str, float, float], ...] = (
    ("Front", 0.0, 0.0), ("Back", 180.0, 0.0), ("Right", 90.0, 0.0), ("Left", -90.0, 0.0),
    ("Above", 0.0, 90.0), ("Below", 0.0, -90.0), ("Corner", 30.0, 20.0),
)  # fmt: skip
_KEYS = {"Front": "1", "Right": "3", "Above": "7"}
_GROUPS = (
    Group("Camera", ("azimuth", "elevation", "roll", "zoom", "field")),
    Group("Depth of field", ("aperture", "focus")),
)


class CameraSection(QWidget):
    """Shows `artwork.volume.camera`; cameras that are kept are bookmarks of the artwork."""

    def __init__(self, desk: Desk, editing: Editing) -> None:
        super().__init__()
        self._desk, self._editing = desk, editing
        self.form = Form(desk.theme, Camera, "volume.camera", _GROUPS, later=True, chance=False)
        self.views = button(tr("Views"), small=True)
        self.views.setToolTip(tr("Fly to a view, or to one that you kept"))
        self.menu = QMenu(self.views)
        self.menu.setObjectName("camera-views")
        self.views.setMenu(self.menu)
        self.keep = button(tr("Keep View"), small=True)
        self.keep.setToolTip(tr("Bookmark this camera (Ctrl+D)"))
        self.parallel = button(tr("Parallel"), small=True)
        self.parallel.setCheckable(True)
        self.parallel.setToolTip(tr("Without perspective (5)"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.form)

    def fill(self) -> Iterator[None]:
        """Make the rows, slice by slice."""
        yield from self.form.fill()
        keys = row(self.views, self.keep, self.parallel, margins=(14, 4, 14, 6))
        self.form.sections["Camera"].add_first(keys)
        self._editing.connect(self.form)
        self.keep.clicked.connect(lambda *_: bookmark_menu.keep_camera(self._desk))
        self.parallel.clicked.connect(self._on_parallel)
        self.menu.aboutToShow.connect(self.fill_menu)
        self.fill_menu()
        yield

    def show_camera(self, camera: Camera) -> None:
        """Show it, quietly."""
        self.form.show_spec(camera)
        self.parallel.setChecked(camera.field < 0.5)

    def fill_menu(self) -> None:
        """The views that everything has, and the cameras that were kept."""
        self.menu.clear()
        for name, azimuth, elevation in VIEWS:
            entry = self.menu.addAction(f"{tr(name)}\t{_KEYS.get(name, '')}".strip())
            entry.triggered.connect(lambda *_, a=azimuth, e=elevation: self._go(a, e))
        kept = [(k, mark) for k, mark in enumerate(self._desk.bookmarks.here) if mark.camera]
        if kept:
            self.menu.addSeparator()
        for place, mark in kept:
            entry = self.menu.addAction(mark.name.replace("&", "&&"))
            entry.setObjectName(f"camera-{place}")
            entry.triggered.connect(lambda *_, m=mark: bookmark_menu.visit(self._desk, m))
        self.menu.addSeparator()
        edit = self.menu.addAction(tr("Edit Bookmarks…"))
        edit.triggered.connect(lambda *_: bookmark_menu.edit(self._desk))

    def _go(self, azimuth: float, elevation: float) -> None:
        camera = self._desk.session.shown.volume.camera
        self._desk.fly_camera(camera.but(azimuth=azimuth, elevation=elevation, roll=0.0))

    def _on_parallel(self, on: bool) -> None:
        self._editing.set("volume.camera.field", 0.0 if on else 30.0)
        self._editing.settle()
